"""Two texts side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

#: Unchanged lines shown around a change.
AROUND = 3


@dataclass(frozen=True)
class Row:
    """A line of each side; ``kind`` is same, changed, removed, added, or skipped (lines left out)."""

    kind: str
    left_number: int | None
    left: str
    right_number: int | None
    right: str

    @property
    def mark(self) -> str:
        """What happened, in a word: colours alone tell not everybody."""
        return {"changed": "改", "removed": "删", "added": "增"}.get(self.kind, "")


def side_by_side(left: str | None, right: str | None) -> list[Row]:
    """Rows of the parts that differ, with some lines around them."""
    old, new = (left or "").splitlines(), (right or "").splitlines()
    rows: list[Row] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        if rows or group[0][1] > 0:
            rows.append(Row("skipped", None, "", None, ""))
        for tag, i1, i2, j1, j2 in group:
            rows += _rows(tag, list(enumerate(old, 1))[i1:i2], list(enumerate(new, 1))[j1:j2])
    return rows


def _rows(tag: str, old: list[tuple[int, str]], new: list[tuple[int, str]]) -> Iterator[Row]:
    for left, right in zip_longest(old, new):
        kind = (
            "same"
            if tag == "equal"
            else "added"
            if left is None
            else "removed"
            if right is None
            else "changed"
        )
        yield Row(kind, *(left or (None, "")), *(right or (None, "")))
