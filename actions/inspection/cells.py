"""Cells of the registry's tables as people write them: read, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from knowledge.city_time import CHINA

Cells = Mapping[str, str]


class LineFault(ValueError):
    """What is wrong with a cell, in Chinese."""


def key_of(words: Mapping[str, str], said: str, what: str) -> str:
    """The key of a word, by key or word."""
    found = next((key for key, word in words.items() if said in (key, word)), None)
    if found is None:
        raise LineFault(f"{what}“{said}”不对，应是：{'、'.join(words.values())}")
    return found


def filled(cells: Cells, *names: str) -> None:
    """Each of these cells says something."""
    for name in names:
        if not cells[name]:
            raise LineFault(f"“{name}”没有填")


def day(text: str) -> datetime:
    """The first moment of a day in China."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=CHINA)
    except ValueError:
        raise LineFault(f"日期“{text}”不对，要写成 2026-03-02") from None


def day_or_none(text: str) -> datetime | None:
    """The same; None for an empty cell."""
    return day(text) if text else None


def number(text: str, name: str, most: int = 999) -> int:
    """A whole number from 0."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        raise LineFault(f"“{name}”要写 0 到 {most} 的整数")
    return int(text)


def listed(text: str) -> list[str]:
    """What a cell lists, kept apart by 、"""
    return [one.strip() for one in text.split("、") if one.strip()]


def written(moment: datetime | None) -> str:
    """A day as it is written in a cell."""
    return "" if moment is None else moment.astimezone(CHINA).strftime("%Y-%m-%d")
