"""Figures for the supervision of enforcement: pure, over plain rows, every formula written beside it.

无事不扰 (left in peace) is the share of registered enterprises that nobody disturbed without need:

    1 − enterprises with at least one needless disturbance ÷ registered enterprises

A needless disturbance is a visit over its cap, a visit that came without a scan though it was no
emergency, a visit kept apart from another agency's in the same days, or a report of unannounced
inspectors that supervision upheld.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

FORMULAS = {
    "visits": "未撤销、已经开始的检查次数；联合检查只算一次",
    "scanned": "扫过企业码的检查 ÷ 应扫码的检查（不含突发应急）",
    "joint": "两个以上机关的检查 ÷ 全部检查",
    "saved_visits": "每次联合检查省下的上门次数之和：参加机关数 − 1",
    "saved_hours": "每次联合检查省下的小时数之和：各机关单独来的小时数之和 − 其中最长的",
    "unannounced": "企业反映“不扫码”的件数（不含已撤回）",
    "left_in_peace": "1 − 受到不必要打扰的企业数 ÷ 在册企业数；不必要打扰：超上限、非应急未扫码、"
    "本可合并却分开的检查，以及经核实的不扫码反映",
}


@dataclass(frozen=True)
class VisitRow:
    """What the figures need to know of a visit that began."""

    enterprise_id: str
    agency_ids: tuple[str, ...]
    starts_at: datetime
    emergency: bool
    scanned: bool
    separate: bool
    over_cap: bool
    #: Hours that each agency would have been there by itself.
    hours: tuple[float, ...]


@dataclass(frozen=True)
class CaseRow:
    """What the figures need to know of a report of unannounced inspectors."""

    enterprise_id: str | None
    agency_id: str | None
    upheld: bool


@dataclass(frozen=True)
class CapRow:
    """How often an agency came to an enterprise this year, and may."""

    enterprise_id: str
    agency_id: str
    visits: int
    cap: int
    #: The enterprise's name.
    enterprise: str = ""


@dataclass(frozen=True)
class Figures:
    """The figures of a period. A share of nothing is None, not zero."""

    visits: int
    by_agency: dict[str, int]
    emergencies: int
    scanned: float | None
    joint: float | None
    saved_visits: int
    saved_hours: float
    separate: int
    unannounced: int
    unannounced_by_agency: dict[str, int]
    caps_near: int
    caps_over: int
    enterprises: int
    disturbed: int
    left_in_peace: float | None


def figures(
    visits: Sequence[VisitRow], cases: Sequence[CaseRow], caps: Iterable[CapRow], enterprises: int, near: int
) -> Figures:
    """The figures of visits, reports and caps over so many registered enterprises."""
    due = [one for one in visits if not one.emergency]
    joint = [one for one in visits if len(one.agency_ids) > 1]
    caps = list(caps)
    disturbed = _disturbed(visits, cases)
    return Figures(
        visits=len(visits),
        by_agency=dict(Counter(agency for one in visits for agency in one.agency_ids)),
        emergencies=len(visits) - len(due),
        scanned=_share(sum(one.scanned for one in due), len(due)),
        joint=_share(len(joint), len(visits)),
        saved_visits=sum(len(one.agency_ids) - 1 for one in joint),
        saved_hours=round(sum(sum(one.hours) - max(one.hours) for one in joint), 1),
        separate=sum(one.separate for one in visits),
        unannounced=len(cases),
        unannounced_by_agency=dict(Counter(one.agency_id for one in cases if one.agency_id is not None)),
        caps_near=sum(0 <= one.cap - one.visits <= near for one in caps),
        caps_over=sum(one.visits > one.cap for one in caps),
        enterprises=enterprises,
        disturbed=len(disturbed),
        left_in_peace=None if not enterprises else round(1 - len(disturbed) / enterprises, 4),
    )


def _disturbed(visits: Sequence[VisitRow], cases: Sequence[CaseRow]) -> set[str]:
    needless = {
        one.enterprise_id
        for one in visits
        if one.over_cap or one.separate or not (one.scanned or one.emergency)
    }
    return needless | {one.enterprise_id for one in cases if one.upheld and one.enterprise_id is not None}


def _share(part: int, whole: int) -> float | None:
    return None if whole == 0 else round(part / whole, 4)


def change(now: float | None, before: float | None) -> float | None:
    """By how much a figure changed against the year before, as a share; None where that says nothing."""
    return None if now is None or not before else round((now - before) / before, 4)
