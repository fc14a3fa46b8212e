"""Ended conversations lose what leads to a person, and go when their time is over; on both databases."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from actions.insight import results, retention, tally, tracker
from actions.insight.clustering import clusters, open_questions, wordings
from actions.insight.counting import Count
from actions.insight.tables import insight_days
from actions.insight.turns import turns
from actions.staff import audit
from actions.staff.audit import Filter
from actions.storage.chat import chat_messages, chat_sessions, chat_turns
from knowledge.city_time import day_of
from tests.actions.insight.conftest import START, Ask

IDLE, LONGEST, KEPT = timedelta(hours=1), timedelta(days=1), timedelta(days=90)


def count(connection: Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def end(connection: Connection, minutes: float, kept: timedelta = KEPT) -> int:
    return retention.end_expired(connection, START + timedelta(minutes=minutes), IDLE, LONGEST, kept)


def test_an_ended_conversation_is_nobodys(connection: Connection, ask: Ask) -> None:
    ask("a", "身份证丢了", "answered")
    ask("b", "还在问", "answered", minutes=30)
    assert end(connection, 61) == 1
    rows = {row.id: row for row in connection.execute(sa.select(chat_sessions))}
    assert (rows["a"].token_hash, rows["a"].sender) != ("h-a", "s-a")
    assert rows["a"].ended_at is not None
    assert (rows["b"].token_hash, rows["b"].sender, rows["b"].ended_at) == ("h-b", "s-b", None)
    assert retention.to_forget(connection) == ["s-a"]
    assert end(connection, 62) == 0


def test_what_was_kept_long_enough_is_deleted(connection: Connection, ask: Ask) -> None:
    ask("a", "身份证丢了", "answered")
    assert end(connection, 61) == 1
    assert end(connection, 90 * 24 * 60 - 1) == 0
    assert count(connection, chat_messages) == 3
    assert end(connection, 90 * 24 * 60 + 1) == 0
    assert [count(connection, table) for table in (chat_sessions, chat_turns, chat_messages)] == [0, 0, 0]


def test_counts_of_the_days_stay_without_any_words(connection: Connection, ask: Ask) -> None:
    ask("a", "狗丢了谁管", "no_answer", rating="down", reason="没有用")
    ask("b", "身份证丢了", "answered", service="居民身份证补领")
    ask("c", "我自己删的", "answered")
    retention.remove(connection, "c", START)
    day = day_of(START)
    assert tally.kept(connection, day, day) == []
    # The one after the other, so that the second is added to the first.
    end(connection, 61)
    connection.execute(
        sa.update(chat_sessions).where(chat_sessions.c.id == "b").values(ended_at=START + timedelta(days=1))
    )
    end(connection, 90 * 24 * 60 + 61)
    end(connection, 92 * 24 * 60)
    assert count(connection, chat_turns) == 0
    assert sorted(tally.kept(connection, day, day)) == [
        Count(day, "answered", "居民身份证补领", "web", None, 1), Count(day, "no_answer", None, "web", "down", 1),
    ]  # fmt: skip
    assert "狗" not in str(connection.execute(sa.select(insight_days)).all())
    assert "没有用" not in str(connection.execute(sa.select(insight_days)).all())


@pytest.mark.parametrize("kept", [timedelta(0), KEPT])
def test_a_session_in_which_nothing_was_said_is_not_kept(connection: Connection, kept: timedelta) -> None:
    values = {"id": "a", "token_hash": "h", "sender": "s", "created_at": START, "used_at": START}
    connection.execute(sa.insert(chat_sessions).values(**values))
    assert end(connection, 61, kept) == 1
    assert count(connection, chat_sessions) == 0


def test_a_deleted_conversation_is_gone_at_once_and_forgotten_twice(connection: Connection, ask: Ask) -> None:
    ask("a", "身份证丢了", "answered", rating="up")
    ask("b", "别人的", "answered")
    assert retention.remove(connection, "a", START) == "s-a"
    assert retention.remove(connection, "a", START) is None
    assert [count(connection, table) for table in (chat_sessions, chat_turns, chat_messages)] == [1, 1, 3]
    retention.forgotten(connection, ["s-a"], START + timedelta(minutes=9))
    assert retention.to_forget(connection) == ["s-a"]
    retention.forgotten(connection, ["s-a"], START + timedelta(minutes=10))
    assert retention.to_forget(connection) == []


def test_a_deleted_question_is_gone_from_the_work_lists_unless_somebody_else_asked_it(
    connection: Connection, ask: Ask
) -> None:
    ask("a", "狗丢了谁管", "no_answer", rating="down", reason="没有用")
    ask("a", "狗证在哪办", "no_answer")
    ask("b", "狗证在哪办", "no_answer")
    turns_ = turns(connection, START - timedelta(days=1), START + timedelta(days=1))
    groups = clusters(
        wordings(open_questions(turns_), {}), lambda texts: np.ones((len(texts), 2), np.float32)
    )
    results.keep(connection, "questions", {"unanswered": groups, "rated": []}, START)
    assert [group["title"] for group in groups] == ["狗证在哪办"]
    retention.remove(connection, "a", START)
    (left,) = results.kept(connection, "questions").content["unanswered"]  # type: ignore[union-attr]
    assert (left["examples"], len(left["keys"]), left["reasons"]) == (["狗证在哪办"], 1, [])
    end(connection, 61, timedelta(0))
    assert results.kept(connection, "questions").content["unanswered"] == []  # type: ignore[union-attr]


def test_what_staff_say_of_a_question_goes_on_record_without_its_words(connection: Connection) -> None:
    results.mark(connection, [results.key_of("狗丢了谁管")], results.DONE, START, "editor")
    (entry,), _ = audit.entries(connection, Filter(action="question.mark"), 0, 5)
    assert "狗" not in str(entry)


def test_the_dialogue_servers_store_loses_the_events_of_these_and_no_others(engine: Engine) -> None:
    with engine.begin() as connection:
        assert tracker.forget(connection, ["a"]) == 0
        connection.execute(sa.text("CREATE TABLE events (id INTEGER, sender_id VARCHAR(255))"))
        many = [{"id": number, "sender": f"s{number}"} for number in range(1203)]
        connection.execute(sa.text("INSERT INTO events VALUES (:id, :sender)"), many)
        assert tracker.forget(connection, [f"s{number}" for number in range(1, 1203)]) == 1202
        assert connection.scalar(sa.text("SELECT sender_id FROM events")) == "s0"


def test_a_store_that_is_not_there_yet_is_not_made_by_asking(tmp_path: object) -> None:
    url = tracker.tracker_url(f"{tmp_path}/conversations.sqlite")
    assert not tracker.exists(url)
    assert tracker.exists("postgresql://u@h/d")
    assert tracker.tracker_url("postgresql://u@h/d") == "postgresql://u@h/d"
