"""Filing: a draft becomes a ticket exactly once, however often it is sent."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from actions.hotline import outbox, quoted, store
from actions.hotline.draft import Draft, checked, checked_key, tidy
from actions.hotline.errors import KeyReused, PhotoUnknown, ReasonMissing
from actions.hotline.life import Act
from actions.hotline.numbers import new_number
from actions.hotline.phones import read_phone
from actions.hotline.rules import Event, Role, Status, rules
from actions.hotline.tables import contacts, joins, photos, tickets
from actions.hotline.ticket import Ticket
from knowledge.city_time import CHINA

#: A million numbers a day: a tenth try only fails when the day is nearly full.
TRIES = 50


def file(
    connection: Connection, draft: Draft, key: str, now: datetime, *, phone_required: bool = True
) -> tuple[Ticket, bool]:
    """The ticket of the draft, and whether it is new: the same key files the same draft once.

    Errors are ``DraftInvalid``, ``PhotoRefused``, and ``KeyReused`` for the same key with other content.
    """
    draft, key = quoted.set_apart(checked(draft, phone_required=phone_required)), checked_key(key)
    number = _insert(connection, draft, key, now)
    if number is None:
        return _filed_before(connection, draft, key), False
    ticket = store.load(connection, number)
    assert ticket is not None
    _put_contact(connection, ticket, draft)
    quoted.keep(connection, ticket.id, draft.numbers)
    _take_photos(connection, ticket, draft)
    what = Act(Event.FILE, Role.RESIDENT, _who(draft.sender, draft.channel), now)
    store.record(connection, ticket.id, None, Status.PENDING, what)
    outbox.put(connection, ticket, what)
    return ticket, True


def join(
    connection: Connection,
    number: str,
    sender: str,
    now: datetime,
    phone: str | None = None,
    text: str | None = None,
) -> tuple[Ticket, bool]:
    """Count somebody in who reports the same matter; and whether they are new among those."""
    ticket = store.locked(connection, number)
    if ticket.sender == sender or _has_joined(connection, ticket, sender):
        return ticket, False
    told, said = read_phone(phone) if phone else None, tidy(text)
    joined = store.act(connection, number, Act(Event.JOIN, Role.RESIDENT, sender, now, said))
    connection.execute(
        sa.insert(joins).values(ticket_id=ticket.id, sender=sender, phone=told, text=said, at=now)
    )
    return joined, True


def supplement(connection: Connection, number: str, sender: str, text: str, now: datetime) -> Ticket:
    """Add what the resident has to say."""
    said = tidy(text)
    if said is None:
        raise ReasonMissing(event=rules().events[Event.SUPPLEMENT].name)
    replaced = replace(Draft("咨询", "", said), text=said)
    checked(replaced, phone_required=False)
    return store.act(connection, number, Act(Event.SUPPLEMENT, Role.RESIDENT, sender, now, said))


def _who(sender: str | None, channel: str) -> str:
    return sender or channel


def _insert(connection: Connection, draft: Draft, key: str, now: datetime) -> str | None:
    """Insert a ticket under a free number; None when the key is there already."""
    values = _values(draft, key, now)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for _ in range(TRIES):
        # A concurrent insert of the same key is waited for: then there is a row, and nothing to do.
        insert = dialect.insert(tickets).values(number=new_number(now.astimezone(CHINA).date()), **values)
        number = connection.execute(
            insert.on_conflict_do_nothing().returning(tickets.c.number)
        ).scalar_one_or_none()
        if number is not None:
            return str(number)
        if _with_key(connection, key) is not None:
            return None
    raise OverflowError("no free ticket number found")


def _values(draft: Draft, key: str, now: datetime) -> dict[str, Any]:
    same = (
        "kind category department text place town village longitude latitude happened urgent disclose public "
        "channel sender"
    ).split()
    return {
        **{name: getattr(draft, name) for name in same},
        "answers": dict(draft.answers),
        "status": Status.PENDING.value,
        "idempotency_key": key,
        "fingerprint": draft.fingerprint(),
        "extended_days": 0,
        "reopened": 0,
        "created_at": now,
        "updated_at": now,
    }


def _with_key(connection: Connection, key: str) -> Any | None:
    columns = (tickets.c.number, tickets.c.fingerprint)
    return connection.execute(sa.select(*columns).where(tickets.c.idempotency_key == key)).one_or_none()


def _filed_before(connection: Connection, draft: Draft, key: str) -> Ticket:
    row = _with_key(connection, key)
    assert row is not None
    if not hmac.compare_digest(row.fingerprint, draft.fingerprint()):
        raise KeyReused()
    ticket = store.load(connection, row.number)
    assert ticket is not None
    return ticket


def _put_contact(connection: Connection, ticket: Ticket, draft: Draft) -> None:
    if draft.name or draft.phone or draft.email:
        connection.execute(
            sa.insert(contacts).values(
                ticket_id=ticket.id, name=draft.name, phone=draft.phone, email=draft.email
            )
        )


def _take_photos(connection: Connection, ticket: Ticket, draft: Draft) -> None:
    """Photos that this sender uploaded become the ticket's; others' are not to be had."""
    wanted = dict.fromkeys(draft.photos)
    if not wanted:
        return
    mine = (photos.c.id.in_(wanted), photos.c.ticket_id.is_(None), photos.c.sender == draft.sender)
    taken = connection.execute(sa.update(photos).where(*mine).values(ticket_id=ticket.id))
    if taken.rowcount != len(wanted):
        raise PhotoUnknown()


def _has_joined(connection: Connection, ticket: Ticket, sender: str) -> bool:
    query = sa.select(joins.c.sender).where(joins.c.ticket_id == ticket.id, joins.c.sender == sender)
    return connection.execute(query).one_or_none() is not None
