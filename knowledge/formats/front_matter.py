"""Markdown with front matter: the header's values with their lines, and the body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge.formats.headings import headings
from knowledge.formats.yaml_lines import Document, Lines, parse_yaml

_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
TITLE_LENGTH = 80
_TITLE_END = re.compile(r"(?<=[。!?!?])|\s")
_MARKUP = re.compile(r"^[\s#>*_|`+\-]+|[*_`#\s]+$")


@dataclass(frozen=True)
class Markdown:
    """A Markdown file: front matter as read, body, and the line the body starts on."""

    header: Document
    body: str
    body_line: int


def split(text: str, path: Path) -> Markdown:
    """Take the front matter off ``text``; without one the header is empty and all is body."""
    block = _BLOCK.match(text)
    if block is None:
        return Markdown(Document({}, Lines(path, {(): 1})), text, 1)
    header = parse_yaml(block[1], path, first_line=2)
    if header.data is None and header.complete:
        header = Document({}, header.lines)
    return Markdown(header, text[block.end() :], text.count("\n", 0, block.end()) + 1)


def derive_title(body: str) -> str:
    """The first heading, else the start of the first line, for a document that names no title."""
    found = headings(body)
    if found:
        return shorten(found[0].title)
    for line in body.split("\n"):
        title = shorten(_MARKUP.sub("", line))
        if title:
            return title
    return ""


def shorten(line: str) -> str:
    """A line cut to the length of a title, at a blank or sentence end if there is one."""
    line = " ".join(line.split())
    if len(line) <= TITLE_LENGTH:
        return line
    first = _TITLE_END.split(line, maxsplit=1)[0]
    if 4 <= len(first) <= TITLE_LENGTH:
        return first
    return line[: TITLE_LENGTH - 1] + "…"
