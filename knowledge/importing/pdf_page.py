"""One page of a PDF: its lines with their places, and its tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pdfplumber.page import Page as PdfPage
from pdfplumber.table import CellGroup

from knowledge.importing.limits import limits
from knowledge.importing.markdown_table import cell_text
from knowledge.importing.refusal import Refusal

#: How a character is given that the font has no Unicode value for.
_NO_VALUE = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
#: A drawn frame with so few cells is a box around text, not a table.
_TABLE_COLUMNS = 2
_TABLE_ROWS = 2


@dataclass(frozen=True)
class Line:
    """A line of text and where it stands, in points from the top left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    #: Height of its letters.
    size: float


@dataclass(frozen=True)
class Table:
    """A table and where it stands."""

    rows: list[list[str]]
    top: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """What was read from one page."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    characters: int = 0
    unreadable: int = 0
    has_images: bool = False

    def is_bare(self, least: int) -> bool:
        """Whether the page is an image without text."""
        return self.has_images and self.characters < least


def page_of(page: PdfPage) -> Page:
    """Read one page."""
    found = [table for table in page.find_tables() if _is_table(table.rows)]
    boxes = [table.bbox for table in found]
    tables = [Table(_rows(table.extract(x_tolerance=2)), table.bbox[1], table.bbox[3]) for table in found]
    outside = page.filter(lambda item: item["object_type"] != "char" or not _within(item, boxes))
    lines = [
        _line(line)
        for line in outside.extract_text_lines(x_tolerance=2, return_chars=True)
        if line["text"].strip()
    ]
    texts = [char["text"] for char in page.chars]
    return Page(
        page.page_number, float(page.width), float(page.height), lines, tables,
        sum(not text.isspace() for text in texts), sum(_NO_VALUE.search(text) is not None for text in texts),
        bool(page.images),
    )  # fmt: skip


def _is_table(rows: Sequence[CellGroup]) -> bool:
    widest = max((len([cell for cell in row.cells if cell]) for row in rows), default=0)
    return len(rows) >= _TABLE_ROWS and widest >= _TABLE_COLUMNS


def _rows(cells: list[list[str | None]]) -> list[list[str]]:
    if len(cells) > limits().table_rows or sum(map(len, cells)) > limits().cells:
        raise Refusal("too_many_cells", limit=limits().cells)
    return [[cell_text(cell or "") for cell in row] for row in cells]


def _within(char: dict[str, float], boxes: list[tuple[float, float, float, float]]) -> bool:
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return any(left <= across <= right and top <= down <= bottom for left, top, right, bottom in boxes)


def _line(line: dict[str, object]) -> Line:
    chars = line["chars"]
    sizes = sorted(float(char["size"]) for char in chars if not char["text"].isspace())  # type: ignore[attr-defined]
    return Line(
        " ".join(_NO_VALUE.sub("", str(line["text"])).split()),
        float(line["x0"]), float(line["x1"]), float(line["top"]), float(line["bottom"]),  # type: ignore[arg-type]
        sizes[len(sizes) // 2] if sizes else 0.0,
    )  # fmt: skip
