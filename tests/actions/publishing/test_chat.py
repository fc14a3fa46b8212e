"""What the chat says to a message, by its dialogue act."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.answering.base import Base
from actions.answering.question import Question
from actions.canned import canned
from actions.forms.form import FormAction
from actions.hotline.dialogue import ValidateFilingForm, ValidateTicketForm
from actions.publishing.chat import ANSWER, FOLLOWS_NOTHING, FORMS, REPLY, act_names, say, ways
from actions.publishing.gate import ask, heard_as
from knowledge.index.versions import Versions
from tests.actions.publishing.conftest import Office
from tests.knowledge.index.fakes import FakeEncoder

DOMAIN = yaml.safe_load((Path(__file__).parents[3] / "domain.yml").read_text("utf-8"))


@pytest.fixture
def base(office: Office, index: Path, encoder: FakeEncoder) -> Base:
    return Base.load(Versions(index).current(), encoder)  # type: ignore[arg-type]


def said(base: Base, text: str, intent: str | None, confidence: float = 0.9) -> tuple[str, str]:
    found = say(base, Question(text, intent, confidence))
    return found.aside, str(found.answered.replies[0]["text"])


def test_every_act_of_the_domain_has_a_way_and_a_name() -> None:
    assert set(DOMAIN["intents"]) == set(act_names())
    assert set(DOMAIN["intents"]) <= set(ways())
    assert {way for way in ways().values() if way.endswith("_form")} == set(FORMS) == set(DOMAIN["forms"])
    assert {intent for intent, way in ways().items() if way == REPLY} == set(canned())


def test_forms_that_follow_nothing_are_those_that_say_so() -> None:
    forms: list[type[FormAction]] = [ValidateFilingForm, ValidateTicketForm]
    assert {form.form for form in forms if not form.follows} == FOLLOWS_NOTHING


def test_content_is_answered_whatever_its_act(base: Base) -> None:
    aside, text = said(base, "身份证丢了怎么补办", "ask")
    assert aside == ""
    assert said(base, "身份证丢了怎么补办", None, 0.0) == ("", text)
    assert ways()["ask"] == ANSWER


def test_small_talk_gets_its_fixed_reply_when_it_is_sure(base: Base) -> None:
    assert "不客气" in said(base, "谢谢啦", "thanks")[0]
    assert said(base, "谢谢啦", "thanks", 0.5)[0] == ""


def test_a_fixed_reply_is_that_of_the_version_that_is_tried(base: Base) -> None:
    own = base.catalogue.content / "replies.yml"
    own.write_text(
        "help: {text: 演示帮助。, outcome: answered}\nthanks: {text: 演示不谢。, outcome: done}\n", "utf-8"
    )
    assert "演示不谢" in said(base, "谢谢啦", "thanks")[0]
    assert "演示" not in said(base, "再见", "bye")[0]


def test_a_form_opens_only_on_words_that_ask_for_it(base: Base) -> None:
    assert "登记诉求" in said(base, "我要投诉路灯不亮", "hotline_file")[0]
    assert said(base, "路灯归谁管", "hotline_file")[0] == ""


def test_an_emergency_comes_before_every_form(base: Base) -> None:
    aside, text = said(base, "家里着火了", "hotline_file")
    assert aside == ""
    assert "119" in text


def test_a_question_is_asked_as_it_reaches_the_dialogue_server(base: Base) -> None:
    assert "13800138000" not in heard_as("我的电话１３８００１３８０００")
    told = ask(base, "身份证丢了怎么补办")
    assert told.shown == told.text
