"""Tables of the chat: sessions, answered turns, their messages, and ratings.

Everything hangs on the session and goes with it: deleting the session row deletes the conversation.
A session that has ended is kept for quality control without anything that leads back to a person
(``actions.insight.retention``).
Text is masked (``actions.privacy``) before it gets here; a token is only ever stored as its hash.
"""

from __future__ import annotations

import sqlalchemy as sa

from actions.storage.schema import RowNumber, UtcDateTime, metadata


def _session_column(**options: bool) -> sa.Column[str]:
    key = sa.ForeignKey("chat_sessions.id", ondelete="CASCADE")
    return sa.Column("session_id", sa.String(32), key, nullable=False, **options)  # type: ignore[arg-type]


chat_sessions = sa.Table(
    "chat_sessions",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    #: The conversation's name on the dialogue server; never leaves this machine.
    sa.Column("sender", sa.String(64), nullable=False, unique=True),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
    sa.Column("used_at", UtcDateTime, nullable=False, index=True),
    #: Where it was opened: web, embed or plain.
    sa.Column("channel", sa.String(16), nullable=False, server_default=sa.text("'web'")),
    #: Null while it runs.
    sa.Column("ended_at", UtcDateTime, index=True),
)

chat_turns = sa.Table(
    "chat_turns",
    metadata,
    sa.Column("request_id", sa.String(32), primary_key=True),
    _session_column(),
    #: The client's name for its message; null when it gave none. The unique pair is what makes
    #: a repeated message do nothing twice.
    sa.Column("message_id", sa.String(64)),
    #: Keyed by the token, which is not stored: tells whether a repeated id brings the same text.
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("outcome", sa.String(32), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.UniqueConstraint("session_id", "message_id"),
)

chat_messages = sa.Table(
    "chat_messages",
    metadata,
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    _session_column(index=True),
    sa.Column(
        "request_id",
        sa.String(32),
        sa.ForeignKey("chat_turns.request_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    #: A message of the resident has text; one of the bot has a reply and its id.
    sa.Column("text", sa.Text),
    sa.Column("reply_id", sa.String(64), index=True),
    sa.Column("reply", sa.JSON(none_as_null=True)),
    sa.Column("at", UtcDateTime, nullable=False),
)

chat_feedback = sa.Table(
    "chat_feedback",
    metadata,
    _session_column(primary_key=True),
    sa.Column("reply_id", sa.String(64), primary_key=True),
    sa.Column("rating", sa.String(8), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.CheckConstraint("rating IN ('up', 'down')", name="rating"),
)
