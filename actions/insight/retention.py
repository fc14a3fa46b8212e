"""How long conversations stay: while they run, then without a name for quality control, then not at all.

A session that ends keeps its masked words and loses what leads back to a person: the token's hash, the
sender (by which the dialogue server, tickets and drafts know the chat) and the client's own ids. A
resident who deletes the conversation deletes the words, too. Both leave the sender in
``insight_forgotten`` until the dialogue server's own store has forgotten it (``tracker``).
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.insight import results, tally
from actions.insight.tables import insight_forgotten
from actions.insight.turns import turns
from actions.storage.chat import chat_messages, chat_sessions, chat_turns
from actions.storage.schema import metadata

#: What belongs to the chat alone and goes with it.
OWN = ("hotline_drafts", "hotline_confided", "hotline_told")
#: What stays, as a ticket does, and loses the link to the chat.
LINKED = ("hotline_tickets", "hotline_photos")
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
#: A turn that was under way may still be saved by the dialogue server; none takes this long.
FORGET_AGAIN_FOR = timedelta(minutes=10)


def remove(connection: Connection, session_id: str, at: datetime) -> str | None:
    """Delete a conversation at once, with everything in it; the sender to be forgotten elsewhere."""
    wanted = chat_sessions.c.id == session_id
    sender = connection.scalar(sa.select(chat_sessions.c.sender).where(wanted))
    _delete(connection, wanted)
    if sender is not None:
        _forget(connection, sender, at)
    return sender


def end_expired(
    connection: Connection, now: datetime, idle: timedelta, longest: timedelta, kept: timedelta
) -> int:
    """End the sessions that are over and delete what was ``kept`` long enough; how many ended."""
    columns = chat_sessions.c
    over = (columns.used_at <= now - idle) | (columns.created_at <= now - longest)
    rows = connection.execute(
        sa.select(columns.id, columns.sender, columns.used_at).where(columns.ended_at.is_(None), over)
    ).all()
    for session_id, sender, used_at in rows:
        _end(connection, session_id, used_at)
        _forget(connection, sender, now)
    said = sa.select(chat_turns.c.session_id)
    ended = columns.ended_at.is_not(None)
    over = ended & ((columns.ended_at <= now - kept) | columns.id.not_in(said))
    if connection.execute(sa.select(columns.id).where(over).limit(1)).first() is not None:
        # Counts stay for the dashboard; those of a resident who deletes the conversation do not.
        tally.keep(connection, turns(connection, _BEGINNING, now, over))
        _delete(connection, over)
    return len(rows)


def _delete(connection: Connection, wanted: sa.ColumnElement[bool]) -> None:
    """Delete sessions with all that was said, also where questions are listed for staff."""
    messages, columns = chat_messages.c, chat_sessions.c
    query = (
        sa.select(messages.text)
        .distinct()
        .join_from(chat_messages, chat_sessions, messages.session_id == columns.id)
    )
    texts = list(connection.scalars(query.where(wanted, messages.text.is_not(None))))
    connection.execute(sa.delete(chat_sessions).where(wanted))
    if texts:
        results.forget(connection, texts)


def _end(connection: Connection, session_id: str, at: datetime) -> None:
    nobody = {"token_hash": secrets.token_hex(32), "sender": secrets.token_hex(16)}
    connection.execute(
        sa.update(chat_sessions).where(chat_sessions.c.id == session_id).values(ended_at=at, **nobody)
    )
    connection.execute(
        sa.update(chat_turns)
        .where(chat_turns.c.session_id == session_id)
        .values(message_id=None, fingerprint="")
    )


def _forget(connection: Connection, sender: str, at: datetime) -> None:
    for name in OWN:
        if name in metadata.tables:
            table = metadata.tables[name]
            connection.execute(sa.delete(table).where(table.c.sender == sender))
    for name in LINKED:
        if name in metadata.tables:
            table = metadata.tables[name]
            connection.execute(sa.update(table).where(table.c.sender == sender).values(sender=None))
    connection.execute(sa.insert(insight_forgotten).values(sender=sender, at=at))


def to_forget(connection: Connection) -> list[str]:
    """The senders that the dialogue server must forget."""
    return list(connection.scalars(sa.select(insight_forgotten.c.sender)))


def forgotten(connection: Connection, senders: list[str], now: datetime) -> None:
    """The dialogue server has none of these; those for which no turn can be under way are done."""
    done = insight_forgotten.c.at <= now - FORGET_AGAIN_FOR
    for start in range(0, len(senders), 500):
        some = insight_forgotten.c.sender.in_(senders[start : start + 500])
        connection.execute(sa.delete(insight_forgotten).where(done, some))
