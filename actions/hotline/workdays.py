"""Working days, by the holidays that the State Council announced: ``knowledge/vocabulary/hotline_holidays.yml``.

A year that has not been announced yet is unknown: a time limit that reaches into it has no date, and
nobody is told a guess.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from knowledge.city_time import CHINA
from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "hotline_holidays.yml"
SATURDAY = 5


class Holiday(Strict):
    """Days off in a row."""

    name: Text
    first: date
    last: date

    def days(self) -> Iterable[date]:
        """Each day of it."""
        return (self.first + timedelta(step) for step in range((self.last - self.first).days + 1))


class Year(Strict):
    """A year's announcement."""

    holidays: tuple[Holiday, ...] = Field(min_length=1)
    workdays: tuple[date, ...]

    @model_validator(mode="after")
    def _ordered(self) -> Year:
        for holiday in self.holidays:
            if not holiday.first <= holiday.last:
                raise ValueError(f"“{holiday.name}”的最后一天在第一天之前")
        for day in self.workdays:
            if day.weekday() < SATURDAY:
                raise ValueError(f"{day} 不是周末，不用写在补班里")
        return self


class Announced(Strict):
    """hotline_holidays.yml"""

    years: Mapping[int, Year] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_its_year(self) -> Announced:
        for number, year in self.years.items():
            days = [*year.workdays, *(day for holiday in year.holidays for day in holiday.days())]
            stray = next((day for day in days if day.year != number), None)
            if stray is not None:
                raise ValueError(f"{stray} 不在 {number} 年，请写到它那一年")
        return self


class Calendar:
    """The working days of the years that are known, without a gap between them."""

    def __init__(self, years: Mapping[int, Year]) -> None:
        self.first_year, self.last_year = min(years), max(years)
        if len(years) != self.last_year - self.first_year + 1:
            raise ValueError("年份之间不能有缺")
        off = {day for year in years.values() for holiday in year.holidays for day in holiday.days()}
        extra = {day for year in years.values() for day in year.workdays}
        if off & extra:
            raise ValueError(f"{min(off & extra)} 既是放假又是补班")
        start = date(self.first_year, 1, 1)
        span = (date(self.last_year + 1, 1, 1) - start).days
        every = (start + timedelta(step) for step in range(span))
        self._days = [day for day in every if day in extra or (day.weekday() < SATURDAY and day not in off)]
        self._set = frozenset(self._days)

    def knows(self, day: date) -> bool:
        """Whether the year of ``day`` has been announced."""
        return self.first_year <= day.year <= self.last_year

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``; ``ValueError`` for a year not announced."""
        if not self.knows(day):
            raise ValueError(f"{day.year} 年的放假安排待公布")
        return day in self._set

    def due(self, start: datetime, days: int) -> date | None:
        """The last of ``days`` working days after the day of ``start``; None while that is not known."""
        day = start.astimezone(CHINA).date()
        if not self.knows(day):
            return None
        place = bisect_right(self._days, day) + days - 1
        return self._days[place] if place < len(self._days) else None

    def between(self, first: date, last: date) -> int | None:
        """How many working days lie after ``first`` up to and with ``last``; None where not known."""
        if not self.knows(first) or not self.knows(last):
            return None
        return bisect_right(self._days, last) - bisect_right(self._days, first)


def read(path: Path = FILE) -> Calendar:
    """The calendar of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    found, faults = check(Announced, document.data, document.lines)
    if found is None:
        raise ContentError(faults)
    try:
        return Calendar(found.years)
    except ValueError as error:
        raise ContentError([document.lines.fault(("years",), str(error))]) from error


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    """The calendar in force, read once."""
    return read()
