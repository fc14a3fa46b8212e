"""Ratings in the database, and their export; on SQLite and on PostgreSQL."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from actions.services import __main__ as command
from actions.services import ratings
from actions.services.database import RatingStore
from tests.actions.services.residents import NOW

LATER = NOW + timedelta(days=10)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with engine.begin() as connection:
        for service, score, at in [
            ("newborn", 5, NOW), ("newborn", 1, LATER), ("newborn", 3, NOW), ("id-card", 4, LATER),
        ]:  # fmt: skip
            ratings.add(connection, service, score, "chat", at)
        ratings.give_reason(connection, 2, "=太乱")
    return engine


def test_ratings_are_listed_newest_first(filled: Engine) -> None:
    with filled.connect() as connection:
        assert [row.number for row in ratings.ratings(connection)] == [4, 2, 3, 1]
        assert [row.number for row in ratings.ratings(connection, service="newborn", limit=2)] == [2, 3]
        assert [row.number for row in ratings.ratings(connection, scores=ratings.POOR)] == [2]
        assert [row.number for row in ratings.ratings(connection, since=LATER)] == [4, 2]
        (poor,) = ratings.ratings(connection, scores=[1])
    assert (poor.service, poor.reason, poor.channel, poor.at) == ("newborn", "=太乱", "chat", LATER)


def test_ratings_are_summed_up_by_service(filled: Engine) -> None:
    with filled.connect() as connection:
        newborn, card = ratings.summaries(connection)
        assert [row.service for row in ratings.summaries(connection, LATER)] == ["id-card", "newborn"]
    assert (newborn.service, newborn.counts, newborn.total, newborn.poor) == (
        "newborn",
        (1, 0, 1, 0, 1),
        3,
        1,
    )
    assert newborn.satisfied == pytest.approx(2 / 3)
    assert card.counts == (0, 1, 0, 0, 0)


def test_a_score_is_one_of_five(engine: Engine) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        ratings.add(connection, "newborn", 6, "chat", NOW)


def test_the_store_replaces_a_rating_and_its_reason(engine: Engine) -> None:
    store = RatingStore(engine)
    number = store.rate("newborn", 1, NOW, None)
    store.reason(number, "看不懂")
    assert store.rate("newborn", 4, LATER, number) == number
    assert store.rate("newborn", 5, LATER, 99) != number
    with engine.connect() as connection:
        rows = {row.number: row for row in ratings.ratings(connection)}
    assert (rows[number].score, rows[number].reason, rows[number].at) == (4, None, LATER)
    assert len(rows) == 2


def test_the_command_writes_csv(
    filled: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert command.main(["ratings", "--csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == ["时间", "事项", "等级", "原因", "渠道"]
    assert rows[2] == ["2026-05-11T08:30:00+00:00", "newborn", "非常不满意", "'=太乱", "chat"]
    assert len(rows) == 5


def test_the_command_sums_up(
    filled: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert command.main(["ratings"]) == 0
    assert "newborn\t1\t0\t1\t0\t1\t1\t66.7%" in capsys.readouterr().out


def test_the_command_says_when_there_is_no_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert command.main(["ratings"]) == 1
    assert "请检查 DATABASE_URL 和 DATA_DIR" in capsys.readouterr().err


def test_the_command_says_when_there_are_none(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert command.main(["ratings"]) == 0
    assert "还没有评价" in capsys.readouterr().out
