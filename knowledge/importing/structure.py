"""Headings that official texts write as plain lines: 第一章 总则, 一、总体要求."""

from __future__ import annotations

import re

_CHAPTER = re.compile(r"第[一二三四五六七八九十百]{1,4}[章节编][\s　]+\S{1,30}")
_PART = re.compile(r"[一二三四五六七八九十]{1,3}、[^\n。；;！？!?，,：:]{2,40}")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")


def with_headings(text: str) -> str:
    """Mark such lines as Markdown headings, unless the text already has headings.

    A line counts only when text follows it: a list of short numbered items is not a list of headings.
    """
    lines = text.split("\n")
    if any(line.startswith("#") for line in lines):
        return text
    marked: list[str] = []
    for at, line in enumerate(lines):
        level = _level(line)
        if level and _stands_alone(lines, at, level):
            marked.extend(("", "#" * level + " " + line.strip(), ""))
        else:
            marked.append(line)
    return "\n".join(marked)


def _stands_alone(lines: list[str], at: int, level: int) -> bool:
    """Whether text follows, and no line of the same kind stands next to it."""
    before = next((lines[up] for up in range(at - 1, -1, -1) if lines[up].strip()), "")
    after = next((lines[down] for down in range(at + 1, len(lines)) if lines[down].strip()), "")
    return after != "" and level not in (_level(before), _level(after))


def _level(line: str) -> int:
    bare = line.strip()
    if _CHAPTER.fullmatch(bare):
        return 2
    return 3 if _PART.fullmatch(bare) else 0


def without_underlines(text: str) -> str:
    """Rows of dashes below a line stay rows of dashes: in Markdown they would make it a heading."""
    lines = text.split("\n")
    safe: list[str] = []
    for line in lines:
        if safe and safe[-1].strip() and _UNDERLINE.fullmatch(line):
            safe.append("")
        safe.append(line)
    return "\n".join(safe)


def tidy(text: str) -> str:
    """No blanks at line ends, at most one empty line in a row, one line feed at the end."""
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
