from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importing.validity import repealed, validity


def values(text, issued=""):
    return {field: finding.value for field, finding in validity(text, issued).items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本办法自2026年4月1日起施行，有效期5年。", {"effective": "2026-04-01", "expires": "2031-03-31"}),
        ("本通知自2024年3月4日起施行。有效期五年。", {"effective": "2024-03-04"}),
        (
            "第二十三条 本办法自2019年2月1日实施，有效期5年。",
            {"effective": "2019-02-01", "expires": "2024-01-31"},
        ),
        (
            "本办法自印发之日起施行，有效期至2026年12月31日。",
            {"effective": "2026-01-05", "expires": "2026-12-31"},
        ),
        ("本细则自印发之日起实施，有效期五年。", {"effective": "2026-01-05", "expires": "2031-01-04"}),
        (
            "本办法自 2026 年 4 月 1 日 起施行，有效期 5 年。",
            {"effective": "2026-04-01", "expires": "2031-03-31"},
        ),
        (
            "本方案自 2026 年 1 月 1 日起施行，至 2027 年 12 月 31 日止。",
            {"effective": "2026-01-01", "expires": "2027-12-31"},
        ),
        ("本规定自二〇二六年七月一日起施行。", {"effective": "2026-07-01"}),
        (
            "本方案自2026年1月1日起施行，至2027年12月31日止。",
            {"effective": "2026-01-01", "expires": "2027-12-31"},
        ),
        ("本方案自2026年1月1日起试行，试行期两年。", {"effective": "2026-01-01", "expires": "2027-12-31"}),
        ("本决定自2024年2月29日起施行，有效期1年。", {"effective": "2024-02-29", "expires": "2025-02-27"}),
        ("《某办法》自2020年1月1日起施行，有效期5年。", {}),
        ("居住证在有效期5年内可以使用。", {}),
        ("本办法自近日起施行。", {}),
    ],
)
def test_closing_articles(text, found):
    assert values(text, "2026-01-05") == found


def test_the_day_of_issue_that_is_unknown_is_not_guessed():
    assert values("本办法自印发之日起施行，有效期5年。") == {}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 50))
def test_the_last_day_is_a_day_before_the_anniversary(day, years):
    found = values(f"本办法自{day.year}年{day.month}月{day.day}日起施行，有效期{years}年。")
    last = date.fromisoformat(found["expires"]) + timedelta(days=1)
    assert (last.year, last.month) == (day.year + years, day.month)
    assert last.day == day.day or (day.month == 2 and day.day == 29)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《某办法》（某政〔2021〕9号）同时废止。", ["某政〔2021〕9号"]),
        ("原《甲办法》同时废止。", ["甲办法"]),
        (
            "《甲办法》（某政〔2021〕9号）、《乙办法》（某政[2020]3号）和《丙办法》同时废止。",
            ["某政〔2021〕9号", "某政〔2020〕3号", "丙办法"],
        ),
        ("《关于印发〈甲办法〉的通知》自行废止。", ["关于印发〈甲办法〉的通知"]),
        ("《关于印发《甲办法》的通知》（某民〔2017〕384号）同时废止。", ["某民〔2017〕384号"]),
        ("根据《废止条例》办理。", []),
        ("《甲办法》继续有效。", []),
    ],
)
def test_what_is_repealed(text, found):
    assert [finding.value for finding in repealed(text)] == found


@given(st.text("《》（）〔〕、和同时废止甲乙2021号本办法自年月日起施行有效期至五", max_size=120))
def test_any_text_gives_well_formed_values(text):
    assert all(len(value) == 10 for value in values(text).values())
    assert all(finding.value.strip() for finding in repealed(text))
