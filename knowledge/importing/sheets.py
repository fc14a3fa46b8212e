"""Excel workbooks: each sheet a section with its table."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, time
from xml.etree.ElementTree import ParseError

from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from knowledge.importing.extracted import Extracted
from knowledge.importing.limits import limits
from knowledge.importing.markdown_table import cell_text, grid_block
from knowledge.importing.merged_cells import fill, merged_areas
from knowledge.importing.metadata import recognise
from knowledge.importing.package import BROKEN, examine
from knowledge.importing.refusal import Refusal
from knowledge.importing.sniffing import Form, expect
from knowledge.importing.structure import tidy

_BROKEN = (*BROKEN, InvalidFileException, ParseError, XMLSyntaxError, LookupError, TypeError, AttributeError)


def extract_sheets(data: bytes) -> Extracted:
    """An .xlsx file: values as last calculated, no formulas; hidden sheets are left out."""
    expect(data, ".xlsx", Form.EXCEL)
    examine(data)
    try:
        title, blocks, hidden = _read(data)
    except _BROKEN as error:
        raise Refusal("package_broken") from error
    body = tidy("\n\n".join(blocks))
    notes = (f"没有导入隐藏的工作表：{'、'.join(hidden)}",) if hidden else ()
    return Extracted(body, title, recognise(body) if blocks else {}, notes)


def _read(data: bytes) -> tuple[str, list[str], list[str]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        if len(sheets) > limits().sheets:
            raise Refusal("too_many_sheets", limit=limits().sheets)
        hidden = [sheet.title for sheet in sheets if sheet.sheet_state != "visible"]
        title, blocks, left = "", [], limits().cells
        for sheet in sheets:
            if sheet.title in hidden:
                continue
            rows = _rows(sheet, left)
            fill(rows, merged_areas(data, sheet))
            left -= sum(map(len, rows))
            heads, table = _heads(rows)
            title = title or next(iter(heads), "")
            blocks += _section(sheet.title, heads, table)
        return title, blocks, hidden
    finally:
        book.close()


def _section(name: str, heads: list[str], table: list[list[str]]) -> list[str]:
    block = grid_block(table)
    if not block and not heads:
        return []
    return [f"## {' '.join(name.split())}", *heads, *([block] if block else [])]


def _rows(sheet: ReadOnlyWorksheet, left: int) -> list[list[str]]:
    """All rows up to the last with text; a sheet may claim a million rows and hold three."""
    # What the file says about its size is often wrong; without it, what is there is read.
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    cells = filled = 0
    # The stubs bind the streaming sheet to a method of the other kind of sheet.
    found: Iterable[tuple[object, ...]] = sheet.iter_rows(  # type: ignore[misc]
        values_only=True, max_col=limits().table_columns
    )
    for row in found:
        line = [_text(value) for value in row]
        while line and not line[-1]:
            line.pop()
        rows.append(line)
        if not line:
            if len(rows) - filled > limits().table_rows:
                # Nothing for so long: the rest is formatting down to the millionth row.
                break
            continue
        filled, cells = len(rows), cells + len(line)
        if filled > limits().table_rows:
            raise Refusal("too_many_rows", table=sheet.title, limit=limits().table_rows)
        if cells > left:
            raise Refusal("too_many_cells", limit=limits().cells)
    return rows[:filled]


def _heads(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Lines above the table that hold one text only: a title, a remark."""
    at = next((at for at, row in enumerate(rows) if len(set(filter(None, row))) > 1), len(rows))
    return [_first(row) for row in rows[:at] if any(row)], rows[at:]


def _first(row: Iterable[str]) -> str:
    return next(filter(None, row), "")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.10g}" if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return cell_text(str(value))
