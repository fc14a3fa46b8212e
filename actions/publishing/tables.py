"""Tables of publishing: drafts with their files and attachments, publications, and work to be done."""

from __future__ import annotations

import sqlalchemy as sa

from actions.storage.schema import RowNumber, UtcDateTime, metadata


def _draft_column(**options: bool) -> sa.Column[int]:
    key = sa.ForeignKey("publishing_drafts.number", ondelete="CASCADE")
    return sa.Column("draft", RowNumber, key, nullable=False, **options)  # type: ignore[arg-type]


publishing_drafts = sa.Table(
    "publishing_drafts",
    metadata,
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    sa.Column("title", sa.String(120), nullable=False),
    #: Names of accounts.
    sa.Column("author", sa.String(64), nullable=False, index=True),
    sa.Column("reviewer", sa.String(64)),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    #: Counts every change of a text: a check belongs to one revision.
    sa.Column("revision", sa.Integer, nullable=False),
    #: What the gate found; null before the first check.
    sa.Column("report", sa.JSON(none_as_null=True)),
    #: Why the reviewer lets known questions break.
    sa.Column("override", sa.Text, nullable=False),
    #: What the reviewer said on sending it back.
    sa.Column("remark", sa.Text, nullable=False),
    sa.Column("publish_at", UtcDateTime),
    sa.Column("expires_at", UtcDateTime),
)

publishing_files = sa.Table(
    "publishing_files",
    metadata,
    _draft_column(primary_key=True),
    sa.Column("path", sa.String(200), primary_key=True),
    #: Null: the file is to be removed.
    sa.Column("text", sa.Text),
    #: The published text that the work began with; null for a new file.
    sa.Column("base", sa.Text),
    sa.Column("changed_by", sa.String(64), nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)

publishing_attachments = sa.Table(
    "publishing_attachments",
    metadata,
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    #: The content file that it is the original of.
    sa.Column("path", sa.String(200), nullable=False, index=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("added_by", sa.String(64), nullable=False),
    sa.Column("added_at", UtcDateTime, nullable=False),
    #: When a person confirmed what was recognised; null before.
    sa.Column("confirmed_at", UtcDateTime),
)

publishing_publications = sa.Table(
    "publishing_publications",
    metadata,
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    sa.Column("draft", sa.BigInteger, index=True),
    sa.Column("title", sa.String(120), nullable=False),
    sa.Column("commit", sa.String(40), nullable=False),
    sa.Column("version", sa.String(40), nullable=False),
    sa.Column("author", sa.String(64), nullable=False),
    sa.Column("reviewer", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    #: The publication that this one takes back, and the one that took this back.
    sa.Column("reverts", sa.BigInteger),
    sa.Column("reverted_by", sa.BigInteger),
)

publishing_jobs = sa.Table(
    "publishing_jobs",
    metadata,
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    #: check, publish, revert
    sa.Column("kind", sa.String(16), nullable=False),
    #: The draft, or for a revert the publication.
    sa.Column("subject", sa.BigInteger, nullable=False, index=True),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("due_at", UtcDateTime, nullable=False, index=True),
    #: How often it was begun: a job that takes the process down with it is given up in the end.
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    #: What came of it, for people.
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("finished_at", UtcDateTime),
)
