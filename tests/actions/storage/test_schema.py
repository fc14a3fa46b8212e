"""Moments keep their time zone in every database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from actions.storage.engine import create_engine, default_url
from actions.storage.schema import UtcDateTime

moments = sa.Table("moments", sa.MetaData(), sa.Column("at", UtcDateTime))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(default_url(tmp_path))
    moments.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_a_moment_comes_back_in_utc(engine: Engine) -> None:
    here = datetime(2026, 3, 2, 16, 30, tzinfo=timezone(timedelta(hours=8)))
    with engine.begin() as connection:
        connection.execute(sa.insert(moments).values(at=here))
        found = connection.scalar(sa.select(moments.c.at))
    assert found == here
    assert found is not None
    assert found.tzinfo is UTC


def test_a_missing_moment_stays_missing(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.insert(moments).values(at=None))
        assert connection.scalar(sa.select(moments.c.at)) is None


def test_a_moment_without_time_zone_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(sa.exc.StatementError, match="time zone"):
        connection.execute(sa.insert(moments).values(at=datetime(2026, 3, 2)))
