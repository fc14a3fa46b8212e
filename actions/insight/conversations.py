"""Conversations for quality control: found by what became of them, read masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.privacy import mask
from actions.storage.chat import chat_feedback, chat_messages, chat_sessions, chat_turns


@dataclass(frozen=True)
class Filter:
    """Which conversations; what is empty does not filter."""

    outcome: str = ""
    topic: str = ""
    rating: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Found:
    """A conversation in the list."""

    id: str
    channel: str
    created_at: datetime
    ended_at: datetime | None
    turns: int
    first: str
    down: int


@dataclass(frozen=True)
class Line:
    """A message, with the rating of the reply."""

    at: datetime
    text: str | None
    reply: Mapping[str, Any] | None
    rating: str | None
    reason: str | None


def found(connection: Connection, wanted: Filter, offset: int, limit: int) -> tuple[list[Found], int]:
    """Conversations, newest first, and how many there are in all."""
    query = sa.select(chat_sessions).where(*_conditions(wanted))
    total = connection.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = connection.execute(
        query.order_by(chat_sessions.c.created_at.desc(), chat_sessions.c.id).offset(offset).limit(limit)
    ).all()
    return [_found(connection, row) for row in rows], total


def lines(connection: Connection, conversation: str) -> list[Line]:
    """What was said, oldest first; empty when there is no such conversation."""
    message, feedback = chat_messages.c, chat_feedback.c
    rated = (feedback.session_id == message.session_id) & (feedback.reply_id == message.reply_id)
    rows = connection.execute(
        sa.select(message.at, message.text, message.reply, feedback.rating, feedback.reason)
        .select_from(chat_messages.outerjoin(chat_feedback, rated))
        .where(message.session_id == conversation)
        .order_by(message.number)
    )
    return [Line(row.at, _masked(row.text), row.reply, row.rating, _masked(row.reason)) for row in rows]


def _masked(text: str | None) -> str | None:
    # Masked when it was stored; once more, in case the rules have become stricter since.
    return None if text is None else mask(text)


def _found(connection: Connection, row: Any) -> Found:
    turns = chat_turns.c
    first = connection.scalar(
        sa.select(chat_messages.c.text)
        .where(chat_messages.c.session_id == row.id, chat_messages.c.text.is_not(None))
        .order_by(chat_messages.c.number)
        .limit(1)
    )
    count = connection.scalar(sa.select(sa.func.count()).where(turns.session_id == row.id)) or 0
    down = connection.scalar(
        sa.select(sa.func.count()).where(
            chat_feedback.c.session_id == row.id, chat_feedback.c.rating == "down"
        )
    )
    return Found(row.id, row.channel, row.created_at, row.ended_at, count, _masked(first) or "", down or 0)


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    turn, message, feedback = chat_turns.c, chat_messages.c, chat_feedback.c
    here = chat_sessions.c.id
    asked = [turn.session_id == here]
    if wanted.outcome:
        asked.append(turn.outcome == wanted.outcome)
    if wanted.since is not None:
        asked.append(turn.at >= wanted.since)
    if wanted.until is not None:
        asked.append(turn.at < wanted.until)
    # A conversation in which nothing was asked is nothing to read.
    chosen: list[sa.ColumnElement[bool]] = [sa.exists().where(*asked)]
    if wanted.rating:
        chosen.append(sa.exists().where(feedback.session_id == here, feedback.rating == wanted.rating))
    if wanted.topic:
        names = (
            message.reply[("service", "name")].as_string(),
            message.reply[("sources", 0, "title")].as_string(),
            message.text,
        )
        about = sa.or_(*(name.contains(wanted.topic, autoescape=True) for name in names))
        chosen.append(sa.exists().where(message.session_id == here, about))
    return chosen
