"""Which files can be imported: one table by suffix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.errors import ImportRefused
from knowledge.importing.extracted import Extracted, Extractor
from knowledge.importing.plain import extract_markdown, extract_text


def _page(data: bytes) -> Extracted:
    # The HTML parser takes a while to load; text files do without it.
    from knowledge.importing.page import extract_page

    return extract_page(data)


@dataclass(frozen=True)
class FileKind:
    """A kind of file; without an extractor it is known, but cannot be imported yet."""

    name: str
    extract: Extractor | None = None


_TEXT = FileKind("纯文本", extract_text)
_MARKDOWN = FileKind("Markdown", extract_markdown)
_HTML = FileKind("网页", _page)

KINDS: Mapping[str, FileKind] = {
    ".txt": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".docx": FileKind("Word 文档"),
    ".pdf": FileKind("PDF 文件"),
    ".xlsx": FileKind("Excel 表格"),
}


def extractor_for(suffix: str) -> Extractor:
    """The extractor for a file name's suffix, or :class:`ImportRefused` with what could be done."""
    kind = KINDS.get(suffix.lower())
    known = "、".join(suffix for suffix, kind in KINDS.items() if kind.extract)
    if kind is None:
        raise ImportRefused(f"不支持的文件类型“{suffix or '无扩展名'}”，可以导入：{known}")
    if kind.extract is None:
        raise ImportRefused(f"暂时不能导入{kind.name}（{suffix.lower()}），请另存为 {known} 中的一种再导入")
    return kind.extract
