"""Rows of cells as a Markdown table, for documents whose tables come as grids of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BLANKS = re.compile(r"\s+")


def cell_text(text: str) -> str:
    """The text of a cell in one line; Chinese words that were wrapped are joined."""
    joined = re.sub(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])", "", text)
    return _BLANKS.sub(" ", joined).strip().replace("|", "｜")


def grid_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of the table; rows and columns without any text are left out."""
    width = max(map(len, rows), default=0)
    full = [[*row, *[""] * (width - len(row))] for row in rows if any(row)]
    used = [at for at in range(width) if any(row[at] for row in full)]
    for number, row in enumerate(full):
        yield "| " + " | ".join(row[at] for at in used) + " |"
        if number == 0:
            yield "|" + " --- |" * len(used)


def grid_block(rows: Sequence[Sequence[str]]) -> str:
    """The table as one block; a single cell or column is text, not a table."""
    filled = [[cell for cell in row if cell] for row in rows if any(row)]
    if max(map(len, filled), default=0) < 2:
        return "\n\n".join(cell for row in filled for cell in row)
    return "\n".join(grid_lines(rows))
