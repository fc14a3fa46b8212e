"""Headings of a Markdown body and the lines they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
#: Lines that an underline cannot turn into a heading: lists, quotes, tables, code, headings.
_BLOCK = re.compile(r" {4}|\t| {0,3}(?:[-*+>|#]|\d+[.)]\s|`{3}|~{3})")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class Heading:
    """A heading: ``path`` holds the titles above it and its own, ``line`` counts from 1 in the file."""

    level: int
    title: str
    line: int
    path: tuple[str, ...]


def headings(body: str, first_line: int = 1) -> tuple[Heading, ...]:
    """The headings of ``body``, in order; those in code blocks are text."""
    found: list[Heading] = []
    above: list[Heading] = []
    for number, level, title in _marked(body.split("\n")):
        above = [heading for heading in above if heading.level < level]
        path = (*(up.title for up in above), title)
        above.append(Heading(level, title, number + first_line, path))
        found.append(above[-1])
    return tuple(found)


def _marked(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Index, level and title of each heading line."""
    fence, before = "", ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            match = _HEADING.fullmatch(line)
            under = _UNDERLINE.fullmatch(line)
            if match and match[2]:
                yield number, len(match[1]), match[2].strip()
            elif under and before.strip() and not _BLOCK.match(before):
                yield number - 1, 1 if under[1][0] == "=" else 2, before.strip()
        before = line
