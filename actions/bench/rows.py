"""Measured figures, the targets they are held against, and their table."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure; a target makes it one that has to be reached."""

    section: str
    name: str
    value: float
    unit: str = ""
    target: float | None = None
    higher_is_better: bool = True

    @property
    def reached(self) -> bool:
        """Whether the target is met; figures without one are always met."""
        if self.target is None:
            return True
        return self.value >= self.target if self.higher_is_better else self.value <= self.target


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all do not exceed; NaN of nothing."""
    if not values:
        return math.nan
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]


def ratio(value: float, base: float) -> float:
    """``value / base``; NaN where there is no base."""
    return value / base if base else math.nan


def table(rows: Sequence[Row]) -> str:
    """One line a figure below a line for each section."""
    lines: list[str] = []
    section = None
    for row in rows:
        if row.section != section:
            section = row.section
            lines.append(f"── {section}")
        lines.append(_line(row))
    return "\n".join(lines)


def _line(row: Row) -> str:
    left = f"{_padded('  ' + row.name, 48)}{_number(row.value):>10} {_padded(row.unit, 8)}"
    if row.target is None:
        return left.rstrip()
    sign = "≥" if row.higher_is_better else "≤"
    return f"{left}{sign} {row.target:<7g}{'达到' if row.reached else '未达到'}"


def _number(value: float) -> str:
    """Three figures where they say something; whole numbers stay whole."""
    if value == int(value) if math.isfinite(value) else False:
        return f"{value:.0f}"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _padded(text: str, width: int) -> str:
    """Text filled up to a width on the screen, where Chinese characters take two places."""
    taken = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return text + " " * max(width - taken, 0)
