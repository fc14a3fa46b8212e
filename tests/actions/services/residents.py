"""Somebody who talks to a form of the navigator, without Rasa and without an index."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from actions.answering.question import Answered, Question, Reply
from actions.forms.conversation import Conversation, State, Turn, converse
from actions.forms.heard import Heard
from actions.services.finding import by_name
from actions.services.guide_form import INTENT
from bot.web import reply as contract
from knowledge.catalogue import CONTENT, load

CATALOGUE = load(CONTENT)
NOW = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
EVERYDAY = {"退休": "retirement", "新生儿": "newborn", "注销公司": "business-deregistration"}


def find(text: str) -> str | None:
    """Services by name; a few by everyday words, as the index would find them."""
    said = by_name(CATALOGUE.services.values(), text)
    return said or next((service for word, service in EVERYDAY.items() if word in text), None)


def pipeline(question: Question) -> Answered:
    """Stands in for the answering pipeline."""
    reply = {"kind": "text", "outcome": "answered", "text": f"答：{question.text}"}
    return Answered([reply], question.current_service, "fee")


@dataclass
class Resident:
    """One conversation with one form."""

    form: Conversation
    slots: dict[str, Any] = field(default_factory=dict)
    state: State | None = None

    def say(self, text: str, intent: str | None = None) -> Turn:
        """One message; every reply must be one of the contract."""
        wants = INTENT if "清单" in text else intent
        question = Question(text, wants, 0.9 if wants else 0.0, self.slots.get("current_service"))
        heard = Heard.of(question, "sender", self.slots)
        turn = converse(self.form, self.state, heard, pipeline)
        assert turn.replies
        for reply in turn.replies:
            checked(reply)
        self.state = turn.state
        self.slots.update(turn.slots)
        return turn

    def talk(self, *texts: str) -> Turn:
        """Several messages; the last turn."""
        turns = [self.say(text) for text in texts]
        return turns[-1]


def checked(reply: Reply) -> Reply:
    """A reply whose every field has its place in the contract."""
    document = contract.Reply.model_validate({"id": "1", **reply}).document()
    lost = {key for key, value in reply.items() if value and key not in document}
    assert not lost
    assert "guide" not in reply or set(reply["guide"]) == set(document["guide"])
    return reply
