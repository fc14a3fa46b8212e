"""The dashboard's figures against a data set counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from actions.insight.counting import NO_TOPIC, Figures, counts_of, days_between, figures, percentile
from actions.insight.turns import turns
from tests.actions.insight.conftest import START, Ask

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 3)


@pytest.fixture
def counted(connection: Connection, ask: Ask) -> Figures:
    # Before midnight here, though a day later it is still the same day in London.
    ask("a", "身份证丢了", "answered", service="居民身份证补领", rating="up", seconds=1)
    ask("a", "要带啥", "answered", minutes=1, service="居民身份证补领", seconds=2)
    ask("a", "公交几点", "no_answer", minutes=2, rating="down", seconds=3)
    # After midnight here.
    ask("b", "补贴", "clarification", minutes=40, channel="embed", seconds=4)
    ask("b", "惠企政策", "answered", minutes=41, document="惠企政策清单", channel="embed", seconds=5)
    ask("b", "我要投诉", "collecting", minutes=42, seconds=6)
    ask("c", "着火了", "emergency", minutes=43, channel="plain", seconds=0)
    ask("c", "写首诗", "out_of_scope", minutes=44, seconds=7)
    # Outside the span.
    ask("d", "明天的问题", "answered", minutes=60 * 72)
    since = START - timedelta(hours=15, minutes=30) - timedelta(hours=8) + timedelta(hours=8)
    return figures(turns(connection, since - timedelta(hours=8), since + timedelta(hours=64)), FIRST, LAST)


def test_shares_leave_out_answers_to_forms(counted: Figures) -> None:
    shares = counted.shares
    assert shares.questions == 7
    assert shares.answered == pytest.approx(4 / 7)
    assert shares.clarified == pytest.approx(1 / 7)
    assert shares.refused == pytest.approx(2 / 7)
    assert (shares.up, shares.down, shares.satisfied) == (1, 1, 0.5)


def test_days_are_days_of_china_and_none_is_left_out(counted: Figures) -> None:
    days = [(day.day.day, day.questions, day.answered, day.clarified, day.refused) for day in counted.days]
    assert days == [(1, 3, 2, 0, 1), (2, 4, 2, 1, 1), (3, 0, 0, 0, 0)]
    assert [day.median_seconds for day in counted.days] == [2, 4.5, None]


def test_outcomes_topics_and_channels(counted: Figures) -> None:
    assert dict(counted.outcomes) == {
        "answered": 3, "no_answer": 1, "clarification": 1, "collecting": 1, "emergency": 1, "out_of_scope": 1,
    }  # fmt: skip
    assert counted.topics[:2] == [(NO_TOPIC, 4), ("居民身份证补领", 2)]
    assert ("惠企政策清单", 1) in counted.topics
    assert dict(counted.channels) == {"web": 3, "embed": 2, "plain": 2}


def test_waiting_is_that_of_all_turns(counted: Figures) -> None:
    assert counted.median_seconds == 3.5
    assert counted.slow_seconds == 7


def test_what_was_kept_of_deleted_turns_counts_like_the_rest(connection: Connection, ask: Ask) -> None:
    ask("a", "身份证丢了", "answered", service="居民身份证补领", rating="up")
    ask("b", "公交几点", "no_answer", rating="down", channel="embed")
    ask("b", "我要投诉", "collecting")
    every = turns(connection, START - timedelta(days=1), START + timedelta(days=1))
    whole, apart = figures(every, FIRST, LAST), figures(every[:1], FIRST, LAST, counts_of(every[1:]))
    assert (apart.shares, apart.outcomes, apart.topics, apart.channels) == (
        whole.shares, whole.outcomes, whole.topics, whole.channels,
    )  # fmt: skip
    assert [day.questions for day in apart.days] == [2, 0, 0]


def test_nothing_asked_gives_no_shares() -> None:
    empty = figures([], FIRST, LAST)
    assert (empty.shares.questions, empty.shares.answered, empty.shares.satisfied) == (0, None, None)
    assert len(empty.days) == 3
    assert empty.slow_seconds is None


@given(st.lists(st.floats(0, 1000), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_a_value_that_enough_do_not_exceed(values: list[float], rank: float) -> None:
    found = percentile(values, rank)
    assert found in values
    assert found is not None
    assert sum(value <= found for value in values) >= rank * len(values) - 1e-9


@given(st.dates(), st.integers(0, 800))
def test_days_between_has_each_day_once(first: date, length: int) -> None:
    last = first + timedelta(days=min(length, (date.max - first).days))
    days = days_between(first, last)
    assert days == sorted(set(days))
    assert (days[0], days[-1]) == (first, last)
