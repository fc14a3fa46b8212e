"""What is left of conversations when they are deleted: how many turns a day, with which outcome; no words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.insight.counting import Count, counts_of
from actions.insight.tables import insight_days
from actions.insight.turns import AskedTurn

_T = insight_days


def keep(connection: Connection, turns: Iterable[AskedTurn]) -> None:
    """Add turns that are about to be deleted to the counts of their days."""
    fresh = counts_of(turns)
    for day in sorted({count.day for count in fresh}):
        total: Counter[tuple[str, str | None, str, str | None]] = Counter()
        for count in [*kept(connection, day, day), *(count for count in fresh if count.day == day)]:
            total[count.kind] += count.number
        content = [[*kind, number] for kind, number in total.items()]
        connection.execute(sa.delete(_T).where(_T.c.day == day.isoformat()))
        connection.execute(sa.insert(_T).values(day=day.isoformat(), content=content))


def kept(connection: Connection, first: date, last: date) -> list[Count]:
    """The counts of the days from ``first`` to ``last``."""
    here = (_T.c.day >= first.isoformat()) & (_T.c.day <= last.isoformat())
    rows = connection.execute(sa.select(_T.c.day, _T.c.content).where(here).order_by(_T.c.day))
    return [Count(date.fromisoformat(row.day), *kind) for row in rows for kind in row.content]
