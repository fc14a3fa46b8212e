"""Conversations are found by outcome, topic, rating and date, and read masked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Connection

from actions.insight.conversations import Filter, found, lines
from tests.actions.insight.conftest import START, Ask


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Filter(), ["b", "a"]),
        (Filter(outcome="no_answer"), ["b"]),
        (Filter(topic="身份证"), ["a"]),
        (Filter(topic="公交"), ["b"]),
        (Filter(topic="100%"), []),
        (Filter(rating="down"), ["b"]),
        (Filter(since=START + timedelta(minutes=30)), ["b"]),
        (Filter(until=START + timedelta(minutes=30)), ["a"]),
        (Filter(outcome="answered", since=START + timedelta(minutes=30)), []),
    ],
)
def test_filters(connection: Connection, ask: Ask, wanted: Filter, ids: list[str]) -> None:
    ask("a", "丢了咋办", "answered", service="居民身份证补领")
    ask("b", "公交几点", "no_answer", minutes=60, rating="down", reason="没答")
    listed, total = found(connection, wanted, 0, 50)
    assert ([one.id for one in listed], total) == (ids, len(ids))


def test_a_conversation_is_read_with_ratings_and_masked(connection: Connection, ask: Ask) -> None:
    ask("a", "我的号码13812345678", "no_answer", rating="down", reason="打13812345678")
    asked, answered, second = lines(connection, "a")
    assert asked.text == "我的号码138****5678"
    assert (answered.rating, answered.reason, second.rating) == ("down", "打138****5678", None)
    ((listed,), _) = found(connection, Filter(), 0, 50)
    assert (listed.first, listed.turns, listed.down) == ("我的号码138****5678", 1, 1)
    assert lines(connection, "nobody") == []
