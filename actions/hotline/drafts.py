"""Drafts in the database: what a chat has said for a ticket until it is filed, one a chat.

Rasa only keeps that a draft is open; name, telephone and address stand here alone, and are gone once
the ticket is filed, given up, or a day old. A message that comes again is known by its id.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from actions.hotline.errors import HotlineError
from actions.hotline.phones import read_phone
from actions.hotline.tables import confided, drafts
from actions.privacy import phones, plates

#: A draft is resumed within a day or not at all; a telephone number is asked for again after an hour.
WAITING = timedelta(days=1)
CONFIDED = timedelta(hours=1)
#: Someone who sends “提交” once more within this time means the ticket just filed.
JUST_NOW = timedelta(minutes=30)

_FILL = re.compile(r"[^\w*]|_")


@dataclass(frozen=True)
class Kept:
    """A chat's draft as it is stored."""

    id: str
    content: dict[str, Any] = field(default_factory=dict)
    message: str | None = None
    number: str | None = None
    updated_at: datetime | None = None


def new_draft() -> Kept:
    """An empty draft under an id of its own."""
    return Kept(secrets.token_hex(16))


def load(connection: Connection, sender: str, now: datetime) -> Kept | None:
    """The chat's draft, unless it is too old."""
    row = connection.execute(sa.select(drafts).where(drafts.c.sender == sender)).one_or_none()
    if row is None or row.updated_at <= now - WAITING:
        return None
    return Kept(row.id, row.content, row.message, row.number, row.updated_at)


def keep(connection: Connection, sender: str, draft: Kept, now: datetime) -> None:
    """Store the chat's draft in place of an earlier one."""
    values = {
        "id": draft.id,
        "content": draft.content,
        "message": draft.message,
        "number": draft.number,
        "updated_at": now,
    }
    _put(connection, drafts, ("sender",), {"sender": sender}, values)


def drop(connection: Connection, sender: str) -> None:
    """Delete what the chat said for a ticket, and the numbers it confided."""
    connection.execute(sa.delete(drafts).where(drafts.c.sender == sender))
    forget_numbers(connection, sender)


def forget_numbers(connection: Connection, sender: str) -> None:
    """Delete the numbers that a chat confided: no form is there to take them."""
    connection.execute(sa.delete(confided).where(confided.c.sender == sender))


def confide(connection: Connection, sender: str, text: str, now: datetime) -> int:
    """Keep the numbers of a message for the form, by what they look like masked; how many."""
    found = {_FILL.sub("", masked): written for written, masked in phones(text)}
    for plate, masked in plates(text):
        # All plates of a city look the same.
        same = found.get(_FILL.sub("", masked))
        found[_FILL.sub("", masked)] = f"{same}、{plate}" if same else plate
    for masked, phone in found.items():
        key = {"sender": sender, "masked": masked}
        _put(connection, confided, ("sender", "masked"), key, {"phone": phone[:32], "at": now})
    return len(found)


def has_number(text: str) -> bool:
    """Whether a message brings a telephone number or a plate."""
    return next(phones(text), None) is not None or next(plates(text), None) is not None


def reveal(connection: Connection, sender: str, masked: str) -> str | None:
    """The telephone number behind its mask, in one spelling; None when it is forgotten or impossible."""
    phone = written(connection, sender, masked)
    if phone is None:
        return None
    try:
        return read_phone(phone)
    except HotlineError:
        return None


def written(connection: Connection, sender: str, masked: str) -> str | None:
    """What is behind a mask, as it was written."""
    here = (confided.c.sender == sender, confided.c.masked == _FILL.sub("", masked))
    found: str | None = connection.execute(sa.select(confided.c.phone).where(*here)).scalar_one_or_none()
    return found


def forget(connection: Connection, now: datetime) -> None:
    """Delete drafts and numbers whose time is over."""
    connection.execute(sa.delete(drafts).where(drafts.c.updated_at <= now - WAITING))
    connection.execute(sa.delete(confided).where(confided.c.at <= now - CONFIDED))


def _put(
    connection: Connection,
    table: sa.Table,
    index: tuple[str, ...],
    key: dict[str, Any],
    values: dict[str, Any],
) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table).values(**key, **values)
    connection.execute(insert.on_conflict_do_update(index_elements=list(index), set_=values))
