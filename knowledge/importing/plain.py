"""Plain text and Markdown files."""

from __future__ import annotations

from pathlib import Path

from knowledge.formats.front_matter import Markdown, split
from knowledge.formats.policy import PolicyHeader
from knowledge.importing.decoding import decode
from knowledge.importing.extracted import Extracted
from knowledge.importing.metadata import LABELS, normal, recognise
from knowledge.importing.recognised import stated
from knowledge.importing.refusal import Refusal
from knowledge.importing.sniffing import expect_text, is_page
from knowledge.importing.structure import structured, tidy, with_articles, without_underlines

_FIELDS = frozenset(PolicyHeader.model_fields)
_LABELS = {label: field for field, labels in LABELS.items() for label in labels}


def extract_text(data: bytes) -> Extracted:
    """A .txt file; numbered headings are recognised."""
    found = _read(data, ".txt")
    body = tidy(structured(without_underlines(found.body)))
    return Extracted(body, found.title, found.metadata, found.notes)


def extract_markdown(data: bytes) -> Extracted:
    """A .md file; its front matter is kept as far as it is ours."""
    found = _read(data, ".md")
    return Extracted(tidy(with_articles(found.body)), found.title, found.metadata, found.notes)


def _read(data: bytes, suffix: str) -> Extracted:
    expect_text(data, suffix)
    if is_page(data):
        raise Refusal("page_as_text", suffix=suffix)
    text = decode(data)
    parts = split(text, Path(suffix))
    header = parts.header.data
    ours = isinstance(header, dict) and _is_header(parts, suffix)
    if not isinstance(header, dict) or not ours:
        return Extracted(tidy(text), metadata=recognise(text))
    metadata = recognise(parts.body)
    unknown: list[str] = []
    for key, value in header.items():
        field = _LABELS.get(key, key)
        if field in _FIELDS and isinstance(value, (str, int, float)) and not isinstance(value, bool):
            written = str(value)
            value = normal(field, written) or written if key in _LABELS else written
            if value.strip():
                metadata[field] = stated(value, "文件开头的元数据")
        else:
            unknown.append(key)
    notes = (f"未识别的元数据已略去：{'、'.join(unknown)}",) if unknown else ()
    title = metadata.pop("title", None)
    return Extracted(tidy(parts.body), title.value if title else "", metadata, notes)


def _is_header(parts: Markdown, suffix: str) -> bool:
    """Whether the block between the first two ``---`` is front matter, not text between rules."""
    data = parts.header.data
    if not isinstance(data, dict) or not data or not parts.header.complete:
        return False
    return suffix == ".md" or any(_LABELS.get(key, key) in _FIELDS for key in data)
