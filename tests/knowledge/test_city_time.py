"""Days of the city do not follow the machine."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge import city_time
from knowledge.city_time import day_of


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_of_the_city(moment: datetime, day: date) -> None:
    assert day_of(moment) == day


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_zone_of_the_machine_does_not_matter(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        before = datetime.now(UTC)
        found = city_time.today()
        assert found in {(one + timedelta(hours=8)).date() for one in (before, datetime.now(UTC))}
    finally:
        monkeypatch.undo()
        time.tzset()
