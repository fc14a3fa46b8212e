"""The city's days, whatever time zone the machine keeps: China Standard Time, one offset since 1991."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def day_of(moment: datetime) -> date:
    """The day on which a moment falls in the city."""
    return moment.astimezone(CHINA).date()


def today() -> date:
    """The day that it is in the city."""
    return day_of(datetime.now(UTC))
