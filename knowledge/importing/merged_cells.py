"""Merged cells of a worksheet: the value stands in the first one, a reader sees it in all."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

#: Merged areas beyond this number are decoration.
_AREAS = 20_000
_CELLS = 5_000


@dataclass(frozen=True)
class Area:
    """A merged area; all bounds count from 0 and belong to it."""

    left: int
    top: int
    right: int
    bottom: int


def merged_areas(data: bytes, sheet: ReadOnlyWorksheet) -> list[Area]:
    """The merged areas of a sheet, read from its part: the streaming reader leaves them out."""
    found: list[Area] = []
    part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(part) as stream:
            for _, element in iterparse(stream, events=("end",), forbid_dtd=True):
                tag = element.tag.rpartition("}")[2]
                if tag == "mergeCell" and len(found) < _AREAS:
                    found.append(_area(str(element.get("ref", ""))))
                if tag in ("row", "mergeCell"):
                    element.clear()
    except (KeyError, ValueError, TypeError, ParseError, DefusedXmlException):
        # Without them the table is still right where nothing is merged.
        return found
    return found


def _area(ref: str) -> Area:
    left, top, right, bottom = range_boundaries(ref)
    return Area(int(left or 1) - 1, int(top or 1) - 1, int(right or 1) - 1, int(bottom or 1) - 1)


def fill(rows: list[list[str]], areas: list[Area]) -> None:
    """Repeat the first cell's value in the whole area, as far as there are rows."""
    for area in areas:
        size = (area.right - area.left + 1) * (area.bottom - area.top + 1)
        if size > _CELLS or area.top >= len(rows) or area.left >= len(rows[area.top]):
            continue
        value = rows[area.top][area.left]
        for row in rows[area.top : area.bottom + 1]:
            row.extend([""] * (area.right + 1 - len(row)))
            row[area.left : area.right + 1] = [value] * (area.right - area.left + 1)
