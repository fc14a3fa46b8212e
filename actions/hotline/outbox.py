"""What the city's own platform is still to be told: written with each step, in its transaction.

An entry waits (``next_at``), is delivered, or is dead after too many tries; dead ones stay visible and
can be sent again. The contact is read at delivery and never copied here.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import quoted
from actions.hotline.life import Act
from actions.hotline.tables import contacts, outbox
from actions.hotline.ticket import Ticket

#: Waits of 10 s, 20 s, 40 s … up to an hour between tries, about two days in all; then dead.
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
ATTEMPTS = 56
#: While one process sends an entry, no other takes it; a process that dies lets go after this.
LEASE = timedelta(minutes=2)
#: So many that failed are listed for staff.
SHOWN = 200


@dataclass(frozen=True)
class Entry:
    """An entry that is to be sent."""

    id: int
    event_id: str
    ticket_id: int
    event: str
    payload: dict[str, Any]
    created_at: datetime
    attempts: int


def put(connection: Connection, ticket: Ticket, what: Act) -> None:
    """Queue a step that was just taken."""
    connection.execute(
        sa.insert(outbox).values(
            event_id=secrets.token_hex(16),
            ticket_id=ticket.id,
            event=what.event.value,
            payload=payload(ticket, what),
            created_at=what.at,
            attempts=0,
            next_at=what.at,
        )
    )


def payload(ticket: Ticket, what: Act) -> dict[str, Any]:
    """The step and the ticket after it, without the contact."""
    plain = (
        "number text place town village longitude latitude happened urgent disclose channel category "
        "department answer"
    ).split()
    return {
        "event": {
            "name": what.event.value,
            "at": what.at.isoformat(),
            "role": what.role.value,
            "who": what.who if what.role.value == "staff" else None,
            "why": what.why,
            "grade": what.grade,
            "days": what.days,
            "into": what.into,
        },
        "ticket": {
            "kind": ticket.kind.value,
            "status": ticket.status.value,
            "answers": dict(ticket.answers),
            "created_at": ticket.created_at.isoformat(),
            **{name: getattr(ticket, name) for name in plain},
        },
    }


def claim(connection: Connection, now: datetime, limit: int) -> list[Entry]:
    """Entries whose turn has come, leased to the caller; of one ticket only the oldest, to keep order."""
    earlier = outbox.alias()
    waiting_before = sa.exists().where(
        earlier.c.ticket_id == outbox.c.ticket_id, earlier.c.id < outbox.c.id, earlier.c.next_at.is_not(None)
    )
    query = (
        sa.select(outbox)
        .where(outbox.c.next_at <= now, ~waiting_before)
        .order_by(outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=outbox)
    )
    rows = connection.execute(query).all()
    ids = [row.id for row in rows]
    connection.execute(
        sa.update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(next_at=now + LEASE, attempts=outbox.c.attempts + 1)
    )
    return [
        Entry(row.id, row.event_id, row.ticket_id, row.event, row.payload, row.created_at, row.attempts + 1)
        for row in rows
    ]


def contact(connection: Connection, entry: Entry) -> dict[str, str | None] | None:
    """The contact of the entry's ticket, for the message that is sent now."""
    columns = (contacts.c.name, contacts.c.phone, contacts.c.email)
    row = connection.execute(sa.select(*columns).where(contacts.c.ticket_id == entry.ticket_id)).one_or_none()
    return None if row is None else dict(row._mapping)


def numbers(connection: Connection, entry: Entry) -> dict[str, str]:
    """What is behind the masks in the ticket's words, likewise."""
    return quoted.of_ticket(connection, entry.ticket_id)


def delivered(connection: Connection, entry: Entry, now: datetime) -> None:
    """The receiver has it."""
    _set(connection, entry.id, next_at=None, delivered_at=now, error=None)


def failed(connection: Connection, entry: Entry, now: datetime, error: str, jitter: float) -> None:
    """It did not arrive: try again later, or give up. ``jitter`` is from 0 to 1."""
    if entry.attempts >= ATTEMPTS:
        _set(connection, entry.id, next_at=None, dead_at=now, error=error[:200])
        return
    _set(connection, entry.id, next_at=now + wait(entry.attempts, jitter), error=error[:200])


def wait(attempts: int, jitter: float) -> timedelta:
    """How long to wait after so many tries: doubling, half of it random, so that not all come at once."""
    full: timedelta = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(attempts - 1, 20)))
    return full * (0.5 + 0.5 * jitter)


def random_jitter() -> float:
    """From 0 to 1."""
    return random.random()  # noqa: S311


def dead(connection: Connection) -> list[sa.Row[Any]]:
    """Entries that were given up, oldest first."""
    return list(
        connection.execute(sa.select(outbox).where(outbox.c.dead_at.is_not(None)).order_by(outbox.c.id))
    )


def failing(connection: Connection, limit: int = SHOWN) -> list[sa.Row[Any]]:
    """Entries that were given up, then those that are tried again after a failure; oldest first."""
    tried_again = outbox.c.next_at.is_not(None) & outbox.c.error.is_not(None)
    query = sa.select(outbox).where(outbox.c.dead_at.is_not(None) | tried_again)
    ordered = query.order_by(outbox.c.dead_at.is_(None), outbox.c.id).limit(limit)
    return list(connection.execute(ordered))


def resend(connection: Connection, ids: Sequence[int] | None, now: datetime) -> int:
    """Queue dead entries anew, all of them or these; how many."""
    chosen = [outbox.c.dead_at.is_not(None)]
    if ids is not None:
        chosen.append(outbox.c.id.in_(ids))
    changed = connection.execute(
        sa.update(outbox).where(*chosen).values(dead_at=None, next_at=now, attempts=0, error=None)
    )
    return int(changed.rowcount)


def counts(connection: Connection) -> dict[str, int]:
    """How many wait, were delivered, are dead."""
    row = connection.execute(
        sa.select(
            sa.func.count(outbox.c.next_at),
            sa.func.count(outbox.c.delivered_at),
            sa.func.count(outbox.c.dead_at),
        )
    ).one()
    return {"waiting": row[0], "delivered": row[1], "dead": row[2]}


def _set(connection: Connection, entry_id: int, **values: Any) -> None:
    connection.execute(sa.update(outbox).where(outbox.c.id == entry_id).values(**values))
