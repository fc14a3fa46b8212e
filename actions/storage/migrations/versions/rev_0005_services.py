"""Tables of ``actions.services``: 好差评."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLE = "service_ratings"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_service_ratings"),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="ck_service_ratings_score"),
    )
    for column in ("service", "at"):
        op.create_index(f"ix_service_ratings_{column}", TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
