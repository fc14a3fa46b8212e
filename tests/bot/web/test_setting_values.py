"""Each kind of setting takes what is meant and refuses the rest with a Chinese sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.web import setting_values as values


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (values.whole(1, 9), "9", 9),
        (values.decimal(0.1, 9), "2.5", 2.5),
        (values.flag, "1", True),
        (values.flag, "0", False),
        (values.level, "debug", "DEBUG"),
        (values.host, "0.0.0.0", "0.0.0.0"),
        (values.host, "::1", "::1"),
        (values.host, "localhost", "localhost"),
        (values.http_url, "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        (values.origins, "无", frozenset()),
        (
            values.origins,
            "https://A.gov.cn, https://b.gov.cn:8443,",
            frozenset({"https://a.gov.cn", "https://b.gov.cn:8443"}),
        ),
    ],
)
def test_good_values(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (values.whole(1, 9), "10"),
        (values.whole(1, 9), "-1"),
        (values.whole(1, 9), "１"),
        (values.whole(1, 9), "1.0"),
        (values.decimal(0.1, 9), "nan"),
        (values.decimal(0.1, 9), "inf"),
        (values.decimal(0.1, 9), "soon"),
        (values.flag, "yes"),
        (values.level, "TRACE"),
        (values.host, "not a host"),
        (values.rate, "30"),
        (values.rate, "30/fortnight"),
        (values.rate, "0/minute"),
        (values.rate, "many/minute"),
        (values.http_url, "ftp://host"),
        (values.http_url, "http://host/path"),
        (values.http_url, "http://user:secret@host"),
        (values.http_url, "http://host:99999"),
        (values.http_url, "http://[::1"),
        (values.origins, "https://a.gov.cn/page"),
        (values.origins, "*"),
        (values.database_url, "mysql://host/name"),
    ],
)
def test_bad_values(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"[一-鿿]"):
        read(text)


@settings(deadline=None)
@given(st.integers(1, 10**8), st.sampled_from(["second", "minute", "hour", "day"]))
def test_rates_are_read_as_written(amount: int, unit: str) -> None:
    seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}[unit]
    rate = values.rate(f"{amount}/{unit}")
    assert (rate.amount, rate.get_expiry()) == (amount, seconds)


@settings(deadline=None)
@given(st.integers(), st.integers(0, 1000), st.integers(1001, 5000))
def test_whole_numbers_stay_within_bounds(number: int, low: int, high: int) -> None:
    read = values.whole(low, high)
    if low <= number <= high:
        assert read(str(number)) == number
    else:
        with pytest.raises(ValueError, match="整数"):
            read(str(number))
