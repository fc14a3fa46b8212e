"""The thin actions: what they pass on, and what they give back to Rasa."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import dialogue
from actions.answering.question import Answered, Question
from actions.canned import canned_reply
from actions.dialogue import ActionAnswer, ActionReply, question_in


def tracker(text: str | None, intent: dict[str, Any] | None = None, **slots: Any) -> Tracker:
    known = {"current_service": None, "last_aspect": None, **slots}
    message: dict[str, Any] = {"text": text, "intent": intent or {"name": "ask", "confidence": 0.9}}
    return Tracker("s", known, message, [], False, None, {}, "action_listen")


class Scripted:
    """An answerer that says what it is told to, and remembers what it was asked."""

    def __init__(self, answered: Answered) -> None:
        self.answered = answered
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Answered:
        self.asked.append(question)
        return self.answered


async def answer(
    monkeypatch: pytest.MonkeyPatch, given: Tracker, answered: Answered
) -> tuple[Scripted, list[Any], list[dict[str, Any]]]:
    """The answerer that was asked, the messages sent, and the events returned."""
    scripted, dispatcher = Scripted(answered), CollectingDispatcher()
    monkeypatch.setattr(dialogue, "answerer", lambda: scripted)
    events = await ActionAnswer().run(dispatcher, given, {})
    return scripted, dispatcher.messages, events


async def test_the_answerer_gets_the_message_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    given = tracker(
        "那要带什么",
        {"name": "ask_materials", "confidence": 0.8},
        current_service="id-card",
        last_aspect="fee",
    )
    scripted, _, _ = await answer(monkeypatch, given, Answered([{"text": "答"}]))
    assert scripted.asked == [Question("那要带什么", "ask_materials", 0.8, "id-card", "fee")]


async def test_every_reply_is_sent_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    replies: list[dict[str, Any]] = [{"kind": "answer", "text": "一"}, {"kind": "text", "text": "二"}]
    _, messages, _ = await answer(monkeypatch, tracker("问"), Answered(replies))
    assert [message["custom"] for message in messages] == replies


async def test_a_new_subject_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, events = await answer(monkeypatch, tracker("问"), Answered([], "id-card", "fee"))
    assert {event["name"]: event["value"] for event in events} == {
        "current_service": "id-card",
        "last_aspect": "fee",
    }


async def test_an_unchanged_subject_adds_no_events(monkeypatch: pytest.MonkeyPatch) -> None:
    given = tracker("问", current_service="id-card", last_aspect=None)
    _, _, events = await answer(monkeypatch, given, Answered([], "id-card", None))
    assert events == []


async def test_a_dropped_subject_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, events = await answer(monkeypatch, tracker("问", last_aspect="fee"), Answered([], None, None))
    assert [(event["name"], event["value"]) for event in events] == [("last_aspect", None)]


async def test_a_complaint_that_reads_like_a_question_is_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "我要投诉天坛街道南潘村第57号绿化带的树死了"
    scripted, messages, events = await answer(monkeypatch, tracker(said), Answered([{"text": "答"}]))
    assert (scripted.asked, messages) == ([], [])
    assert [(event["event"], event["name"]) for event in events] == [("followup", "filing_form")]
    open_form = tracker(said)
    open_form.active_loop = {"name": "filing_form"}
    scripted, _, _ = await answer(monkeypatch, open_form, Answered([{"text": "答"}]))
    assert [question.text for question in scripted.asked] == [said]


async def test_a_canned_reply_goes_by_the_intent() -> None:
    dispatcher = CollectingDispatcher()
    events = await ActionReply().run(dispatcher, tracker("谢谢", {"name": "thanks", "confidence": 1.0}), {})
    assert [message["custom"] for message in dispatcher.messages] == [canned_reply("thanks")]
    assert events == []


def test_no_sure_intent_is_no_intent() -> None:
    assert question_in(tracker("嗯?", {"name": "nlu_fallback", "confidence": 0.4})).intent is None


def test_a_message_without_text_or_intent_is_an_empty_question() -> None:
    given = tracker(None, {"name": None, "confidence": None})
    assert question_in(given) == Question("")


@pytest.mark.parametrize(("action", "name"), [(ActionAnswer, "action_answer"), (ActionReply, "action_reply")])
def test_names_are_those_of_the_domain(action: type[ActionAnswer | ActionReply], name: str) -> None:
    assert action().name() == name
