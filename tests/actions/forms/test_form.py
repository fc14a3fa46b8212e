"""The Rasa side of forms: slots in, slots out."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.question import Answered, Question
from actions.canned import canned_reply
from actions.forms import form
from actions.forms.conversation import Conversation
from actions.forms.form import FormAction, respond
from tests.actions.forms.conversations import ColourForm


class ValidateColourForm(FormAction):
    """The form of the tests."""

    form = "colour_form"

    def conversation(self) -> Conversation:
        """Colours."""
        return ColourForm()


def tracker(text: str, state: Any = None, active: str | None = "colour_form", **slots: Any) -> Tracker:
    known = {"current_service": None, "last_aspect": None, "form_state": state, "form_answer": text, **slots}
    message = {"text": text, "intent": {"name": "ask", "confidence": 0.9}}
    loop = {"name": active} if active else {}
    return Tracker("s", known, message, [], False, None, loop, "action_listen")


async def run(given: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    dispatcher = CollectingDispatcher()
    events = await ValidateColourForm().run(dispatcher, given, {})
    slots = {event["name"]: event["value"] for event in events}
    assert len(slots) == len(events)
    return [message["custom"] for message in dispatcher.messages], slots


def test_its_name_is_the_validation_of_the_form() -> None:
    assert ValidateColourForm().name() == "validate_colour_form"


async def test_opening_keeps_the_state_and_waits() -> None:
    replies, slots = await run(tracker("刷墙"))
    assert [reply["kind"] for reply in replies] == ["form"]
    assert slots == {"form_answer": None, "form_state": {"form": "colour_form", "state": {"asked": 1}}}


async def test_the_end_waits_for_nothing() -> None:
    _, slots = await run(tracker("红", {"form": "colour_form", "state": {"asked": 1}}))
    assert slots == {"form_answer": None, "form_state": None, "requested_slot": None}


async def test_only_slots_that_change_are_set() -> None:
    state = {"form": "colour_form", "state": {"asked": 1}}
    _, slots = await run(tracker("不知道", state))
    assert slots["current_service"] == "paint"
    _, slots = await run(tracker("不知道", state, current_service="paint"))
    assert "current_service" not in slots


@pytest.mark.parametrize(
    "state",
    [None, "x", {}, {"form": "other_form", "state": {"asked": 1}}, {"form": "colour_form", "state": 3}],
)
async def test_a_state_that_is_not_this_forms_opens_it_anew(state: Any) -> None:
    _, slots = await run(tracker("嗯", state))
    assert slots["form_state"] == {"form": "colour_form", "state": {"asked": 1}}


async def test_a_question_in_between_goes_to_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    class Scripted:
        def answer(self, question: Question) -> Answered:
            return Answered([{"kind": "text", "outcome": "answered", "text": "10元"}], "id-card")

    monkeypatch.setattr(form, "answerer", Scripted)
    replies, slots = await run(tracker("要多少钱", {"form": "colour_form", "state": {"asked": 1}}))
    assert [reply["text"] for reply in replies] == ["10元", "回到刚才的问题。\n什么颜色？"]
    assert slots["current_service"] == "id-card"


def test_small_talk_in_between_gets_the_reply_that_staff_wrote() -> None:
    assert respond(Question("谢谢你", "thanks", 0.9)).replies == [canned_reply("thanks")]
