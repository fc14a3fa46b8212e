"""The Rasa side of a form: one ``validate_…`` action a form, the same for all of them.

Rasa runs it once when the form opens and once for every message while it is open. Two slots are
shared by all forms: ``form_state`` keeps the conversation's state, ``form_answer`` is the slot that
a form is said to wait for; it is never filled, a form ends by waiting for nothing.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering.answerer import answerer
from actions.answering.question import Answered, Question
from actions.canned import canned, canned_reply
from actions.dialogue import SURE, Events, question_in
from actions.forms.conversation import Conversation, State, Turn, converse
from actions.forms.heard import Heard
from actions.forms.opening import opening
from actions.inspection.chat import code_reply, only_code
from actions.inspection.desk import desk
from knowledge.text.normalise import normalise

STATE = "form_state"
ANSWER = "form_answer"
REQUESTED = "requested_slot"


class FormAction(Action, ABC):  # type: ignore[misc]  # rasa_sdk has no types
    """Base of all forms: set ``form`` and give the conversation. Abstract, so that it is not registered itself."""

    #: The form's name in domain.yml.
    form: ClassVar[str]
    #: Whether a question that should not open it may go on about the current service.
    follows: ClassVar[bool] = True
    #: Whether a visit's code is an answer to this form; any other was opened by mistake when it got one.
    takes_codes: ClassVar[bool] = False

    @abstractmethod
    def conversation(self) -> Conversation:
        """The conversation that this form holds."""

    def name(self) -> str:
        """As in domain.yml."""
        return f"validate_{self.form}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Hold one turn off the event loop; say what comes of it, and tell Rasa whether the form goes on."""
        metadata = tracker.latest_message.get("metadata")
        heard = Heard.of(question_in(tracker), tracker.sender_id, tracker.slots, metadata)
        state = state_in(tracker, self.form)
        turn = await asyncio.to_thread(self._hold, state, heard)
        for reply in turn.replies:
            dispatcher.utter_message(json_message=reply)
        return events_of(turn, self.form, tracker)

    def _hold(self, state: State | None, heard: Heard) -> Turn:
        pasted = state is None and only_code(heard.question.text)
        if pasted and not self.takes_codes:
            reply, slots = code_reply(desk(), heard)
            return Turn([reply], slots=slots)
        if state is None and not pasted:
            plain = replace(heard.question, intent=None, confidence=0.0)
            if not self.follows:
                plain = plain.apart()
            sure = heard.question.confidence
            instead = opening().refuses(self.form, normalise(plain.text), lambda: respond(plain), sure)
            if instead is not None:
                return Turn(instead.replies, slots=instead.slots())
        return converse(self.conversation(), state, heard, respond)


def state_in(tracker: Tracker, form: str) -> State | None:
    """The state of a form that is open; ``None`` when it is just being opened."""
    stored = tracker.get_slot(STATE)
    active = (tracker.active_loop or {}).get("name") == form
    if not active or not isinstance(stored, dict) or stored.get("form") != form:
        return None
    state = stored.get("state")
    return state if isinstance(state, dict) else None


def events_of(turn: Turn, form: str, tracker: Tracker) -> Events:
    """The slots after a turn. Rasa ends a form when it is told that no slot is waited for."""
    kept = None if turn.state is None else {"form": form, "state": turn.state}
    events = [SlotSet(ANSWER, None), SlotSet(STATE, kept)]
    if turn.state is None:
        events.append(SlotSet(REQUESTED, None))
    changed = {slot: value for slot, value in turn.slots.items() if tracker.get_slot(slot) != value}
    return events + [SlotSet(slot, value) for slot, value in changed.items()]


def respond(question: Question) -> Answered:
    """The answer to a question that is asked in the middle of a form, as it would be outside of it."""
    if question.intent in canned() and question.confidence >= SURE:
        return Answered([canned_reply(question.intent)], question.current_service, question.last_aspect)
    return answerer().answer(question)
