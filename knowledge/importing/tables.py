"""Tables of web pages: those that hold data become Markdown tables, those that place things do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4 import Tag

_SPAN = 60
_CELLS = 20_000
_BLOCKS = ["p", "div", "h1", "h2", "h3", "h4", "ul", "ol"]
#: A cell with more blocks than this is a part of the page, not a value.
_CELL_BLOCKS = 6


def is_layout(table: Tag) -> bool:
    """Whether the table only places parts of the page."""
    if table.find("table") is not None:
        return True
    rows = [_cells(row) for row in table.find_all("tr")]
    if max(map(len, rows), default=0) < 2:
        return True
    return any(
        len(cell.find_all(_BLOCKS, limit=_CELL_BLOCKS + 1)) > _CELL_BLOCKS for row in rows for cell in row
    )


def table_lines(table: Tag, text: Callable[[Tag], str]) -> Iterator[str]:
    """The rows of a Markdown table; cells that span rows or columns are repeated."""
    rows = [row for row in _grid(table, text) if any(row)]
    width = max(map(len, rows), default=0)
    for at, row in enumerate(rows):
        yield "| " + " | ".join((*row, *[""] * (width - len(row)))) + " |"
        if at == 0:
            yield "|" + " --- |" * width


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["td", "th"], recursive=False) if isinstance(cell, Tag)]


def _grid(table: Tag, text: Callable[[Tag], str]) -> list[list[str]]:
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    written = 0
    for row in table.find_all("tr"):
        line: list[str] = []
        for cell in _cells(row):
            _fill(line, below)
            value = text(cell).replace("|", "｜")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(across):
                if down > 1:
                    below[len(line)] = (down - 1, value)
                line.append(value)
        _fill(line, below)
        rows.append(line)
        written += len(line)
        if written > _CELLS:
            break
    return rows


def _fill(line: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Continue cells that reach down from rows above."""
    while len(line) in below:
        left, value = below.pop(len(line))
        if left > 1:
            below[len(line)] = (left - 1, value)
        line.append(value)


def _span(cell: Tag, name: str) -> int:
    written = re.match(r"\s*(\d{1,4})\b", str(cell.get(name, "")), re.ASCII)
    return min(max(int(written[1]), 1), _SPAN) if written else 1
