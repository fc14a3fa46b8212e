from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importing.numbering import Level, Numbering, chinese
from knowledge.importing.structure import count_of


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (10_000, "10000"),
        (0, "0"),
    ],
)
def test_chinese_numbers(number, words):
    assert chinese(number) == words


@given(st.integers(1, 9999))
def test_chinese_numbers_are_read_back(number):
    assert count_of(chinese(number)) == number


def test_levels_are_counted_apart_and_begin_anew_below_a_new_number():
    levels = (Level("chineseCounting", "%1、", 1), Level("decimal", "%1.%2", 1))
    numbering = Numbering({"1": levels})
    shown = [numbering.label("1", depth) for depth in (0, 1, 1, 0, 1)]
    assert shown == ["一、", "一.1", "一.2", "二、", "二.1"]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("decimal", "4"), ("chineseCounting", "四"), ("lowerLetter", "d"), ("upperLetter", "D"), ("lowerRoman", "iv"),
        ("upperRoman", "IV"), ("decimalEnclosedCircle", "④"), ("anything", "4"),
    ],
)  # fmt: skip
def test_forms(form, shown):
    assert Level(form, "%1", 1).shown(4) == shown


def test_bullets_and_lists_that_are_not_there():
    numbering = Numbering({"1": (Level("bullet", "", 1), Level("none", "", 1))})
    assert [numbering.label("1", 0), numbering.label("1", 1), numbering.label("1", 5), numbering.label("9", 0)] == [
        "-", "", "", "",
    ]  # fmt: skip
