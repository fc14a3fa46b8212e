"""What Rasa may ask of us: thin actions over the packages that do the work.

Rasa decides the dialogue act, :mod:`actions.answering` decides the matter and the answer.
"""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.answerer import answerer
from actions.answering.question import Question
from actions.canned import canned_reply
from actions.forms.heard import Heard
from actions.hotline.instead import wants_filing
from actions.inspection.chat import code_reply, has_code, no_code_reply
from actions.inspection.desk import desk

Events = list[dict[str, Any]]
#: Rasa's name for "no intent is sure enough".
FALLBACK = "nlu_fallback"
#: Below this a canned reply is a guess; a wrong one costs more than a search.
SURE = 0.8


class ActionAnswer(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Answer a message that has content, and remember what the conversation is now about."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Run the answering steps off the event loop: they compute. An inspection's code comes before them."""
        heard = Heard.of(
            question_in(tracker), tracker.sender_id, tracker.slots, tracker.latest_message.get("metadata")
        )
        if has_code(heard):
            verdict, slots = await asyncio.to_thread(lambda: code_reply(desk(), heard))
            dispatcher.utter_message(json_message=verdict)
            return [SlotSet(slot, value) for slot, value in slots.items()]
        no_code = no_code_reply(heard.question.text)
        if no_code is not None:
            dispatcher.utter_message(json_message=no_code)
            return []
        if not tracker.active_loop and wants_filing(heard.question.text):
            return [FollowupAction("filing_form")]
        answered = await asyncio.to_thread(answerer().answer, question_in(tracker))
        for reply in answered.replies:
            dispatcher.utter_message(json_message=reply)
        return [
            SlotSet(slot, value)
            for slot, value in answered.slots().items()
            if tracker.get_slot(slot) != value
        ]


class ActionReply(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Give the reply that staff wrote for the dialogue act: greeting, thanks, a person, help."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_reply"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """One reply; a message that is hardly small talk is answered from the knowledge instead."""
        question = question_in(tracker)
        if question.confidence < SURE or no_code_reply(question.text) is not None:
            return await ActionAnswer().run(dispatcher, tracker, domain)
        dispatcher.utter_message(json_message=canned_reply(question.intent))
        return []


def question_in(tracker: Tracker) -> Question:
    """The latest message with what the dialogue knows about it."""
    message = tracker.latest_message
    intent = message.get("intent") or {}
    name = intent.get("name")
    return Question(
        text=message.get("text") or "",
        intent=None if name == FALLBACK else name,
        confidence=float(intent.get("confidence") or 0.0),
        current_service=tracker.get_slot("current_service"),
        last_aspect=tracker.get_slot("last_aspect"),
        previous=tracker.get_slot("last_question"),
        documents=tuple(tracker.get_slot("last_documents") or ()),
    )
