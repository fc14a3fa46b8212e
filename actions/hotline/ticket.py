"""A ticket and the steps of its history, as read from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Row

from actions.hotline.life import Standing
from actions.hotline.rules import Event, Role, Rules, Status
from actions.hotline.triage import Kind
from actions.hotline.workdays import Calendar


@dataclass(frozen=True)
class Ticket:
    """A ticket without its contact, which stands apart (``store.contact``)."""

    id: int
    number: str
    kind: Kind
    text: str
    place: str | None
    town: str | None
    village: str | None
    longitude: float | None
    latitude: float | None
    happened: str | None
    urgent: bool
    disclose: bool
    public: bool
    channel: str
    sender: str | None
    answers: Mapping[str, str]
    merged_into: int | None
    created_at: datetime
    updated_at: datetime
    standing: Standing

    @property
    def status(self) -> Status:
        """Where it stands."""
        return self.standing.status

    @property
    def category(self) -> str:
        """What it is about, by the catalogue's id."""
        return self.standing.category

    @property
    def department(self) -> str | None:
        """Who is on it."""
        return self.standing.department

    @property
    def answer(self) -> str | None:
        """The department's answer, while it stands."""
        return self.standing.answer

    def due(self, calendar: Calendar) -> date | None:
        """The last day of its time limit, if that is known."""
        return self.standing.due(calendar)

    def is_overdue(self, calendar: Calendar, now: datetime, rules: Rules) -> bool:
        """Whether it should have been answered by now."""
        return self.standing.is_overdue(calendar, now, rules)


@dataclass(frozen=True)
class Contact:
    """Whom to call back. Never part of what the public reads."""

    name: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True)
class Step:
    """One entry of the history: who did what, when and why."""

    event: Event
    before: Status | None
    after: Status
    at: datetime
    role: Role
    who: str
    why: str | None
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Progress:
    """A ticket with its history and how many others reported it."""

    ticket: Ticket
    steps: Sequence[Step]
    joined: int
    own: bool
    #: The ticket it was merged into.
    merged: Ticket | None = None


_STANDING = (
    "category",
    "department",
    "limit_from",
    "limit_days",
    "extended_days",
    "reopened",
    "urged_at",
    "answer",
)
_PLAIN = (
    "id number text place town village longitude latitude happened urgent disclose public channel sender "
    "answers merged_into created_at updated_at"
).split()


def from_row(row: Row[Any]) -> Ticket:
    """A ticket from a row of ``tickets`` with its ``grade`` beside it."""
    values = row._mapping
    standing = Standing(
        status=Status(values["status"]), grade=values["grade"], **{name: values[name] for name in _STANDING}
    )
    plain = {name: values[name] for name in _PLAIN}
    return Ticket(kind=Kind(values["kind"]), standing=standing, **plain)


def standing_values(standing: Standing) -> dict[str, Any]:
    """The columns that a step may change."""
    return {"status": standing.status.value, **{name: getattr(standing, name) for name in _STANDING}}
