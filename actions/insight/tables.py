"""Tables of ``actions.insight``."""

from __future__ import annotations

import sqlalchemy as sa

from actions.storage.schema import UtcDateTime, metadata

#: What the latest run of a computation found, as JSON; one row a computation.
insight_results = sa.Table(
    "insight_results",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("computed_at", UtcDateTime, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
)

#: Counts of a day's turns whose conversations are deleted: outcomes, topics, channels, ratings, and no words.
insight_days = sa.Table(
    "insight_days",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("content", sa.JSON, nullable=False),
)

#: What staff said of a question in a work list; ``key`` is the hash of its words.
insight_marks = sa.Table(
    "insight_marks",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    #: done or not_ours.
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

#: Hosts whose links may be looked at; empty at first, so that nothing is.
insight_hosts = sa.Table(
    "insight_hosts",
    metadata,
    sa.Column("host", sa.String(253), primary_key=True),
    sa.Column("actor", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

#: Conversations that the dialogue server still has to forget: a turn may have been under way.
insight_forgotten = sa.Table(
    "insight_forgotten",
    metadata,
    sa.Column("sender", sa.String(64), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
)
