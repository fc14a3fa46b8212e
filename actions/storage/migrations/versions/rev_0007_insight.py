"""Tables of ``actions.insight``; sessions get a channel and the moment at which they ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "chat_sessions", sa.Column("channel", sa.String(16), nullable=False, server_default=sa.text("'web'"))
    )
    op.add_column("chat_sessions", sa.Column("ended_at", MOMENT))
    op.create_index("ix_chat_sessions_ended_at", "chat_sessions", ["ended_at"])
    op.create_index("ix_chat_turns_at", "chat_turns", ["at"])
    _create_results()
    _create_marks()
    op.create_table(
        "insight_forgotten",
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sender", name="pk_insight_forgotten"),
    )


def downgrade() -> None:
    for table in ("insight_days", "insight_forgotten", "insight_hosts", "insight_marks", "insight_results"):
        op.drop_table(table)
    op.drop_index("ix_chat_turns_at", "chat_turns")
    op.drop_index("ix_chat_sessions_ended_at", "chat_sessions")
    for column in ("ended_at", "channel"):
        op.drop_column("chat_sessions", column)


def _create_results() -> None:
    op.create_table(
        "insight_days",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_insight_days"),
    )
    op.create_table(
        "insight_results",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("computed_at", MOMENT, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_insight_results"),
    )


def _create_marks() -> None:
    op.create_table(
        "insight_marks",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_insight_marks"),
    )
    op.create_table(
        "insight_hosts",
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_insight_hosts"),
    )
