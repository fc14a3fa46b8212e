from __future__ import annotations

import math

import pytest

from actions.bench.rows import Row, percentile, ratio, table


@pytest.mark.parametrize(
    ("value", "target", "higher", "reached"),
    [
        (3.0, 3.0, True, True),
        (2.9, 3.0, True, False),
        (1.3, 1.3, False, True),
        (1.31, 1.3, False, False),
        (0.0, None, True, True),
        (math.nan, 3.0, True, False),
        (math.nan, 3.0, False, False),
    ],
)
def test_a_target_is_reached_or_not(value: float, target: float | None, higher: bool, reached: bool) -> None:
    assert Row("节", "名", value, "×", target, higher).reached is reached


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5.0], 0.5, 5.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([4.0, 1.0, 3.0, 2.0], 0.95, 4.0),
        ([float(at) for at in range(1, 101)], 0.95, 95.0),
        ([float(at) for at in range(1, 101)], 0.99, 99.0),
        ([2.0, 1.0], 0.0, 1.0),
    ],
)
def test_percentiles_are_measured_values(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_nothing_measured_is_not_a_figure() -> None:
    assert math.isnan(percentile([], 0.5))
    assert math.isnan(ratio(1, 0))
    assert ratio(3, 2) == 1.5


def test_the_table_names_sections_once_and_says_what_is_missed() -> None:
    rows = [
        Row("并发", "吞吐", 27.71, "条/秒"),
        Row("并发", "倍数", 2.5, "×", 3),
        Row("内存", "倍数", 1.2, "×", 1.3, higher_is_better=False),
        Row("内存", "多", 123456.7, "MiB"),
        Row("内存", "没有", math.nan),
    ]
    lines = table(rows).splitlines()
    assert lines[0] == "── 并发"
    assert lines[1].split() == ["吞吐", "27.7", "条/秒"]
    assert lines[2].split() == ["倍数", "2.5", "×", "≥", "3", "未达到"]
    assert lines[3] == "── 内存"
    assert lines[4].split() == ["倍数", "1.2", "×", "≤", "1.3", "达到"]
    assert lines[5].split() == ["多", "123457", "MiB"]
    assert lines[6].split() == ["没有", "nan"]
