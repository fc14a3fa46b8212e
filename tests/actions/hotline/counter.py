"""Somebody who talks to the hotline's forms, without Rasa, over a real database and the real catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from actions.answering.question import Answered, Question
from actions.forms.conversation import Conversation, State, Turn, converse
from actions.forms.heard import Heard
from actions.grid.divisions import divisions
from actions.grid.places import find_place
from actions.hotline import drafts
from actions.hotline.catalogue import catalogue
from actions.hotline.filing_first import INTENT
from actions.hotline.filing_form import FilingConversation
from actions.hotline.front import Front
from actions.hotline.routing import Route, keywords_in
from actions.hotline.status_form import TicketConversation
from actions.hotline.tables import tickets
from actions.privacy import mask
from bot.web import reply as contract
from knowledge.catalogue import CONTENT, load
from tests.actions.hotline.toy_encoder import ToyEncoder

CONTENT_RECORDS = load(CONTENT)
#: A Monday morning in China.
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KNOWN = "公积金"
#: A message that says everything that the form asks first, and the answers to the rest.
WHOLE = "克井镇佃头村的路灯从昨晚开始不亮,我叫王某某,电话13812345678"
REST = ("没有", "两盏", "跳过", "可以")


def route(text: str) -> Route:
    """Routing by keywords alone."""
    found = list(catalogue().categories.values())
    best = max(found, key=lambda one: len("".join(keywords_in(text, one.keywords))))
    place = find_place(text, divisions())
    return Route(best, ((best.lead, 0.9),), 0.9, place, ("因为提到关键词",))


def pipeline(question: Question) -> Answered:
    """Stands in for the answering pipeline: knows about one thing."""
    outcome = "answered" if KNOWN in question.text else "no_answer"
    reply = {"kind": "text", "outcome": outcome, "text": f"答：{question.text}"}
    return Answered([reply], question.current_service, None)


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


def counter(engine: Engine, clock: Clock) -> Front:
    """The hotline's counter over a database."""
    return Front(engine, route, ToyEncoder, catalogue(), clock)


@dataclass
class Resident:
    """One chat; whichever form is open gets the message, else the one of the intent."""

    front: Front
    sender: str = "chat-1"
    slots: dict[str, Any] = field(default_factory=dict)
    state: State | None = None
    form: Conversation | None = None

    def say(self, text: str, intent: str | None = None, message_id: str | None = None) -> Turn:
        """One message as the edge and Rasa pass it on: numbers masked, the true ones confided."""
        with self.front.engine.begin() as connection:
            drafts.confide(connection, self.sender, text, self.front.clock())
        question = Question(mask(text), intent, 0.95 if intent else 0.0)
        heard = Heard.of(question, self.sender, self.slots, {"message_id": message_id})
        if self.state is None or self.form is None:
            self.form = self._form(intent or INTENT)
        turn = converse(self.form, self.state, heard, pipeline)
        for reply in turn.replies:
            contract.Reply.model_validate({"id": "1", **reply})
        self.state = turn.state
        self.slots.update(turn.slots)
        return turn

    def talk(self, *texts: str) -> Turn:
        """Several messages; the first opens the filing; the last turn."""
        turns = [self.say(text, INTENT if self.state is None else None) for text in texts]
        return turns[-1]

    def filed(self) -> int:
        """How many tickets there are."""
        with self.front.engine.begin() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(tickets)).scalar_one())

    @property
    def asked(self) -> str | None:
        """The field that is open."""
        if self.state is None or self.form is None:
            return None
        return str(self.form.ask(self.state)["form"]["field"]["id"])

    def _form(self, intent: str) -> Conversation:
        if intent == INTENT:
            return FilingConversation(self.front, CONTENT_RECORDS, divisions(), pipeline)
        return TicketConversation(self.front)


def number_of(turn: Turn) -> str:
    """The ticket of a reply."""
    return str(next(reply["ticket"]["number"] for reply in turn.replies if "ticket" in reply))


def text_of(turn: Turn) -> str:
    """All that is said."""
    return "\n".join(reply["text"] for reply in turn.replies)
