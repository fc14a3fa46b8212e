"""What the registry knows about a request, read in the transaction that will register it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables
from actions.inspection.checking import Agency, Facts, Item, Neighbour, Request
from actions.inspection.moments import year_bounds
from actions.inspection.registry import Inspector, inspector_from
from actions.inspection.vocabulary import numbers, vocabulary

OPEN = ("registered", "approved", "started")


def load_facts(connection: Connection, request: Request, klass: str, now: datetime) -> Facts:
    """All that the checks of a request need."""
    agency_ids = {part.agency_id for part in request.parts}
    item_ids = {item_id for part in request.parts for item_id in part.item_ids}
    certificates = {certificate for part in request.parts for certificate in part.certificates}
    neighbours = load_neighbours(connection, request, now)
    named = agency_ids | {agency for near in neighbours for agency in near.agency_ids}
    return Facts(
        agencies=_agencies(connection, named, now),
        items=_items(connection, item_ids, now),
        remits=_remits(connection, agency_ids),
        inspectors=load_inspectors(connection, certificates),
        caps=load_caps(connection, agency_ids, klass),
        counted=count_visits(connection, request.enterprise_id, request.year, agency_ids),
        neighbours=neighbours,
        plans=_plans(connection, request, now),
    )


def load_inspectors(connection: Connection, certificates: Collection[str]) -> dict[str, Inspector]:
    """Certificate → inspector, of those that exist."""
    inspectors = tables.inspectors
    found = connection.execute(sa.select(inspectors).where(inspectors.c.certificate.in_(certificates)))
    return {row["certificate"]: inspector_from(row) for row in found.mappings()}


def load_caps(connection: Connection, agency_ids: Collection[str], klass: str) -> dict[str, int]:
    """Agency → cap for a class of enterprises, where one is set."""
    caps = tables.caps
    where = caps.c.agency_id.in_(agency_ids) & (caps.c["class"] == klass)
    return {row.agency_id: row.per_year for row in connection.execute(sa.select(caps).where(where))}


def count_visits(
    connection: Connection,
    enterprise_id: str,
    year: int,
    agency_ids: Collection[str],
    until: datetime | None = None,
) -> dict[str, int]:
    """Agency → visits of a year that count against its cap; ``until`` counts only those begun by then."""
    visits, joined = tables.visits, tables.visit_agencies
    first, next_first = year_bounds(year)
    where = [
        visits.c.enterprise_id == enterprise_id,
        visits.c.starts_at >= first,
        visits.c.starts_at < next_first,
        visits.c.status != "cancelled",
        visits.c.emergency.is_(False),
        visits.c.type.in_([key for key, kind in vocabulary().types.items() if kind.capped]),
        joined.c.agency_id.in_(agency_ids),
    ]
    if until is not None:
        where.append(visits.c.starts_at <= until)
    counts = sa.select(joined.c.agency_id, sa.func.count().label("visits")).join_from(joined, visits)
    found = connection.execute(counts.where(*where).group_by(joined.c.agency_id))
    return {row.agency_id: row.visits for row in found}


def load_neighbours(connection: Connection, request: Request, now: datetime) -> tuple[Neighbour, ...]:
    """Visits to the same enterprise near in time that another agency could still join, nearest first."""
    visits = tables.visits
    near = timedelta(days=numbers().joint_days)
    where = (
        visits.c.enterprise_id == request.enterprise_id,
        visits.c.status.in_(("registered", "approved")),
        visits.c.emergency.is_(False),
        visits.c.type != "case",
        visits.c.starts_at <= request.ends_at + near,
        visits.c.ends_at >= request.starts_at - near,
        visits.c.ends_at > now,
    )
    rows = list(connection.execute(sa.select(visits).where(*where)).mappings())
    agencies = visit_agency_ids(connection, [row["id"] for row in rows])
    found = [
        Neighbour(row["id"], agencies[row["id"]], row["lead_id"], row["starts_at"], row["ends_at"])
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (abs(one.starts_at - request.starts_at), one.visit_id)))


def visit_agency_ids(
    connection: Connection, visit_ids: Collection[str] | sa.Select[tuple[str]]
) -> Mapping[str, tuple[str, ...]]:
    """Visit → its agencies, in the order in which they joined."""
    joined = tables.visit_agencies
    ordered = sa.select(joined).where(joined.c.visit_id.in_(visit_ids))
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(ordered.order_by(joined.c.joined_at, joined.c.agency_id)):
        found[row.visit_id] = (*found.get(row.visit_id, ()), row.agency_id)
    return found


def _agencies(connection: Connection, agency_ids: Collection[str], now: datetime) -> dict[str, Agency]:
    agencies = tables.agencies
    rows = connection.execute(sa.select(agencies).where(agencies.c.id.in_(agency_ids)))
    return {
        row.id: Agency(row.name, row.confirmed_at is not None and row.confirmed_at <= now) for row in rows
    }


def _items(connection: Connection, item_ids: Collection[str], now: datetime) -> dict[str, Item]:
    rows = connection.execute(sa.select(tables.items).where(tables.items.c.id.in_(item_ids)))
    return {row.id: Item(row.name, is_published(row.published_at, row.withdrawn_at, now)) for row in rows}


def is_published(published_at: datetime | None, withdrawn_at: datetime | None, now: datetime) -> bool:
    """Whether an item is public at this moment."""
    return published_at is not None and published_at <= now and (withdrawn_at is None or withdrawn_at > now)


def _remits(connection: Connection, agency_ids: Collection[str]) -> frozenset[tuple[str, str]]:
    rows = connection.execute(sa.select(tables.remits).where(tables.remits.c.agency_id.in_(agency_ids)))
    return frozenset((row.agency_id, row.item_id) for row in rows)


def _plans(connection: Connection, request: Request, now: datetime) -> frozenset[str]:
    plans = tables.plans
    where = (
        plans.c.id == request.plan_id,
        plans.c.agency_id == request.lead.agency_id,
        plans.c.year == request.year,
        plans.c.approved_at <= now,
    )
    return frozenset(connection.scalars(sa.select(plans.c.id).where(*where)))
