"""After a visit: rating, the enterprise's record, and how often each agency may still come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables
from actions.inspection.access import Action, Actor, of_agency, of_enterprise, of_visit, require
from actions.inspection.errors import NotAllowed, Refused
from actions.inspection.facts import count_visits, load_caps
from actions.inspection.moments import year_bounds
from actions.inspection.registry import agency_names, enterprise
from actions.inspection.visits import Filter, Visit, visit, visits
from actions.inspection.vocabulary import numbers, vocabulary


@dataclass(frozen=True)
class Average:
    """What an agency may know of its ratings; ``grade`` is None while there are too few to hide in."""

    ratings: int
    grade: float | None


@dataclass(frozen=True)
class Count:
    """How often an agency has come this year, and may."""

    agency_id: str
    agency: str
    visits: int
    cap: int | None

    @property
    def left(self) -> int | None:
        """How often it may still come."""
        return None if self.cap is None else max(0, self.cap - self.visits)


def rate(
    connection: Connection, actor: Actor, visit_id: str, grade: int, comment: str, now: datetime
) -> None:
    """Rate a visit once. Nobody of the inspected agency learns who did."""
    found = visit(connection, visit_id)
    if found is None:
        raise NotAllowed
    require(actor, Action.RATE_VISIT, of_visit(found))
    if grade not in vocabulary().grades:
        raise Refused.because("grade_invalid")
    if found.status not in ("started", "finished"):
        raise Refused.because("not_rateable")
    row = {"visit_id": visit_id, "grade": grade, "comment": comment.strip() or None, "at": now}
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(tables.ratings).values(row))
    except sa.exc.IntegrityError:
        raise Refused.because("already_rated") from None


def is_rated(connection: Connection, visit_id: str) -> bool:
    """Whether a visit was rated."""
    where = tables.ratings.c.visit_id == visit_id
    return connection.scalar(sa.select(tables.ratings.c.visit_id).where(where)) is not None


def average(connection: Connection, actor: Actor, agency_id: str, year: int) -> Average:
    """An agency's ratings of a year, never fewer together than can hide who gave them."""
    require(actor, Action.READ_AVERAGE, of_agency(agency_id))
    ratings, joined, held = tables.ratings, tables.visit_agencies, tables.visits
    first, next_first = year_bounds(year)
    query = (
        sa.select(sa.func.count(), sa.func.avg(sa.cast(ratings.c.grade, sa.Float)))
        .select_from(ratings.join(held).join(joined, joined.c.visit_id == held.c.id))
        .where(joined.c.agency_id == agency_id, held.c.starts_at >= first, held.c.starts_at < next_first)
    )
    count, grade = connection.execute(query).one()
    if count < numbers().ratings_least:
        # The number alone would tell an agency with one visit whether that one was rated.
        return Average(0, None)
    return Average(count, round(float(grade), 2))


def record(connection: Connection, actor: Actor, enterprise_id: str) -> list[Visit]:
    """All visits of an enterprise, latest first."""
    require(actor, Action.READ_CALENDAR, of_enterprise(enterprise_id))
    return visits(connection, Filter(enterprise_id=enterprise_id))


def counts(connection: Connection, actor: Actor, enterprise_id: str, year: int) -> list[Count]:
    """For each agency with a cap or a visit: how often it came this year, and may."""
    require(actor, Action.READ_CALENDAR, of_enterprise(enterprise_id))
    owner = enterprise(connection, enterprise_id)
    if owner is None:
        raise NotAllowed
    names = agency_names(connection)
    done = count_visits(connection, enterprise_id, year, list(names))
    caps = load_caps(connection, list(names), owner.klass)
    return [
        Count(agency_id, name, done.get(agency_id, 0), caps.get(agency_id))
        for agency_id, name in sorted(names.items())
        if agency_id in done or agency_id in caps
    ]
