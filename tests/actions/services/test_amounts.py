"""Amounts in words, and options that are ranges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.services.amounts import Range, amounts, number, option_for, range_of
from knowledge.formats.service import Option
from tests.actions.services.test_options import SERVICES, question

DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """A number below 100 as it is said."""
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (
        DIGITS[ones] if ones or not tens else ""
    )


@given(st.integers(0, 99))
def test_chinese_numbers(value: int) -> None:
    assert number(chinese(value)) == value
    assert number(str(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("交了二十八年", 28), ("两年半", 2.5), ("半年", 0.5), ("6个月", 0.5), ("十三年多", 13), ("不到15年", 14.99),
        ("17岁", 17), ("4.5吨", 4.5), ("一百零五年", 105),
    ],
)  # fmt: skip
def test_an_amount_is_read(text: str, value: float) -> None:
    (found,) = amounts(text)
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize("text", ["2024年生的", "好几年", "", "年", "第一个"])
def test_what_is_no_amount(text: str) -> None:
    assert list(amounts(text)) == []


@pytest.mark.parametrize(
    ("title", "low", "high"),
    [
        ("满15年", 15, float("inf")), ("不满15年", 0, 15), ("满5年不足10年", 5, 10), ("10年以上", 10, float("inf")),
        ("4.5吨及以下", 0, 4.51), ("4.5吨以上、不到12吨", 4.51, 12), ("12吨及以上", 12, float("inf")),
    ],
)  # fmt: skip
def test_a_title_is_a_range(title: str, low: float, high: float) -> None:
    found = range_of(Option(id="a", title=title))
    assert isinstance(found, Range)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("title", ["公司", "2024年", "2025年1月1日以后"])
def test_a_title_without_amounts_is_no_range(title: str) -> None:
    assert range_of(Option(id="a", title=title)) is None


@pytest.mark.parametrize(
    ("years", "option"),
    [
        (0, "under-one"),
        (1, "one-to-five"),
        (4, "one-to-five"),
        (5, "five-to-ten"),
        (10, "ten-plus"),
        (37, "ten-plus"),
    ],
)
def test_ranges_leave_no_hole(years: int, option: str) -> None:
    assert option_for(question("unemployment-benefit", "years"), f"{chinese(years)}年") == option


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert all(found.value >= -1 for found in amounts(text))
    for asked in SERVICES["unemployment-benefit"].questions:
        assert option_for(asked, text) in {None, *(option.id for option in asked.options)}
