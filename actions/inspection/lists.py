"""Lists of the registry, as pages offer them to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from actions.inspection import tables
from actions.inspection.registry import Inspector, inspector_from
from knowledge.city_time import CHINA


@dataclass(frozen=True)
class AgencyItem:
    """An item that an agency may inspect."""

    id: str
    name: str
    basis: str
    published: bool


@dataclass(frozen=True)
class AgencyPlan:
    """An approved plan of inspections."""

    id: str
    year: int
    title: str


def agency_plans(connection: Connection, agency_id: str, now: datetime) -> list[AgencyPlan]:
    """An agency's approved plans of this year and the next."""
    plans, year = tables.plans, now.astimezone(CHINA).year
    columns = sa.select(plans.c.id, plans.c.year, plans.c.title)
    where = (plans.c.agency_id == agency_id, plans.c.year.in_((year, year + 1)), plans.c.approved_at <= now)
    return [
        AgencyPlan(*row)
        for row in connection.execute(columns.where(*where).order_by(plans.c.year, plans.c.title))
    ]


def agency_named(connection: Connection, named: str) -> str:
    """The identifier of the agency that an account is bound to, by identifier or name; empty for none."""
    agencies = tables.agencies
    where = sa.or_(agencies.c.id == named, agencies.c.name == named)
    return connection.scalar(sa.select(agencies.c.id).where(where).limit(1)) or ""


def agency_items(connection: Connection, agency_id: str, now: datetime) -> list[AgencyItem]:
    """The items in an agency's remit; only published ones may be inspected."""
    items, remits = tables.items, tables.remits
    query = sa.select(items).join_from(items, remits).where(remits.c.agency_id == agency_id)
    return [
        AgencyItem(row.id, row.name, row.basis, _public(row.published_at, row.withdrawn_at, now))
        for row in connection.execute(query.order_by(items.c.id))
    ]


def agency_inspectors(connection: Connection, agency_id: str, now: datetime) -> list[Inspector]:
    """An agency's inspectors whose certificates hold."""
    inspectors = tables.inspectors
    query = sa.select(inspectors).where(inspectors.c.agency_id == agency_id)
    rows = connection.execute(query.order_by(inspectors.c.certificate)).mappings()
    return [one for one in map(inspector_from, rows) if one.is_valid(now)]


def rows_of(connection: Connection, table: str, limit: int = 50, offset: int = 0) -> Sequence[RowMapping]:
    """A page of a table of the registry, in the order of its key."""
    found = {"enterprises": tables.enterprises, "agencies": tables.agencies, "items": tables.items,
             "inspectors": tables.inspectors, "caps": tables.caps, "plans": tables.plans}[table]  # fmt: skip
    query = sa.select(found).order_by(*found.primary_key.columns).limit(limit).offset(offset)
    return connection.execute(query).mappings().all()


def count_of(connection: Connection, table: str) -> int:
    """How many rows a table of the registry has."""
    found = sa.Table(f"inspection_{table}", tables.enterprises.metadata)
    return connection.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def _public(published_at: datetime | None, withdrawn_at: datetime | None, now: datetime) -> bool:
    return published_at is not None and published_at <= now and (withdrawn_at is None or withdrawn_at > now)
