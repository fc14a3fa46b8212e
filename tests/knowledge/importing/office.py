"""Real office files, made by office libraries, and ways to spoil them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
from docx import Document
from docx.document import Document as WordDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
PARAGRAPH = "申请人应当在三个工作日内向窗口提交申请，逾期未提交的视为放弃。"


def word(fill: Callable[[WordDocument], None]) -> bytes:
    """A .docx file."""
    document = Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def workbook(sheets: dict[str, Iterable[Iterable[object]]], merged: Iterable[str] = ()) -> bytes:
    """A .xlsx file; areas are merged in the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def font() -> str:
    """A font with Chinese characters; one without a file of its own when the system has none."""
    name = "Microhei" if _FONT_FILE.is_file() else "STSong-Light"
    if name not in pdfmetrics.getRegisteredFontNames():
        own = TTFont(name, str(_FONT_FILE), subfontIndex=0) if _FONT_FILE.is_file() else UnicodeCIDFont(name)
        pdfmetrics.registerFont(own)
    return name


def pdf(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """A .pdf file drawn on a canvas."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def repacked(package: bytes, change: dict[str, Callable[[bytes], bytes]], **added: bytes) -> bytes:
    """A package with some of its parts changed, and with more parts."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change[entry.filename](data) if entry.filename in change else data)
        for name, data in added.items():
            new.writestr(name, data)
    return buffer.getvalue()


def archive(files: Iterable[tuple[str | zipfile.ZipInfo, bytes]], encoding: str = "utf-8") -> bytes:
    """A .zip file; names in another encoding than UTF-8 are written without a mark, as Windows does."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files:
            if isinstance(name, str) and encoding != "utf-8":
                name = name.encode(encoding).decode("cp437")
            packed.writestr(name, data)
    data = buffer.getvalue()
    if encoding == "utf-8":
        return data
    # zipfile marks names as UTF-8 and writes them so; write the bytes that were meant instead.
    for name, _ in files:
        assert isinstance(name, str)
        wrong = name.encode(encoding).decode("cp437").encode()
        data = data.replace(wrong, name.encode(encoding).ljust(len(wrong), b"_"))
    return data
