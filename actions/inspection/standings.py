"""Supervision's lists, pure: which agency comes too often to which enterprise, and each agency by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actions.inspection.counted import Counted
from actions.inspection.figures import CapRow

#: Reports that name no agency of the registry.
UNNAMED = ""


@dataclass(frozen=True)
class CapLine:
    """An agency and an enterprise with few visits left, none, or less than none."""

    agency: str
    enterprise: str
    visits: int
    cap: int

    @property
    def over(self) -> int:
        """How many visits too many."""
        return max(0, self.visits - self.cap)

    @property
    def state(self) -> str:
        """In words."""
        if self.over:
            return f"超过 {self.over} 次"
        left = self.cap - self.visits
        return f"还剩 {left} 次" if left else "已用完"


@dataclass(frozen=True)
class AgencyLine:
    """An agency's year so far. ``grade`` is None where nobody rated."""

    agency: str
    visits: int
    visits_before: int
    #: Reports of inspectors who did not scan, and those of them that supervision upheld.
    reports: int
    reports_before: int
    upheld: int
    ratings: int
    grade: float | None


def cap_lines(caps: Iterable[CapRow], names: Mapping[str, str], near: int) -> list[CapLine]:
    """The pairs that are near their cap or over it, the worst first."""
    found = [
        CapLine(names.get(one.agency_id, one.agency_id), one.enterprise, one.visits, one.cap)
        for one in caps
        if one.cap - one.visits <= near
    ]
    return sorted(found, key=lambda one: (one.cap - one.visits, one.agency, one.enterprise))


def agency_lines(now: Counted, before: Counted, names: Mapping[str, str]) -> list[AgencyLine]:
    """Agencies that came, were reported or were rated, those that came most first; the unnamed last."""
    came, came_before = _came(now), _came(before)
    reported, reported_before = _reported(now), _reported(before)
    upheld = Counter(one.agency_id or UNNAMED for one in now.cases if one.upheld)
    found = []
    for key in {*came, *came_before, *reported, *reported_before, *now.rated}:
        rated = now.rated.get(key)
        name = names.get(key, key) if key else "没有说清是哪个机关"
        line = AgencyLine(
            name, came[key], came_before[key], reported[key], reported_before[key], upheld[key],
            rated.ratings if rated else 0, rated.grade if rated else None,
        )  # fmt: skip
        found.append((not key, -line.visits, name, line))
    return [row[-1] for row in sorted(found, key=lambda row: row[:3])]


def _came(counted: Counted) -> Counter[str]:
    return Counter(agency for one in counted.visits for agency in one.agency_ids)


def _reported(counted: Counted) -> Counter[str]:
    return Counter(one.agency_id or UNNAMED for one in counted.cases)
