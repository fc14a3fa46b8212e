"""Sessions and their conversations in the database. Each public function is one small transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.storage.chat import chat_feedback, chat_messages, chat_sessions, chat_turns

#: Messages that a client gets when it resumes; nobody reads back further.
TRANSCRIPT_LENGTH = 400

#: What every message needs is built once.
_SESSION = sa.select(
    chat_sessions.c.id, chat_sessions.c.sender, chat_sessions.c.created_at, chat_sessions.c.used_at
).where(chat_sessions.c.token_hash == sa.bindparam("token_hash"))
_TURN = sa.select(chat_turns.c.request_id, chat_turns.c.fingerprint).where(
    chat_turns.c.session_id == sa.bindparam("session_id"),
    chat_turns.c.message_id == sa.bindparam("message_id"),
)
_ADD_TURN, _ADD_MESSAGES = sa.insert(chat_turns), sa.insert(chat_messages)


@dataclass(frozen=True)
class Session:
    """A running conversation. ``sender`` is its name on the dialogue server and stays secret."""

    id: str
    sender: str
    created_at: datetime
    used_at: datetime


@dataclass(frozen=True)
class Turn:
    """An answered message: what the client gets again when it repeats the message."""

    request_id: str
    fingerprint: str
    replies: list[dict[str, Any]]


@dataclass(frozen=True)
class Exchange:
    """A message and its answer, about to be stored. ``text`` is masked; None when nothing was asked."""

    session_id: str
    request_id: str
    message_id: str | None
    fingerprint: str
    text: str | None
    asked_at: datetime
    answered_at: datetime
    outcome: str
    replies: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Rating:
    """What a resident thinks of a reply."""

    reply_id: str
    rating: str
    reason: str | None
    at: datetime


def add_session(connection: Connection, session: Session, token_hash: str, channel: str) -> None:
    """Store a new session."""
    connection.execute(
        sa.insert(chat_sessions).values(
            id=session.id,
            token_hash=token_hash,
            sender=session.sender,
            created_at=session.created_at,
            used_at=session.used_at,
            channel=channel,
        )
    )


def find_session(connection: Connection, token_hash: str) -> Session | None:
    """The session of a token, expired or not."""
    row = connection.execute(_SESSION, {"token_hash": token_hash}).one_or_none()
    return None if row is None else Session(*row)


def enter(
    connection: Connection, token_hash: str, message_id: str | None
) -> tuple[Session, Turn | None] | None:
    """The session of a token, with the turn that ``message_id`` already had."""
    session = find_session(connection, token_hash)
    if session is None:
        return None
    return session, None if message_id is None else find_turn(connection, session.id, message_id)


def find_turn(connection: Connection, session_id: str, message_id: str) -> Turn | None:
    """An answered turn by the client's id for it."""
    row = connection.execute(_TURN, {"session_id": session_id, "message_id": message_id}).one_or_none()
    if row is None:
        return None
    replies = connection.scalars(
        sa.select(chat_messages.c.reply)
        .where(chat_messages.c.request_id == row.request_id, chat_messages.c.reply_id.is_not(None))
        .order_by(chat_messages.c.number)
    )
    return Turn(row.request_id, row.fingerprint, list(replies))


def touch(connection: Connection, session_id: str, used_at: datetime) -> None:
    """Note that a session was used."""
    connection.execute(
        sa.update(chat_sessions).where(chat_sessions.c.id == session_id).values(used_at=used_at)
    )


def add_exchange(connection: Connection, exchange: Exchange) -> None:
    """Store an answered turn; ``IntegrityError`` when its session is gone or the message id is taken."""
    turn = {
        "request_id": exchange.request_id,
        "session_id": exchange.session_id,
        "message_id": exchange.message_id,
        "fingerprint": exchange.fingerprint,
        "outcome": exchange.outcome,
        "at": exchange.answered_at,
    }
    connection.execute(_ADD_TURN, turn)
    common = {"session_id": exchange.session_id, "request_id": exchange.request_id}
    asked = {**common, "text": exchange.text, "reply_id": None, "reply": None, "at": exchange.asked_at}
    answered = [
        {**common, "text": None, "reply_id": reply["id"], "reply": reply, "at": exchange.answered_at}
        for reply in exchange.replies
    ]
    connection.execute(_ADD_MESSAGES, [asked, *answered] if exchange.text is not None else answered)


def last_reply(connection: Connection, session_id: str) -> dict[str, Any] | None:
    """What the bot said last."""
    columns = chat_messages.c
    query = sa.select(columns.reply).where(columns.session_id == session_id, columns.reply_id.is_not(None))
    found: dict[str, Any] | None = connection.scalar(query.order_by(columns.number.desc()).limit(1))
    return found


def messages(connection: Connection, session_id: str) -> list[dict[str, Any]]:
    """The conversation so far, oldest first, as the chat contract has it."""
    columns = chat_messages.c
    rows = connection.execute(
        sa.select(columns.text, columns.reply, columns.at)
        .where(columns.session_id == session_id)
        .order_by(columns.number.desc())
        .limit(TRANSCRIPT_LENGTH)
    ).all()
    return [
        {"from": "user", "at": at.isoformat(), "text": text}
        if reply is None
        else {"from": "bot", "at": at.isoformat(), "reply": reply}
        for text, reply, at in reversed(rows)
    ]


def add_rating(connection: Connection, session_id: str, rating: Rating) -> bool:
    """Store or replace a rating; False when the session never got that reply."""
    known = connection.scalar(
        sa.select(chat_messages.c.number)
        .where(chat_messages.c.session_id == session_id, chat_messages.c.reply_id == rating.reply_id)
        .limit(1)
    )
    if known is None:
        return False
    key = (chat_feedback.c.session_id == session_id) & (chat_feedback.c.reply_id == rating.reply_id)
    values = {"rating": rating.rating, "reason": rating.reason, "at": rating.at}
    if connection.execute(sa.update(chat_feedback).where(key).values(**values)).rowcount == 0:
        connection.execute(
            sa.insert(chat_feedback).values(session_id=session_id, reply_id=rating.reply_id, **values)
        )
    return True


def ping(connection: Connection) -> None:
    """Fail when the database cannot be read."""
    connection.execute(
        sa.select(sa.func.count()).select_from(sa.select(chat_sessions.c.id).limit(1).subquery())
    )
