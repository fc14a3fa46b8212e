"""The audit record: who did what to what, when, and why. It is only ever added to.

Every change that staff make writes its entry in the same transaction: ``record(connection, …)``.
Values are masked (``actions.privacy``) on their way in, so that no personal number gets here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.privacy import mask
from actions.staff.tables import staff_audit

#: What the program does by itself is done by nobody.
SYSTEM = "system"

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One thing that was done. ``actor`` is an account's name."""

    at: datetime
    actor: str
    action: str
    subject: str
    before: Values | None = None
    after: Values | None = None
    reason: str = ""
    number: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Filter:
    """Which entries to show; empty fields do not filter."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The filter in SQL."""
        found: list[sa.ColumnElement[bool]] = []
        if self.actor:
            found.append(staff_audit.c.actor == self.actor)
        if self.action:
            found.append(staff_audit.c.action == self.action)
        if self.subject:
            found.append(staff_audit.c.subject.contains(self.subject, autoescape=True))
        if self.since is not None:
            found.append(staff_audit.c.at >= self.since)
        if self.until is not None:
            found.append(staff_audit.c.at < self.until)
        return found


def record(connection: Connection, entry: Entry) -> None:
    """Add an entry, in the transaction of the change that it tells of."""
    connection.execute(
        sa.insert(staff_audit).values(
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=mask(entry.subject)[:200],
            before=_masked(entry.before),
            after=_masked(entry.after),
            reason=mask(entry.reason),
        )
    )


def entries(connection: Connection, wanted: Filter, offset: int, limit: int) -> tuple[list[Entry], int]:
    """Entries from ``offset``, newest first, and how many there are in all."""
    query = sa.select(staff_audit).where(*wanted.conditions())
    total = connection.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = connection.execute(query.order_by(staff_audit.c.number.desc()).offset(offset).limit(limit))
    return [_entry(row) for row in rows], total


def done_by(connection: Connection, subject: str, actor: str) -> frozenset[str]:
    """The kinds of action that somebody did to exactly this."""
    here = (staff_audit.c.subject == subject) & (staff_audit.c.actor == actor)
    return frozenset(connection.scalars(sa.select(staff_audit.c.action).distinct().where(here)))


def actions_seen(connection: Connection) -> list[str]:
    """The kinds of action that are on record."""
    query = sa.select(staff_audit.c.action).distinct().order_by(staff_audit.c.action)
    return list(connection.scalars(query))


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(row.at, row.actor, row.action, row.subject, row.before, row.after, row.reason, row.number)


def _masked(value: Any) -> Any:
    """``value`` as JSON with every text in it masked."""
    match value:
        case str():
            return mask(value)
        case Mapping():
            return {str(key): _masked(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(part) for part in value]
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)
