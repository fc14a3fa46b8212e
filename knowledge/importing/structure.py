"""Headings that official texts write as plain lines: 第一章 总则, 一、总体要求, 第三条."""

from __future__ import annotations

import re

_CHAPTER = re.compile(r"第[一二三四五六七八九十百]{1,4}[章节编][\s　]+\S{1,30}")
_PART = re.compile(r"[一二三四五六七八九十]{1,3}、[^\n。；;！？!?，,：:]{2,40}")
_ARTICLE = re.compile(
    r"(?:\*\*)?(?P<name>第(?P<count>[一二三四五六七八九十百千零〇\d]{1,7})条(?:之[一二三四五六七八九十])?)(?:\*\*)?(?P<rest>[\s　:：【（(]?.*)"
)
#: Fewer articles are quotations.
_ARTICLES = 3
_ARTICLE_LEVEL = 4
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")


def structured(text: str) -> str:
    """Chapters, parts and articles marked as Markdown headings."""
    return with_articles(with_headings(text))


def with_articles(text: str) -> str:
    """Each numbered article (第三条) becomes a section of its own, below its chapter.

    Only where they are numbered on: text that begins a line with an article of another law does not count.
    """
    lines = text.split("\n")
    if any(line.startswith("#") and _ARTICLE.match(line.lstrip("# ")) for line in lines):
        return text
    starts = _articles(lines)
    if len(starts) < _ARTICLES:
        return text
    marked: list[str] = []
    for at, line in enumerate(lines):
        article = starts.get(at)
        if article is None:
            marked.append(line)
        else:
            rest = article["rest"].strip(" 　\t").lstrip("：: 　")
            marked += ["", "#" * _ARTICLE_LEVEL + " " + article["name"], "", rest]
    return "\n".join(marked)


def _articles(lines: list[str]) -> dict[int, re.Match[str]]:
    """The lines on which articles begin; counting may begin anew in an attachment."""
    found: dict[int, re.Match[str]] = {}
    last = 0
    for at, line in enumerate(lines):
        article = _ARTICLE.fullmatch(line.strip())
        if article is None or (not article["rest"].strip(" 　") and at + 1 == len(lines)):
            continue
        number = count_of(article["count"])
        if last <= number <= last + 2 or number == 1:
            found[at], last = article, number
    return found


def count_of(numeral: str) -> int:
    """The value of 二十三, 一百零五 or 23; 0 for what is none."""
    if numeral.isdecimal():
        return int(numeral)
    total, digit = 0, 0
    for char in numeral:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in _NUMERALS:
            digit = _NUMERALS[char]
        else:
            return 0
    return total + digit


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
