"""The supervision view: figures of a year so far, against the same days of the year before, as CSV too."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from actions.inspection.access import Action, Actor, require
from actions.inspection.counted import counted
from actions.inspection.figures import FORMULAS, Figures, change
from actions.inspection.moments import year_bounds
from actions.inspection.registry import agency_names
from actions.inspection.standings import AgencyLine, CapLine, agency_lines, cap_lines
from actions.inspection.vocabulary import numbers

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
    #: Who has come as often as the cap allows, nearly or more; and each agency by itself.
    caps: Sequence[CapLine] = ()
    lines: Sequence[AgencyLine] = ()

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
    this, last = (
        counted(connection, first, until, demo=demo),
        counted(connection, before, min(same_day, first), demo=demo),
    )
    names = agency_names(connection)
    return View(
        year, this.figures(), last.figures(), names, demo,
        caps=cap_lines(this.caps, names, numbers().cap_near_left), lines=agency_lines(this, last, names),
    )  # fmt: skip


def period(connection: Connection, since: datetime, until: datetime, *, demo: bool) -> Figures:
    """The figures of the visits that began, and the reports that came, between a New Year and ``until``."""
    return counted(connection, since, until, demo=demo).figures()
