"""Amounts in people's words (“交了二十八年”) and options that are ranges of them (“满5年不足10年”)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.formats.service import Option, Question

_DIGITS = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMBER = r"(?:\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+|半)"
#: Unit → how many of the basic unit of its kind.
_UNITS = {"年": ("year", 1.0), "周年": ("year", 1.0), "个月": ("year", 1 / 12), "岁": ("age", 1.0),
          "周岁": ("age", 1.0), "吨": ("ton", 1.0)}  # fmt: skip
_UNIT = "周年|年|个月|周岁|岁|吨"
#: “差一点满” counts as not reached.
_SHORT = re.compile("(快|差|将近|接近|不到|不足|没到|没满|不满|未满|不够|没有)(要|到|满)?$")
_AMOUNT = re.compile(f"({_NUMBER})(?:个)?(多|几|来)?({_UNIT})(半)?")
#: Numbers of calendar years are dates, not amounts.
_DATE = 1900
_LESS = 0.01


@dataclass(frozen=True)
class Amount:
    """An amount and where it stands in the text."""

    kind: str
    value: float
    start: int
    end: int


def amounts(text: str) -> Iterator[Amount]:
    """The amounts in a text: “不到15年” is a little less than 15."""
    for found in _AMOUNT.finditer(text):
        value = number(found[1])
        if value is None or value >= _DATE:
            continue
        kind, factor = _UNITS[found[3]]
        value = value * factor + (factor / 2 if found[4] else 0) + (_LESS if found[2] else 0)
        if _SHORT.search(text[: found.start()]):
            value -= _LESS
        yield Amount(kind, value, found.start(), found.end())


def number(text: str) -> float | None:
    """A number in digits or Chinese characters below a thousand; ``None`` for anything else."""
    if text == "半":
        return 0.5
    if text[0].isdigit():
        return float(text)
    total, digit = 0, None
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (1 if digit is None else digit) * (10 if char == "十" else 100)
            digit = None
    return float(total + (digit or 0))


@dataclass(frozen=True)
class Range:
    """From ``low`` up to ``high``."""

    kind: str
    low: float
    high: float

    def holds(self, amount: Amount) -> bool:
        """Whether an amount is in it."""
        return self.kind == amount.kind and self.low <= amount.value < self.high


def range_of(option: Option) -> Range | None:
    """The range that the title of an option gives; ``None`` when it is none."""
    bounds = [(found, number(found[1])) for found in _AMOUNT.finditer(option.title)]
    if not bounds or any(value is None or value >= _DATE for _, value in bounds):
        return None
    low, high = 0.0, float("inf")
    kind, factor = _UNITS[bounds[0][0][3]]
    for found, value in bounds:
        assert value is not None
        before, after = option.title[: found.start()], option.title[found.end() :]
        if re.search("(不满|未满|不足|不到|少于)$", before):
            high = value * factor
        elif re.match("及以下", after):
            high = value * factor + _LESS
        elif re.match("(以下|以内)", after):
            high = value * factor
        else:
            low = value * factor + (_LESS if re.match("以上、", after) else 0)
    return Range(kind, low, high)


def option_for(question: Question, text: str) -> str | None:
    """The option whose range holds the one amount that a text names."""
    ranges = {option.id: range_of(option) for option in question.options}
    for amount in amounts(text):
        fitting = [key for key, found in ranges.items() if found is not None and found.holds(amount)]
        if len(fitting) == 1:
            return fitting[0]
    return None
