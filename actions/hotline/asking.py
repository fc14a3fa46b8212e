"""Asking after a ticket: by its number with the last four digits of a phone, or from the chat that filed it.

An unknown number and wrong digits are one answer, found by the same queries; wrong guesses are counted
in the database, so that all processes share the limit.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import store
from actions.hotline.errors import TooManyGuesses
from actions.hotline.numbers import read_number
from actions.hotline.phones import last_digits
from actions.hotline.rules import rules
from actions.hotline.tables import contacts, guesses, joins, tickets
from actions.hotline.ticket import Ticket, from_row

WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class Found:
    """A ticket for somebody who may see it. ``own``: they filed it, and may also withdraw and rate it."""

    ticket: Ticket
    own: bool


def find(connection: Connection, number: str, digits: str, asker: str, now: datetime) -> Found | None:
    """The ticket, if the digits are those of who filed or joined it; None alike for anything else.

    Call it in a writing transaction and let it be committed on None: a wrong guess is counted.
    ``TooManyGuesses`` comes before anything is compared.
    """
    canonical = read_number(number) or number.strip()[:32]
    _check_guesses(connection, canonical, asker, now)
    own = sa.select(contacts.c.phone).join(tickets, tickets.c.id == contacts.c.ticket_id)
    others = sa.select(joins.c.phone).join(tickets, tickets.c.id == joins.c.ticket_id)
    is_own = _matches(connection.scalars(own.where(tickets.c.number == canonical)).all(), digits)
    is_joined = _matches(connection.scalars(others.where(tickets.c.number == canonical)).all(), digits)
    ticket = store.load(connection, canonical)
    if ticket is not None and (is_own or is_joined):
        return Found(ticket, is_own)
    for subject in (_subject("asker", asker), _subject("number", canonical)):
        connection.execute(sa.insert(guesses).values(subject=subject, at=now))
    return None


def find_in_session(connection: Connection, number: str, sender: str) -> Found | None:
    """The ticket, if it was filed or joined in this very chat."""
    ticket = store.load(connection, read_number(number) or "")
    if ticket is None:
        return None
    if ticket.sender == sender:
        return Found(ticket, own=True)
    query = sa.select(joins.c.sender).where(joins.c.ticket_id == ticket.id, joins.c.sender == sender)
    return Found(ticket, own=False) if connection.execute(query).one_or_none() else None


def mine(connection: Connection, sender: str) -> list[Ticket]:
    """What was filed or joined in a chat, newest first."""
    joined = sa.select(joins.c.ticket_id).where(joins.c.sender == sender)
    here = sa.or_(tickets.c.sender == sender, tickets.c.id.in_(joined))
    found = store.SELECT.where(here).order_by(tickets.c.created_at.desc(), tickets.c.id.desc())
    return [from_row(row) for row in connection.execute(found)]


def forget(connection: Connection, now: datetime) -> int:
    """Delete guesses that no longer count; how many."""
    return int(connection.execute(sa.delete(guesses).where(guesses.c.at <= now - WINDOW)).rowcount)


def _check_guesses(connection: Connection, number: str, asker: str, now: datetime) -> None:
    limits = rules().limits
    for subject, limit in (
        (_subject("asker", asker), limits.guesses_by_asker),
        (_subject("number", number), limits.guesses_at_number),
    ):
        query = sa.select(sa.func.count()).where(guesses.c.subject == subject, guesses.c.at > now - WINDOW)
        if connection.execute(query).scalar_one() >= limit:
            raise TooManyGuesses()


def _matches(phones: Sequence[str | None], digits: str) -> bool:
    """Compare with each phone, or with none that exists, always in full."""
    given = digits.strip().encode()
    known = [last_digits(phone) for phone in phones if phone]
    return sum(hmac.compare_digest(end.encode(), given) for end in known or ["----"]) > 0 and bool(known)


def _subject(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()
