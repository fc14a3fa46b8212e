"""A function is a transaction: all of it or nothing, off the event loop, in order."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.storage.database import Database
from actions.storage.engine import default_url


def _create(connection: Connection) -> None:
    connection.execute(sa.text("CREATE TABLE things (id INTEGER PRIMARY KEY)"))


def _insert(connection: Connection, number: int, *, fail: bool = False) -> str:
    connection.execute(sa.text("INSERT INTO things VALUES (:number)"), {"number": number})
    if fail:
        raise LookupError
    return threading.current_thread().name


def _numbers(connection: Connection) -> list[int]:
    return list(connection.scalars(sa.text("SELECT id FROM things ORDER BY rowid")))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(default_url(tmp_path))
    await database.write(_create)
    yield database
    database.close()


async def test_writes_are_kept(database: Database) -> None:
    await database.write(_insert, 7)
    assert await database.read(_numbers) == [7]


async def test_a_failed_write_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError):
        await database.write(_insert, 7, fail=True)
    assert await database.read(_numbers) == []


async def test_work_runs_on_another_thread(database: Database) -> None:
    assert (await database.write(_insert, 1)).startswith("database")


async def test_many_writers_at_once_all_succeed(database: Database) -> None:
    await asyncio.gather(*(database.write(_insert, number) for number in range(50)))
    assert await database.read(_numbers) == list(range(50))


async def test_a_second_process_waits_for_the_write_lock(database: Database, tmp_path: Path) -> None:
    other = Database(default_url(tmp_path))
    await asyncio.gather(
        *(
            either.write(_insert, 100 + number)
            for number in range(20)
            for either in [(database, other)[number % 2]]
        )
    )
    other.close()
    assert len(await database.read(_numbers)) == 20
