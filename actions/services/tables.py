"""Tables of ``actions.services``: 好差评 of service guides. No personal data, no link to a conversation."""

from __future__ import annotations

import sqlalchemy as sa

from actions.storage.schema import RowNumber, UtcDateTime, metadata

service_ratings = sa.Table(
    "service_ratings",
    metadata,
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    #: Id of the service record; records come and go, ratings stay.
    sa.Column("service", sa.String(64), nullable=False, index=True),
    #: 5 非常满意 … 1 非常不满意.
    sa.Column("score", sa.SmallInteger(), nullable=False),
    #: Asked of the two lower grades, masked.
    sa.Column("reason", sa.Text),
    #: Where it was given: chat.
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.CheckConstraint("score BETWEEN 1 AND 5", name="score"),
)
