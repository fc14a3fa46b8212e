"""The supervision view: figures of a year so far, against the same days of the year before, as CSV too."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables
from actions.inspection.access import Action, Actor, require
from actions.inspection.facts import visit_agency_ids
from actions.inspection.figures import (
    FORMULAS,
    CapRow,
    CaseRow,
    Figures,
    VisitRow,
    change,
    figures,
)
from actions.inspection.moments import year_bounds
from actions.inspection.registry import agency_names
from actions.inspection.vocabulary import numbers, vocabulary

NAMES = {
    "visits": "检查次数",
    "emergencies": "其中突发应急",
    "scanned": "扫码率",
    "joint": "联合检查占比",
    "saved_visits": "省下的上门次数",
    "saved_hours": "省下的小时数",
    "separate": "本可合并却分开的检查",
    "unannounced": "反映不扫码的件数",
    "caps_near": "接近年度上限的（机关×企业）",
    "caps_over": "超过年度上限的（机关×企业）",
    "enterprises": "在册企业数",
    "disturbed": "受到不必要打扰的企业数",
    "left_in_peace": "无事不扰率",
}


@dataclass(frozen=True)
class View:
    """Two years side by side. ``demo`` says that these are figures of demonstration data."""

    year: int
    now: Figures
    before: Figures
    agencies: Mapping[str, str]
    demo: bool = False

    def change(self, name: str) -> float | None:
        """A figure's change against the year before."""
        return change(getattr(self.now, name), getattr(self.before, name))

    def csv(self) -> str:
        """The view as a table that spreadsheets open, Chinese included."""
        out = io.StringIO()
        table = csv.writer(out)
        label = "（演示数据）" if self.demo else ""
        table.writerow([f"指标{label}", f"{self.year}年", f"{self.year - 1}年同期", "同比", "怎么算"])
        now, before = asdict(self.now), asdict(self.before)
        for name, words in NAMES.items():
            table.writerow([words, now[name], before[name], self.change(name), FORMULAS.get(name, "")])
        for agency_id in sorted({*self.now.by_agency, *self.before.by_agency}):
            counts = (self.now.by_agency.get(agency_id, 0), self.before.by_agency.get(agency_id, 0))
            named = _plain(f"检查次数·{self.agencies.get(agency_id, agency_id)}")
            table.writerow([named, *counts, change(*counts), "参加的检查次数，联合检查各算一次"])
        return "\ufeff" + out.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell


def view(connection: Connection, actor: Actor, year: int, now: datetime, *, demo: bool = False) -> View:
    """The figures of a year up to now, and of the same days of the year before."""
    require(actor, Action.READ_ALL_FIGURES)
    first, next_first = year_bounds(year)
    until = min(now, next_first)
    before, _ = year_bounds(year - 1)
    same_day = before + (until - first)
    return View(
        year,
        period(connection, first, until, demo=demo),
        period(connection, before, min(same_day, first), demo=demo),
        agency_names(connection),
        demo,
    )


def period(connection: Connection, since: datetime, until: datetime, *, demo: bool) -> Figures:
    """The figures of the visits that began, and the reports that came, between a New Year and ``until``."""
    listed = tables.enterprises
    enterprises = connection.scalar(
        sa.select(sa.func.count()).where(
            listed.c.demo.is_(demo),
            listed.c.created_at < until,
            sa.or_(listed.c.closed_at.is_(None), listed.c.closed_at >= since),
        )
    )
    visits, caps = _visits(connection, since, until, demo)
    cases = _cases(connection, since, until, demo)
    return figures(visits, cases, caps, enterprises or 0, numbers().cap_near_left)


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
    query = sa.select(held, tables.enterprises.c["class"].label("klass")).join(tables.enterprises)
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
    limits: dict[tuple[str, str], int] = {}
    over = set()
    for row in rows:
        if row["emergency"] or row["type"] not in capped:
            continue
        for agency_id in agencies[row["id"]]:
            key, cap = (row["enterprise_id"], agency_id), caps.get((agency_id, row["klass"]))
            if cap is None:
                continue
            counts[key], limits[key] = counts.get(key, 0) + 1, cap
            if counts[key] > cap:
                over.add(row["id"])
    return over, [CapRow(*key, visits, limits[key]) for key, visits in counts.items()]


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
