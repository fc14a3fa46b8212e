"""PDF files with a text layer: paragraphs put together again, tables kept, page headers and footers left out."""

from __future__ import annotations

import io
from collections.abc import Callable

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from knowledge.importing.extracted import Extracted
from knowledge.importing.limits import limits
from knowledge.importing.metadata import recognise
from knowledge.importing.pdf_page import Page, page_of
from knowledge.importing.pdf_text import blocks
from knowledge.importing.refusal import Refusal
from knowledge.importing.sniffing import Form, expect
from knowledge.importing.structure import structured, tidy, without_underlines
from knowledge.importing.titles import title_of

#: What the two libraries raise on damaged files.
_BROKEN = (
    PyPdfError, PDFException, PdfminerException, MalformedPDFException, ValueError, KeyError, TypeError, AttributeError, IndexError,
    AssertionError, OSError, RecursionError, ArithmeticError, NotImplementedError,
)  # fmt: skip
#: So large a part of the characters may lack a Unicode value.
_UNREADABLE_SHARE = 0.2


def extract_pdf(data: bytes, progress: Callable[[int, int], None] | None = None) -> Extracted:
    """A .pdf file; ``progress`` is told the page just read and how many there are."""
    expect(data, ".pdf", Form.PDF)
    _check(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages: list[Page] = []
            for page in document.pages:
                pages.append(page_of(page))
                # Without this the layout of every page stays in memory.
                page.close()
                if progress is not None:
                    progress(len(pages), len(document.pages))
    except _BROKEN as error:
        raise Refusal("pdf_broken") from error
    _readable(pages)
    text = tidy(without_underlines("\n\n".join(blocks(pages))))
    bare = [page.number for page in pages if page.is_bare(limits().scan_characters)]
    notes = (f"这些页只有图片，没有文字：第 {'、'.join(map(str, bare))} 页",) if bare else ()
    return Extracted(tidy(structured(text)), title_of(text), recognise(text), notes)


def _check(data: bytes) -> None:
    """Refuse what is encrypted or too long before any page is read."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refusal("pdf_encrypted")
        count = len(reader.pages)
    except _BROKEN as error:
        raise Refusal("pdf_broken") from error
    if count > limits().pages:
        raise Refusal("too_many_pages", pages=count, limit=limits().pages)
    if not count:
        raise Refusal("pdf_broken")


def _readable(pages: list[Page]) -> None:
    characters = sum(page.characters for page in pages)
    if characters < limits().scan_characters * len(pages) and any(page.has_images for page in pages):
        raise Refusal("pdf_scan")
    if sum(page.unreadable for page in pages) > characters * _UNREADABLE_SHARE:
        raise Refusal("pdf_unreadable")
