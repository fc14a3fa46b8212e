"""Tables of Word documents as grids; cells that span rows or columns are repeated."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from knowledge.importing.limits import limits
from knowledge.importing.markdown_table import cell_text
from knowledge.importing.word_text import paragraph_text, value_of

_DEPTH = 20


def table_rows(table: BaseOxmlElement) -> Iterator[list[str]]:
    """The rows of a table, top down."""
    above: list[str] = []
    for row in _children(table, "w:tr", 0):
        cells: list[str] = []
        for cell in _children(row, "w:tc", 0):
            _add(cell, cells, above)
        above = cells
        yield cells


def _add(cell: BaseOxmlElement, cells: list[str], above: list[str]) -> None:
    properties = cell.find(qn("w:tcPr"))
    text = cell_text("\n".join(filter(None, map(paragraph_text, cell.iter(qn("w:p"))))))
    merged = properties.find(qn("w:vMerge")) if properties is not None else None
    if merged is not None and merged.get(qn("w:val")) != "restart" and len(cells) < len(above):
        text = above[len(cells)]
    across = value_of(properties, "w:gridSpan")
    room = limits().table_columns - len(cells)
    cells.extend([text] * max(min(int(across) if across.isdecimal() else 1, room), 0))


def _children(element: BaseOxmlElement, name: str, depth: int) -> Iterator[BaseOxmlElement]:
    """Rows or cells, also those in content controls."""
    for child in element.iterchildren():
        if child.tag == qn(name):
            yield child
        elif (
            child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")) and depth < _DEPTH
        ):
            yield from _children(child, name, depth + 1)
