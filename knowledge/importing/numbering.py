"""The labels that Word puts before numbered paragraphs: they are not in the text, but counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_DIGITS = "零一二三四五六七八九"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographTraditional",
        "taiwaneseCounting",
    }
)


def chinese(number: int) -> str:
    """A number below ten thousand in Chinese words; others in digits."""
    if not 0 < number < 10_000:
        return str(number)
    words, rest, gap = "", number, False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, unit)
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + name
        gap = not digit
    return words.removeprefix("一") if words.startswith("一十") else words


@dataclass(frozen=True)
class Level:
    """How one level of a list is labelled."""

    form: str
    text: str
    start: int

    def shown(self, number: int) -> str:
        """The number of this level as it is written."""
        if self.form in _CHINESE:
            return chinese(number)
        if self.form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
            letter = chr(ord("a") + number - 1)
            return letter if self.form == "lowerLetter" else letter.upper()
        if self.form in ("lowerRoman", "upperRoman") and 0 < number < 40:
            letters = _roman(number)
            return letters if self.form == "lowerRoman" else letters.upper()
        if self.form == "decimalEnclosedCircle" and 0 < number <= 20:
            return chr(ord("①") + number - 1)
        return str(number)


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters


@dataclass
class Numbering:
    """The lists of one document, and how far each has been counted."""

    levels: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)

    def label(self, number_id: str, depth: int) -> str:
        """The label of the next paragraph of this list; ``-`` for a bullet, empty when there is none."""
        levels = self.levels.get(number_id, ())
        if not 0 <= depth < len(levels):
            return ""
        level = levels[depth]
        if level.form == "bullet":
            return "-"
        if level.form == "none":
            return ""
        counts = self._counts.setdefault(number_id, [None] * _LEVELS)
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return _PLACE.sub(lambda match: _at(levels, counts, int(match[1]) - 1), level.text)


def _at(levels: tuple[Level, ...], counts: list[int | None], depth: int) -> str:
    if depth >= len(levels):
        return ""
    number = counts[depth]
    return levels[depth].shown(levels[depth].start if number is None else number)


def read_numbering(root: BaseOxmlElement | None) -> Numbering:
    """The lists that a document's numbering part defines."""
    if root is None:
        return Numbering()
    abstract = {
        str(element.get(qn("w:abstractNumId"))): _levels(element)
        for element in root.findall(qn("w:abstractNum"))
    }
    levels: dict[str, tuple[Level, ...]] = {}
    for element in root.findall(qn("w:num")):
        refers = element.find(qn("w:abstractNumId"))
        if refers is not None:
            levels[str(element.get(qn("w:numId")))] = abstract.get(str(refers.get(qn("w:val"))), ())
    return Numbering(levels)


def _levels(abstract: BaseOxmlElement) -> tuple[Level, ...]:
    return tuple(_level(element) for element in abstract.findall(qn("w:lvl"))[:_LEVELS])


def _level(element: BaseOxmlElement) -> Level:
    def value(name: str, otherwise: str) -> str:
        child = element.find(qn(name))
        return str(child.get(qn("w:val"), otherwise)) if child is not None else otherwise

    start = value("w:start", "1")
    return Level(value("w:numFmt", "decimal"), value("w:lvlText", ""), int(start) if start.isdecimal() else 1)
