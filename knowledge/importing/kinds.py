"""Which files can be imported: one table by suffix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.importing.extracted import Extracted, Extractor
from knowledge.importing.plain import extract_markdown, extract_text
from knowledge.importing.refusal import Refusal
from knowledge.importing.sniffing import Form


# The libraries that read these take a while to load; text files do without them.
def _page(data: bytes) -> Extracted:
    from knowledge.importing.page import extract_page

    return extract_page(data)


def _word(data: bytes) -> Extracted:
    from knowledge.importing.word import extract_word

    return extract_word(data)


def _pdf(data: bytes) -> Extracted:
    from knowledge.importing.pdf import extract_pdf

    return extract_pdf(data)


def _sheets(data: bytes) -> Extracted:
    from knowledge.importing.sheets import extract_sheets

    return extract_sheets(data)


@dataclass(frozen=True)
class FileKind:
    """A kind of file; one that is ``intricate`` is read in a process of its own, with limits."""

    name: str
    extract: Extractor
    intricate: bool = False
    #: What the bytes must be; kinds of text say themselves what they take.
    forms: tuple[Form, ...] = ()


_TEXT = FileKind("纯文本", extract_text)
_MARKDOWN = FileKind("Markdown", extract_markdown)
_HTML = FileKind("网页", _page)

KINDS: Mapping[str, FileKind] = {
    ".txt": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".docx": FileKind("Word 文档", _word, intricate=True, forms=(Form.WORD,)),
    ".pdf": FileKind("PDF 文件", _pdf, intricate=True, forms=(Form.PDF,)),
    ".xlsx": FileKind("Excel 表格", _sheets, intricate=True, forms=(Form.EXCEL,)),
}
ARCHIVE = ".zip"


def kind_of(suffix: str) -> FileKind:
    """The kind for a file name's suffix, or :class:`Refusal` with what could be done."""
    kind = KINDS.get(suffix.lower())
    if kind is None:
        known = "、".join((*KINDS, ARCHIVE))
        raise Refusal("unknown_kind", suffix=suffix or "无扩展名", known=known)
    return kind
