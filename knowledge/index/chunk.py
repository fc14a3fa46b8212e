"""Cut documents into passages that know their document, heading path and anchor."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.text.tokens import sentences

#: Passages aim at this many characters: long enough for an answer, short enough to be about one thing.
TARGET = 300
#: A section up to this long stays whole.
WHOLE = 420
_ARTICLE = re.compile(r"^(第[一二三四五六七八九十百千零〇\d]+条)[\s　]")
#: Line ends as the parser counts them; ``splitlines`` would also split at U+2028 and others.
_LINE_END = re.compile(r"\r\n?|\n")
_parser = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Chunk:
    """A passage; ``text`` is verbatim from the document, ``section`` its heading path."""

    document: str
    kind: str  # "policy" or "service"
    title: str
    section: str
    anchor: str
    text: str

    @property
    def searchable(self) -> str:
        """What is matched: the passage together with what its headings say."""
        return "\n".join(part for part in (self.title, self.section, self.text) if part)


@dataclass(frozen=True)
class Section:
    """A heading path and the text below it, up to the next heading."""

    path: tuple[str, ...]
    text: str


def sections(markdown: str) -> list[Section]:
    """Split Markdown at its headings; tables, lists and paragraphs keep their source text."""
    lines = _LINE_END.split(markdown)
    path: list[tuple[int, str]] = []
    found: list[tuple[tuple[str, ...], int, int]] = []
    start = 0
    for level, title, first, last in _headings(_parser.parse(markdown)):
        found.append((tuple(name for _, name in path), start, first))
        path = [entry for entry in path if entry[0] < level] + [(level, title)]
        start = last
    found.append((tuple(name for _, name in path), start, len(lines)))
    parts = [Section(names, "\n".join(lines[a:b]).strip()) for names, a, b in found]
    return [part for part in parts if part.text]


def _headings(tokens: list[Token]) -> Iterator[tuple[int, str, int, int]]:
    """Level, text, first line and line after each top-level heading."""
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.map is not None and token.level == 0:
            yield int(token.tag[1]), tokens[at + 1].content.strip(), token.map[0], token.map[1]


def anchor_of(path: Iterable[str]) -> str:
    """A stable anchor for a heading path, unaffected by sections before it."""
    return "s-" + hashlib.sha256("/".join(path).encode()).hexdigest()[:10]


def pieces(text: str) -> list[str]:
    """A section's text in passages of about ``TARGET`` characters, cut between sentences or articles."""
    if len(text) <= WHOLE:
        return [text]
    cut: list[str] = []
    for part in _bounded(sentences(text)):
        starts_article = _ARTICLE.match(part) is not None and cut and len(cut[-1]) > TARGET // 3
        if cut and not starts_article and len(cut[-1]) + len(part) <= TARGET:
            cut[-1] += part
        else:
            cut.append(part)
    return [piece.strip() for piece in cut if piece.strip()]


def _bounded(parts: Iterable[str]) -> Iterator[str]:
    """Parts no longer than ``WHOLE``: text without sentence marks is cut hard."""
    for part in parts:
        for at in range(0, len(part), WHOLE):
            yield part[at : at + WHOLE]


def chunk_document(document: str, title: str, markdown: str) -> list[Chunk]:
    """All passages of a policy document, in order; at least one, so that its title can be found."""
    chunks = [
        Chunk(document, "policy", title, " › ".join(part.path), anchor_of(part.path), piece)
        for part in sections(markdown)
        for piece in pieces(part.text)
    ]
    return chunks or [Chunk(document, "policy", title, "", anchor_of(()), title)]
