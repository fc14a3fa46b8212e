"""Somebody at a door who talks to the forms about inspections, without Rasa and without an index."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from actions.answering.question import Answered, Question
from actions.forms.conversation import Conversation, State, Turn, converse
from actions.forms.heard import Heard
from actions.inspection.desk import DatabaseDesk
from actions.inspection.seals import sealed
from bot.web.hearing import hear
from tests.actions.inspection.conftest import City
from tests.actions.services.residents import checked


def pipeline(question: Question) -> Answered:
    """Stands in for the answering pipeline."""
    return Answered([{"kind": "text", "outcome": "answered", "text": f"答：{question.text}"}])


def desk_of(city: City, now: datetime) -> DatabaseDesk:
    """The chat's desk over the registry under test."""
    return DatabaseDesk(city.engine, city.keyring, lambda: now)


@dataclass
class Owner:
    """One conversation with one form; messages go through the edge's masking."""

    city: City
    form: Conversation
    slots: dict[str, Any] = field(default_factory=dict)
    state: State | None = None
    sender: str = "owner"

    def heard(self, text: str, intent: str | None = None, confidence: float = 0.9) -> Heard:
        """A message as the action server gets it."""
        question = Question(hear(text, 2000), intent, confidence if intent else 0.0)
        return Heard.of(question, self.sender, self.slots, sealed(text, self.city.keyring))

    def say(self, text: str, intent: str | None = None) -> Turn:
        """One message; every reply must be one of the contract."""
        turn = converse(self.form, self.state, self.heard(text, intent), pipeline)
        assert turn.replies
        for reply in turn.replies:
            checked(reply)
        self.state = turn.state
        self.slots.update(turn.slots)
        return turn

    def talk(self, *texts: str) -> Turn:
        """Several messages; the last turn."""
        return [self.say(text) for text in texts][-1]
