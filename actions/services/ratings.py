"""好差评 of service guides: given, listed, summed up. Each function is one transaction on a connection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.services.tables import service_ratings as table

#: Scores that count as 差评 (国办发〔2019〕51号).
POOR = (1, 2)


@dataclass(frozen=True)
class Rating:
    """One rating."""

    number: int
    service: str
    score: int
    reason: str | None
    channel: str
    at: datetime


@dataclass(frozen=True)
class Summary:
    """The ratings of one service: how many of each score, best first."""

    service: str
    counts: tuple[int, int, int, int, int]

    @property
    def total(self) -> int:
        """All ratings."""
        return sum(self.counts)

    @property
    def poor(self) -> int:
        """差评."""
        return self.counts[3] + self.counts[4]

    @property
    def satisfied(self) -> float:
        """Share that is at least 基本满意."""
        return 1 - self.poor / self.total


def add(connection: Connection, service: str, score: int, channel: str, at: datetime) -> int:
    """Store a rating; its number."""
    row = {"service": service, "score": score, "channel": channel, "at": at}
    number = connection.execute(sa.insert(table).returning(table.c.number), row).scalar_one()
    return int(number)


def change(connection: Connection, number: int, score: int, at: datetime) -> bool:
    """Rate again in the same conversation: the earlier reason goes with the earlier grade."""
    done = connection.execute(
        sa.update(table).where(table.c.number == number).values(score=score, reason=None, at=at)
    )
    return done.rowcount == 1


def give_reason(connection: Connection, number: int, reason: str) -> bool:
    """Add the reason, which must be masked, to a rating."""
    done = connection.execute(sa.update(table).where(table.c.number == number).values(reason=reason))
    return done.rowcount == 1


def ratings(
    connection: Connection,
    *,
    service: str | None = None,
    since: datetime | None = None,
    scores: Iterable[int] | None = None,
    limit: int | None = None,
) -> list[Rating]:
    """Ratings, newest first."""
    query = sa.select(table).order_by(table.c.at.desc(), table.c.number.desc())
    if service is not None:
        query = query.where(table.c.service == service)
    if since is not None:
        query = query.where(table.c.at >= since)
    if scores is not None:
        query = query.where(table.c.score.in_(list(scores)))
    return [Rating(**row) for row in connection.execute(query.limit(limit)).mappings()]


def summaries(connection: Connection, since: datetime | None = None) -> list[Summary]:
    """The ratings of each service, the most often rated first."""
    query = sa.select(table.c.service, table.c.score, sa.func.count()).group_by(
        table.c.service, table.c.score
    )
    if since is not None:
        query = query.where(table.c.at >= since)
    counts: dict[str, dict[int, int]] = {}
    for service, score, count in connection.execute(query):
        counts.setdefault(service, {})[score] = count
    return sorted(_summaries(counts), key=lambda summary: (-summary.total, summary.service))


def _summaries(counts: dict[str, dict[int, int]]) -> Iterator[Summary]:
    for service, by_score in counts.items():
        five, four, three, two, one = (by_score.get(score, 0) for score in (5, 4, 3, 2, 1))
        yield Summary(service, (five, four, three, two, one))
