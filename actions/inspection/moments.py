"""Moments as residents of Henan read them."""

from __future__ import annotations

from datetime import UTC, datetime

from knowledge.city_time import CHINA, day_of


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """First moment of a year in China, and of the next."""
    return datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)


def in_words(moment: datetime) -> str:
    """3月2日 09:30, with the year where it helps nobody to leave it out."""
    here = moment.astimezone(CHINA)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"


def window_in_words(start: datetime, end: datetime) -> str:
    """2026年3月2日 09:30—11:30; both days where they differ."""
    last = f"{end.astimezone(CHINA):%H:%M}" if day_of(start) == day_of(end) else in_words(end)
    return f"{in_words(start)}—{last}"
