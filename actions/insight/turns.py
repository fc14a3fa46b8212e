"""Answered turns out of the chat tables, as counting and clustering need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.storage.chat import chat_feedback, chat_messages, chat_sessions, chat_turns


@dataclass(frozen=True)
class AskedTurn:
    """A question, masked, and what became of it."""

    request_id: str
    session_id: str
    question: str
    outcome: str
    asked_at: datetime
    answered_at: datetime
    channel: str
    #: The service that the first reply is about, else the document it cites.
    topic: str | None
    #: up, down or None.
    rating: str | None = None
    reason: str | None = None

    @property
    def seconds(self) -> float:
        """From the question to its answer."""
        return max(0.0, (self.answered_at - self.asked_at).total_seconds())


def turns(
    connection: Connection, since: datetime, until: datetime, *only: sa.ColumnElement[bool]
) -> list[AskedTurn]:
    """The turns answered between two moments, oldest first; ``only`` those of such sessions."""
    rated = _ratings(connection, since)
    asked, replied = chat_messages.alias("asked"), chat_messages.alias("replied")
    first = (
        sa.select(sa.func.min(chat_messages.c.number))
        .where(chat_messages.c.request_id == chat_turns.c.request_id, chat_messages.c.reply_id.is_not(None))
        .scalar_subquery()
    )
    reply = replied.c.reply
    topic = sa.func.coalesce(
        reply[("service", "name")].as_string(), reply[("sources", 0, "title")].as_string()
    )
    query = (
        sa.select(
            chat_turns.c.request_id,
            chat_turns.c.session_id,
            asked.c.text,
            chat_turns.c.outcome,
            asked.c.at.label("asked_at"),
            chat_turns.c.at.label("answered_at"),
            chat_sessions.c.channel,
            topic.label("topic"),
        )
        .join(asked, (asked.c.request_id == chat_turns.c.request_id) & asked.c.text.is_not(None))
        .join(chat_sessions, chat_sessions.c.id == chat_turns.c.session_id)
        .outerjoin(replied, replied.c.number == first)
        .where(chat_turns.c.at >= since, chat_turns.c.at < until, *only)
        .order_by(chat_turns.c.at, asked.c.number)
    )
    return [AskedTurn(*row, *rated.get(row.request_id, (None, None))) for row in connection.execute(query)]


def _ratings(connection: Connection, since: datetime) -> Mapping[str, tuple[str, str | None]]:
    """Rating and reason by request; of several in one turn the bad one counts."""
    feedback = chat_feedback.c
    rows = connection.execute(
        sa.select(chat_messages.c.request_id, feedback.rating, feedback.reason)
        .join(
            chat_messages,
            (chat_messages.c.session_id == feedback.session_id)
            & (chat_messages.c.reply_id == feedback.reply_id),
        )
        .where(feedback.at >= since)
        # "up" comes after "down": the later entry of a dictionary wins.
        .order_by(feedback.rating.desc())
    )
    return {row.request_id: (row.rating, row.reason) for row in rows}
