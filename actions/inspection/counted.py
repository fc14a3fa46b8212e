"""What supervision's figures are counted from: the visits, reports and ratings of a part of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables
from actions.inspection.facts import visit_agency_ids
from actions.inspection.figures import CapRow, CaseRow, Figures, VisitRow, figures
from actions.inspection.vocabulary import numbers, vocabulary


@dataclass(frozen=True)
class Rated:
    """The ratings of an agency's visits, joint ones included."""

    ratings: int
    grade: float


@dataclass(frozen=True)
class Counted:
    """All that was counted."""

    visits: Sequence[VisitRow]
    cases: Sequence[CaseRow]
    caps: Sequence[CapRow]
    rated: Mapping[str, Rated]
    enterprises: int

    def figures(self) -> Figures:
        """The figures made of it."""
        return figures(self.visits, self.cases, self.caps, self.enterprises, numbers().cap_near_left)


def counted(connection: Connection, since: datetime, until: datetime, *, demo: bool) -> Counted:
    """The visits that began, and the reports that came, between a New Year and ``until``."""
    visits, caps = _visits(connection, since, until, demo)
    cases, rated = _cases(connection, since, until, demo), _rated(connection, since, until, demo)
    return Counted(visits, cases, caps, rated, _enterprises(connection, since, until, demo))


def _enterprises(connection: Connection, since: datetime, until: datetime, demo: bool) -> int:
    listed = tables.enterprises
    where = (
        listed.c.demo.is_(demo),
        listed.c.created_at < until,
        sa.or_(listed.c.closed_at.is_(None), listed.c.closed_at >= since),
    )
    return connection.scalar(sa.select(sa.func.count()).where(*where)) or 0


def _rated(connection: Connection, since: datetime, until: datetime, demo: bool) -> dict[str, Rated]:
    ratings, joined, held = tables.ratings, tables.visit_agencies, tables.visits
    query = (
        sa.select(joined.c.agency_id, sa.func.count(), sa.func.avg(sa.cast(ratings.c.grade, sa.Float)))
        .select_from(ratings.join(held).join(joined, joined.c.visit_id == held.c.id))
        .where(held.c.demo.is_(demo), held.c.starts_at >= since, held.c.starts_at < until)
        .group_by(joined.c.agency_id)
    )
    return {row[0]: Rated(row[1], round(float(row[2]), 2)) for row in connection.execute(query)}


def _visits(
    connection: Connection, since: datetime, until: datetime, demo: bool
) -> tuple[list[VisitRow], list[CapRow]]:
    held = tables.visits
    where = (
        held.c.demo.is_(demo),
        held.c.status != "cancelled",
        held.c.starts_at >= since,
        held.c.starts_at < until,
    )
    owner = tables.enterprises
    query = sa.select(held, owner.c["class"].label("klass"), owner.c.name.label("owner")).join(owner)
    rows = list(connection.execute(query.where(*where).order_by(held.c.starts_at, held.c.id)).mappings())
    # Sub-queries, not lists of identifiers: a year of a city has more visits than a statement may have values.
    ids = sa.select(held.c.id).where(*where)
    agencies, hours = visit_agency_ids(connection, ids), _hours(connection, ids)
    scanned = _scanned(connection, ids)
    over, caps = _against_caps(connection, rows, agencies)
    return [
        VisitRow(
            row["enterprise_id"],
            agencies[row["id"]],
            row["starts_at"],
            row["emergency"],
            row["id"] in scanned,
            row["separate_reason"] is not None,
            row["id"] in over,
            hours[row["id"]],
        )
        for row in rows
    ], caps


def _scanned(connection: Connection, ids: sa.Select[tuple[str]]) -> set[str]:
    arrived = tables.check_ins
    where = (arrived.c.visit_id.in_(ids), arrived.c.scanned.is_(True))
    return set(connection.scalars(sa.select(arrived.c.visit_id).where(*where).distinct()))


def _hours(connection: Connection, ids: sa.Select[tuple[str]]) -> dict[str, tuple[float, ...]]:
    joined = tables.visit_agencies
    found: dict[str, tuple[float, ...]] = {}
    for row in connection.execute(sa.select(joined).where(joined.c.visit_id.in_(ids))):
        found[row.visit_id] = (*found.get(row.visit_id, ()), row.hours)
    return found


def _against_caps(
    connection: Connection, rows: list[sa.RowMapping], agencies: Mapping[str, tuple[str, ...]]
) -> tuple[set[str], list[CapRow]]:
    """The visits that came after their agency had used up its cap; and every count that has a cap."""
    caps = {(row.agency_id, row[1]): row.per_year for row in connection.execute(sa.select(tables.caps))}
    capped = {key for key, kind in vocabulary().types.items() if kind.capped}
    counts: dict[tuple[str, str], int] = {}
    limits: dict[tuple[str, str], tuple[int, str]] = {}
    over = set()
    for row in rows:
        if row["emergency"] or row["type"] not in capped:
            continue
        for agency_id in agencies[row["id"]]:
            key, cap = (row["enterprise_id"], agency_id), caps.get((agency_id, row["klass"]))
            if cap is None:
                continue
            counts[key], limits[key] = counts.get(key, 0) + 1, (cap, row["owner"])
            if counts[key] > cap:
                over.add(row["id"])
    return over, [CapRow(*key, visits, *limits[key]) for key, visits in counts.items()]


def _cases(connection: Connection, since: datetime, until: datetime, demo: bool) -> list[CaseRow]:
    cases, reporters = tables.cases, tables.reporters
    query = sa.select(cases.c.agency_id, cases.c.status, reporters.c.enterprise_id).join(reporters)
    where = (
        cases.c.demo.is_(demo),
        cases.c.kind == "unscanned",
        cases.c.status != "withdrawn",
        cases.c.created_at >= since,
        cases.c.created_at < until,
    )
    return [
        CaseRow(row.enterprise_id, row.agency_id, row.status == "upheld")
        for row in connection.execute(query.where(*where))
    ]
