"""Chat sessions, turns, messages and feedback."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_sessions()
    _create_turns()
    _create_messages()
    _create_feedback()


def downgrade() -> None:
    for table in ("chat_feedback", "chat_messages", "chat_turns", "chat_sessions"):
        op.drop_table(table)


def _create_sessions() -> None:
    op.create_table(
        "chat_sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_chat_sessions_token_hash"),
        sa.UniqueConstraint("sender", name="uq_chat_sessions_sender"),
    )
    op.create_index("ix_chat_sessions_created_at", "chat_sessions", ["created_at"])
    op.create_index("ix_chat_sessions_used_at", "chat_sessions", ["used_at"])


def _create_turns() -> None:
    op.create_table(
        "chat_turns",
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(64)),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_chat_turns"),
        _session_key("chat_turns"),
        sa.UniqueConstraint("session_id", "message_id", name="uq_chat_turns_session_id_message_id"),
    )


def _create_messages() -> None:
    op.create_table(
        "chat_messages",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("reply_id", sa.String(64)),
        sa.Column("reply", sa.JSON),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_chat_messages"),
        _session_key("chat_messages"),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["chat_turns.request_id"],
            name="fk_chat_messages_request_id_chat_turns",
            ondelete="CASCADE",
        ),
    )
    for column in ("session_id", "request_id", "reply_id"):
        op.create_index(f"ix_chat_messages_{column}", "chat_messages", [column])


def _create_feedback() -> None:
    op.create_table(
        "chat_feedback",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("reply_id", sa.String(64), nullable=False),
        sa.Column("rating", sa.String(8), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "reply_id", name="pk_chat_feedback"),
        _session_key("chat_feedback"),
        sa.CheckConstraint("rating IN ('up', 'down')", name="ck_chat_feedback_rating"),
    )


def _session_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["session_id"],
        ["chat_sessions.id"],
        name=f"fk_{table}_session_id_chat_sessions",
        ondelete="CASCADE",
    )
