"""Tables of ``actions.publishing``."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("drafts", "files", "attachments", "publications", "jobs")


def upgrade() -> None:
    _drafts()
    _attachments()
    _publications()
    _jobs()


def _drafts() -> None:
    op.create_table(
        "publishing_drafts",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.String(64)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("report", sa.JSON),
        sa.Column("override", sa.Text, nullable=False),
        sa.Column("remark", sa.Text, nullable=False),
        sa.Column("publish_at", MOMENT),
        sa.Column("expires_at", MOMENT),
        sa.PrimaryKeyConstraint("number", name="pk_publishing_drafts"),
    )
    _index("drafts", "author", "state")
    op.create_table(
        "publishing_files",
        sa.Column("draft", NUMBER, nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("base", sa.Text),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("draft", "path", name="pk_publishing_files"),
        sa.ForeignKeyConstraint(
            ["draft"], ["publishing_drafts.number"], name="fk_publishing_files_draft_publishing_drafts",
            ondelete="CASCADE",
        ),
    )  # fmt: skip


def _attachments() -> None:
    op.create_table(
        "publishing_attachments",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("added_by", sa.String(64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.PrimaryKeyConstraint("number", name="pk_publishing_attachments"),
    )
    _index("attachments", "path")


def _publications() -> None:
    op.create_table(
        "publishing_publications",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("draft", sa.BigInteger),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("commit", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("reviewer", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reverts", sa.BigInteger),
        sa.Column("reverted_by", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_publishing_publications"),
    )
    _index("publications", "draft")


def _jobs() -> None:
    op.create_table(
        "publishing_jobs",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("number", name="pk_publishing_jobs"),
    )
    _index("jobs", "subject", "state", "due_at")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_publishing_{table}_{column}", f"publishing_{table}", [column])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(f"publishing_{table}")
