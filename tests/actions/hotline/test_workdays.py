"""Working days follow the announced holidays; a year not announced is never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline.workdays import calendar, read
from knowledge.city_time import CHINA
from knowledge.errors import ContentError

CALENDAR = calendar()
days = st.dates(date(2025, 1, 1), date(2026, 10, 31))


def test_every_day_agrees_with_an_independent_list() -> None:
    start = date(2025, 1, 1)
    every = [start + timedelta(step) for step in range(730)]
    assert [day for day in every if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # A Monday: five working days on is the Monday after.
        ("2026-03-02T09:00", 5, date(2026, 3, 9)),
        # Late in the evening in China is still the same day, whatever UTC says.
        ("2026-03-02T23:59", 1, date(2026, 3, 3)),
        ("2026-09-30T09:00", 1, date(2026, 10, 8)),
        # Accepted on the Saturday worked for the holiday.
        ("2026-02-14T09:00", 1, date(2026, 2, 24)),
        ("2026-02-14T09:00", 5, date(2026, 2, 28)),
        # A Sunday counts from Monday on.
        ("2026-03-01T09:00", 1, date(2026, 3, 2)),
    ],
)
def test_a_limit_ends_on_a_working_day(start: str, count: int, due: date) -> None:
    assert CALENDAR.due(datetime.fromisoformat(start).replace(tzinfo=CHINA), count) == due


def test_a_limit_into_a_year_not_announced_has_no_date() -> None:
    assert CALENDAR.due(datetime(2026, 12, 30, 1, tzinfo=UTC), 1) == date(2026, 12, 31)
    assert CALENDAR.due(datetime(2026, 12, 30, 1, tzinfo=UTC), 2) is None
    assert CALENDAR.due(datetime(2027, 1, 4, 1, tzinfo=UTC), 1) is None
    assert CALENDAR.between(date(2026, 12, 1), date(2027, 1, 1)) is None
    with pytest.raises(ValueError, match="2027 年的放假安排待公布"):
        CALENDAR.is_workday(date(2027, 1, 1))


@given(days, st.integers(1, 30))
def test_due_and_between_agree(day: date, count: int) -> None:
    due = CALENDAR.due(datetime(day.year, day.month, day.day, 12, tzinfo=CHINA), count)
    assert due is not None
    assert CALENDAR.is_workday(due)
    assert CALENDAR.between(day, due) == count


@given(days, st.integers(1, 29))
def test_a_day_more_is_due_later(day: date, count: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    sooner, later = CALENDAR.due(start, count), CALENDAR.due(start, count + 1)
    assert sooner is not None
    assert later is not None
    assert sooner < later


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("years: {}", "至少"),
        ("years:\n  2026:\n    holidays: []\n    workdays: []", "至少要有 1 项"),
        (
            "years:\n  2026:\n    holidays: [{name: 元旦, first: 2026-01-03, last: 2026-01-01}]\n    workdays: []",
            "最后一天",
        ),
        (
            "years:\n  2026:\n    holidays: [{name: 元旦, first: 2025-01-01, last: 2025-01-01}]\n    workdays: []",
            "不在 2026 年",
        ),
        (
            "years:\n  2026:\n    holidays: [{name: 元旦, first: 2026-01-01, last: 2026-01-04}]\n"
            "    workdays: [2026-01-04]",
            "既是放假又是补班",
        ),
        (
            "years:\n  2026:\n    holidays: [{name: 元旦, first: 2026-01-01, last: 2026-01-01}]\n"
            "    workdays: [2026-01-05]",
            "不是周末",
        ),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "holidays.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read(file)
    assert f"{file}:" in str(raised.value)
    assert message in str(raised.value)
