"""Reports to the supervision of enforcement: inspectors who did not scan, and other complaints.

What was reported and who reported it stand in two tables. ``case`` and ``cases`` never touch the
second; only ``reporter`` does, for those whom the access policy lets.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline.photos import Photo
from actions.inspection import evidence, tables
from actions.inspection.access import Action, Actor, Resource, require
from actions.inspection.errors import NotAllowed, Refused
from actions.inspection.registry import new_id
from actions.inspection.vocabulary import named, vocabulary
from knowledge.city_time import CHINA

#: unscanned: came without scanning. complaint: anything else about an inspection.
KINDS = ("unscanned", "complaint")
#: The same words from the same conversation or form within this time are the same report.
SAME = timedelta(hours=24)
#: From a state to those that may follow it.
STEPS = {"received": ("reviewing", "withdrawn"), "reviewing": ("upheld", "not_upheld", "withdrawn")}


@dataclass(frozen=True)
class Report:
    """What somebody reports."""

    kind: str
    text: str
    happened_at: datetime | None = None
    place: str = ""
    people: str = ""
    #: The unit, as the reporter calls it; and as the registry knows it, where that is clear.
    accused: str = ""
    agency_id: str | None = None
    visit_id: str | None = None


@dataclass(frozen=True)
class Reporter:
    """Who reports. All of it may be empty: a report may be anonymous."""

    enterprise_id: str | None = None
    sender: str | None = None
    contact: str | None = None


@dataclass(frozen=True)
class Filed:
    """What the reporter is given: a number, and a receipt that asks for the state without a sign-in."""

    case_id: str
    number: str
    receipt: str


@dataclass(frozen=True)
class Step:
    """A step of a case that the reporter may read."""

    at: datetime
    status: str
    note: str | None

    @property
    def status_name(self) -> str:
        """The status in Chinese."""
        return named(vocabulary().case_statuses, self.status)


@dataclass(frozen=True)
class Case:
    """A case as supervision works on it: without its reporter."""

    id: str
    number: str
    kind: str
    status: str
    agency_id: str | None
    visit_id: str | None
    accused: str | None
    happened_at: datetime | None
    place: str | None
    people: str | None
    text: str
    created_at: datetime
    demo: bool


@dataclass(frozen=True)
class State:
    """What the reporter sees."""

    number: str
    status: str
    steps: tuple[Step, ...]

    @property
    def status_name(self) -> str:
        """The status in Chinese."""
        return named(vocabulary().case_statuses, self.status)


def file_case(
    connection: Connection,
    report: Report,
    reporter: Reporter,
    now: datetime,
    photos: Sequence[Photo] = (),
    *,
    demo: bool = False,
) -> Filed:
    """Keep a report; it is with supervision at once."""
    if report.kind not in KINDS or not report.text.strip():
        raise Refused.because("case_text_missing")
    if report.happened_at is not None and report.happened_at > now:
        raise Refused.because("case_in_future")
    receipt = secrets.token_urlsafe(24)
    filed = Filed(new_id(), f"JC{now.astimezone(CHINA):%Y%m%d}-{secrets.token_hex(3).upper()}", receipt)
    written = {
        "id": filed.case_id,
        "number": filed.number,
        "kind": report.kind,
        "status": "received",
        "agency_id": report.agency_id,
        "visit_id": report.visit_id,
        "accused": report.accused[:200] or None,
        "happened_at": report.happened_at,
        "place": report.place[:300] or None,
        "people": report.people[:500] or None,
        "text": report.text.strip(),
        "created_at": now,
        "demo": demo,
    }
    connection.execute(sa.insert(tables.cases).values(written))
    known: dict[str, Any] = {**vars(reporter), "case_id": filed.case_id, "receipt_hash": _hash(receipt)}
    connection.execute(sa.insert(tables.reporters).values(known))
    evidence.keep(connection, filed.case_id, photos)
    _note(connection, filed.case_id, "received", None, now)
    return filed


def filed_before(connection: Connection, sender: str, text: str, since: datetime) -> str | None:
    """The number of the case with the same words from the same conversation or form."""
    held, reporters = tables.cases, tables.reporters
    same = (reporters.c.sender == sender, held.c.text == text.strip(), held.c.created_at > since)
    return connection.scalar(sa.select(held.c.number).join(reporters).where(*same).limit(1))


def move_case(
    connection: Connection, actor: Actor, case_id: str, status: str, note: str, now: datetime
) -> None:
    """Take a case a step further; ``note`` is what the reporter reads."""
    require(actor, Action.MOVE_CASE)
    cases_ = tables.cases
    held = sa.select(cases_.c.status).where(cases_.c.id == case_id).with_for_update()
    before = connection.scalar(held)
    if before is None:
        raise NotAllowed
    if before not in STEPS:
        raise Refused.because("case_closed")
    if status not in STEPS[before]:
        words = vocabulary().case_statuses
        raise Refused.because("case_step_invalid", before=words[before], after=words.get(status, status))
    connection.execute(sa.update(cases_).where(cases_.c.id == case_id).values(status=status))
    _note(connection, case_id, status, note.strip() or None, now)


def cases(connection: Connection, actor: Actor, status: str | None = None, limit: int = 200) -> list[Case]:
    """Cases for supervision, newest first."""
    require(actor, Action.READ_CASE)
    query = sa.select(tables.cases).order_by(tables.cases.c.created_at.desc()).limit(limit)
    if status is not None:
        query = query.where(tables.cases.c.status == status)
    rows = connection.execute(query).mappings()
    return [Case(**row) for row in rows]


def case(connection: Connection, actor: Actor, case_id: str) -> Case:
    """One case for supervision."""
    require(actor, Action.READ_CASE)
    row = connection.execute(sa.select(tables.cases).where(tables.cases.c.id == case_id)).mappings().first()
    if row is None:
        raise NotAllowed
    return Case(**row)


def reporter(connection: Connection, actor: Actor, case_id: str) -> Reporter:
    """Who reported a case: for supervision alone."""
    require(actor, Action.READ_REPORTER)
    reporters = tables.reporters
    row = connection.execute(sa.select(reporters).where(reporters.c.case_id == case_id)).one_or_none()
    if row is None:
        raise NotAllowed
    return Reporter(row.enterprise_id, row.sender, row.contact)


def state_for(connection: Connection, actor: Actor, number: str) -> State:
    """Where the case of this number stands, for the enterprise that reported it."""
    row = _with_reporter(connection, tables.cases.c.number == number)
    owner = "" if row is None else row.enterprise_id or ""
    require(actor, Action.READ_CASE_STATE, Resource(reporter_id=owner))
    if row is None:
        raise NotAllowed
    return _state(connection, row)


def state_by_receipt(connection: Connection, receipt: str) -> State | None:
    """Where a case stands, for whoever holds its receipt."""
    row = _with_reporter(connection, tables.reporters.c.receipt_hash == _hash(receipt))
    return None if row is None else _state(connection, row)


def states_of(connection: Connection, who: Reporter) -> list[State]:
    """The cases that an enterprise, or a conversation, reported; newest first."""
    reporters = tables.reporters
    mine = [
        column == value
        for column, value in (
            (reporters.c.enterprise_id, who.enterprise_id),
            (reporters.c.sender, who.sender),
        )
        if value
    ]
    if not mine:
        return []
    query = sa.select(tables.cases).join(reporters).where(sa.or_(*mine))
    rows = connection.execute(query.order_by(tables.cases.c.created_at.desc()))
    return [_state(connection, row) for row in rows]


def _with_reporter(connection: Connection, where: sa.ColumnElement[bool]) -> Any:
    query = sa.select(tables.cases, tables.reporters.c.enterprise_id).join(tables.reporters)
    return connection.execute(query.where(where)).one_or_none()


def _state(connection: Connection, row: Any) -> State:
    events = tables.case_events
    query = sa.select(events).where(events.c.case_id == row.id).order_by(events.c.number)
    steps: Sequence[Step] = [Step(event.at, event.status, event.note) for event in connection.execute(query)]
    return State(row.number, row.status, tuple(steps))


def _note(connection: Connection, case_id: str, status: str, note: str | None, now: datetime) -> None:
    event = {"case_id": case_id, "at": now, "status": status, "note": note}
    connection.execute(sa.insert(tables.case_events).values(event))


def _hash(receipt: str) -> str:
    return hashlib.sha256(receipt.encode()).hexdigest()
