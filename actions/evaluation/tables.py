"""Tables for the screen, and the comparison with the committed baseline."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from actions.evaluation.figures import Figure

#: A headline figure may fall by this much before the gate closes.
SLACK = 0.01


def table(figures: Sequence[Figure]) -> str:
    """One line a figure: value, count, target, and whether it is reached."""
    lines = []
    for figure in figures:
        sign = "≥" if figure.higher_is_better else "≤"
        target = "" if figure.target is None else f"{sign} {figure.target:.1%}"
        mark = "" if figure.target is None else ("达到" if figure.reached else "未达到")
        lines.append(
            f"{_padded(figure.name, 34)}{figure.value:>8.1%}{figure.count:>7}  {target:<9} {mark}".rstrip()
        )
    return "\n".join(lines)


def _padded(text: str, width: int) -> str:
    """Text filled up to a width on the screen, where Chinese characters take two places."""
    taken = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
    return text + " " * max(width - taken, 1)


def fallen(figures: Sequence[Figure], baseline: Path) -> list[str]:
    """Figures with a target that are worse than the baseline by more than the slack."""
    if not baseline.is_file():
        return []
    before = {
        row["name"]: row["value"] for row in json.loads(baseline.read_text(encoding="utf-8"))["figures"]
    }
    worse = []
    for figure in figures:
        old = before.get(figure.name)
        if old is None or figure.target is None or figure.name.startswith(" "):
            continue
        drop = old - figure.value if figure.higher_is_better else figure.value - old
        if drop > SLACK:
            worse.append(f"{figure.name}:{old:.1%} → {figure.value:.1%}")
    return worse
