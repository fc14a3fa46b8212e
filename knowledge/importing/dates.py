"""Dates as official texts write them."""

from __future__ import annotations

import re
from datetime import date

#: A date in digits or in Chinese words, without groups.
DATE = (
    r"(?:(?:19|20)\d{2}\s*(?:年|-|/|\.)\s*\d{1,2}\s*(?:月|-|/|\.)\s*\d{1,2}\s*日?"
    r"|[一二][〇○零Ｏ0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
)
_DATE = re.compile(r"((?:19|20)\d{2})\s*(?:年|-|/|\.)\s*(\d{1,2})\s*(?:月|-|/|\.)\s*(\d{1,2})\s*日?")
_WRITTEN_DATE = re.compile(
    r"([一二][〇○零Ｏ0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_DIGITS = {char: value for value, chars in enumerate(("〇○零Ｏ0", *"一二三四五六七八九")) for char in chars}


def iso_date(text: str) -> str:
    """The date at the start of ``text`` as 2026-03-01; empty without one."""
    match = _DATE.match(text)
    if match:
        return _iso(*(int(part) for part in match.groups()))
    written = _WRITTEN_DATE.match(text)
    if not written:
        return ""
    year = int("".join(str(_DIGITS[char]) for char in written[1]))
    return _iso(year, _small(written[2]), _small(written[3]))


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _small(text: str) -> int:
    """A Chinese number below 100."""
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _DIGITS[text] if len(text) == 1 else 0
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    return _DATE.fullmatch(line) is not None or _WRITTEN_DATE.fullmatch(line) is not None
