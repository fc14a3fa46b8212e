"""Visits as they are read: with agencies, items and inspectors by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables
from actions.inspection.facts import visit_agency_ids
from actions.inspection.moments import window_in_words
from actions.inspection.registry import Inspector, agency_names, inspector_from
from actions.inspection.vocabulary import named, vocabulary
from knowledge.city_time import CHINA

PAGE = 200


@dataclass(frozen=True)
class VisitItem:
    """An item of a visit."""

    id: str
    name: str
    basis: str
    agency_id: str


@dataclass(frozen=True)
class CheckIn:
    """Somebody's arrival."""

    inspector_id: str
    day: date
    at: datetime
    scanned: bool
    reason: str = ""


@dataclass(frozen=True)
class Found:
    """What was found on an item, on a day."""

    item: str
    on: date
    problem: bool
    text: str
    correct_by: date | None


@dataclass(frozen=True)
class Visit:
    """A visit with everything that belongs to it."""

    id: str
    enterprise_id: str
    enterprise: str
    klass: str
    lead_id: str
    type: str
    status: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    emergency: bool
    late_reason: str | None
    separate_reason: str | None
    created_at: datetime
    noticed_at: datetime | None
    cancel_reason: str | None
    demo: bool
    #: Identifier → name, the lead first.
    agencies: Mapping[str, str]
    items: tuple[VisitItem, ...]
    inspectors: tuple[Inspector, ...]
    check_ins: tuple[CheckIn, ...]
    findings: tuple[Found, ...]

    def inspector(self, inspector_id: str) -> Inspector:
        """The person behind a check-in."""
        return next(one for one in self.inspectors if one.id == inspector_id)

    @property
    def joint(self) -> bool:
        """Whether several agencies come together (综合查一次)."""
        return len(self.agencies) > 1

    @property
    def window(self) -> str:
        """When, in words."""
        return window_in_words(self.starts_at, self.ends_at)

    @property
    def type_name(self) -> str:
        """The type in Chinese; an emergency is called one."""
        kind = vocabulary().types.get(self.type)
        name = kind.name if kind else self.type
        return f"{name}（突发应急）" if self.emergency else name

    @property
    def status_name(self) -> str:
        """The status in Chinese."""
        return named(vocabulary().visit_statuses, self.status)

    @property
    def year(self) -> int:
        """The year in China that it counts for."""
        return self.starts_at.astimezone(CHINA).year

    @property
    def capped(self) -> bool:
        """Whether it counts against the caps."""
        kind = vocabulary().types.get(self.type)
        return kind is not None and kind.capped and not self.emergency

    def valid_inspectors(self, now: datetime) -> tuple[Inspector, ...]:
        """The inspectors whose certificates hold."""
        return tuple(one for one in self.inspectors if one.is_valid(now))


@dataclass(frozen=True)
class Filter:
    """Which visits; what is None does not matter."""

    enterprise_id: str | None = None
    agency_id: str | None = None
    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    visit_ids: tuple[str, ...] | None = None


def visit(connection: Connection, visit_id: str) -> Visit | None:
    """The visit with this identifier."""
    return next(iter(visits(connection, Filter(visit_ids=(visit_id,)))), None)


def visits(connection: Connection, wanted: Filter, limit: int = PAGE, offset: int = 0) -> list[Visit]:
    """Visits, latest first."""
    enterprises = tables.enterprises
    query = sa.select(
        tables.visits, enterprises.c.name.label("enterprise"), enterprises.c["class"].label("klass")
    ).join_from(tables.visits, enterprises)
    query = query.where(*_where(wanted))
    query = query.order_by(tables.visits.c.starts_at.desc(), tables.visits.c.id).limit(limit).offset(offset)
    return _complete(connection, list(connection.execute(query).mappings()))


def _where(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    visits, joined = tables.visits, tables.visit_agencies
    where: list[sa.ColumnElement[bool]] = []
    if wanted.enterprise_id is not None:
        where.append(visits.c.enterprise_id == wanted.enterprise_id)
    if wanted.agency_id is not None:
        mine = sa.select(joined.c.visit_id).where(joined.c.agency_id == wanted.agency_id)
        where.append(visits.c.id.in_(mine))
    if wanted.status is not None:
        where.append(visits.c.status == wanted.status)
    if wanted.since is not None:
        where.append(visits.c.starts_at >= wanted.since)
    if wanted.until is not None:
        where.append(visits.c.starts_at < wanted.until)
    if wanted.visit_ids is not None:
        where.append(visits.c.id.in_(wanted.visit_ids))
    return where


def _complete(connection: Connection, rows: list[sa.RowMapping]) -> list[Visit]:
    ids = [row["id"] for row in rows]
    names = agency_names(connection)
    agencies = visit_agency_ids(connection, ids)
    items = _items(connection, ids)
    inspectors = _inspectors(connection, ids)
    check_ins = _check_ins(connection, ids)
    findings = _findings(connection, ids)
    found = []
    for row in rows:
        key, lead = row["id"], row["lead_id"]
        members = (lead, *(agency for agency in agencies[key] if agency != lead))
        own: dict[str, Any] = {
            name: row[name]
            for name in Visit.__dataclass_fields__
            if name not in ("agencies", "items", "inspectors", "check_ins", "findings")
        }
        found.append(
            Visit(
                **own,
                agencies={agency: names[agency] for agency in members},
                items=tuple(items.get(key, ())),
                inspectors=tuple(inspectors.get(key, ())),
                check_ins=tuple(check_ins.get(key, ())),
                findings=tuple(findings.get(key, ())),
            )
        )
    return found


def _items(connection: Connection, ids: Collection[str]) -> dict[str, list[VisitItem]]:
    items, joined = tables.items, tables.visit_items
    query = sa.select(joined, items.c.name, items.c.basis).join_from(joined, items)
    found: dict[str, list[VisitItem]] = {}
    for row in connection.execute(query.where(joined.c.visit_id.in_(ids)).order_by(joined.c.item_id)):
        found.setdefault(row.visit_id, []).append(VisitItem(row.item_id, row.name, row.basis, row.agency_id))
    return found


def _inspectors(connection: Connection, ids: Collection[str]) -> dict[str, list[Inspector]]:
    inspectors, joined = tables.inspectors, tables.visit_inspectors
    query = sa.select(joined.c.visit_id, inspectors).join_from(joined, inspectors)
    ordered = query.where(joined.c.visit_id.in_(ids)).order_by(inspectors.c.certificate)
    found: dict[str, list[Inspector]] = {}
    for row in connection.execute(ordered).mappings():
        found.setdefault(row["visit_id"], []).append(inspector_from(row))
    return found


def _check_ins(connection: Connection, ids: Collection[str]) -> dict[str, list[CheckIn]]:
    arrived = tables.check_ins
    found: dict[str, list[CheckIn]] = {}
    for row in connection.execute(
        sa.select(arrived).where(arrived.c.visit_id.in_(ids)).order_by(arrived.c.at)
    ):
        arrival = CheckIn(row.inspector_id, row.day, row.at, row.scanned, row.reason)
        found.setdefault(row.visit_id, []).append(arrival)
    return found


def _findings(connection: Connection, ids: Collection[str]) -> dict[str, list[Found]]:
    findings, items = tables.findings, tables.items
    query = sa.select(findings, items.c.name).join_from(findings, items)
    found: dict[str, list[Found]] = {}
    for row in connection.execute(query.where(findings.c.visit_id.in_(ids)).order_by(findings.c.number)):
        one = Found(row.name, row.found_on, row.problem, row.text, row.correct_by)
        found.setdefault(row.visit_id, []).append(one)
    return found


def masked_name(name: str) -> str:
    """A name as the enterprise may see it: the family name and stars."""
    return f"{name[:1]}{'*' * max(1, len(name) - 1)}"


def masked_certificate(certificate: str) -> str:
    """A certificate number as the enterprise may see it: enough to compare with the card."""
    return f"{certificate[:2]}{'*' * (len(certificate) - 5)}{certificate[-3:]}"


def masked_inspector(one: Inspector) -> str:
    """An inspector as the enterprise may see them."""
    return f"{masked_name(one.name)}（{masked_certificate(one.certificate)}）"


def masked_enterprise(name: str) -> str:
    """An enterprise's name that its owner recognises and nobody else learns."""
    return f"{name[:2]}{'*' * max(1, len(name) - 4)}{name[-2:]}" if len(name) > 4 else f"{name[:1]}***"
