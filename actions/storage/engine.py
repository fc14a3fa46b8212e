"""Engines for SQLite and PostgreSQL, with the settings that a small always-on service needs."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

#: Another process of ours may hold the write lock; its transactions are short.
BUSY_TIMEOUT_MS = 10_000

#: Execution option: a transaction that only reads does not ask SQLite for the write lock.
READ_ONLY = "reads_only"


def default_url(data_dir: Path) -> str:
    """The embedded database of an installation that sets no ``DATABASE_URL``."""
    return f"sqlite:///{data_dir / 'jishitong.db'}"


def parse_url(url: str) -> URL:
    """Read a database address; raises ``ValueError`` for anything but SQLite and PostgreSQL."""
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError as error:
        raise ValueError("数据库地址无法识别") from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise ValueError("SQLite 数据库须是一个文件")
        return parsed
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError("只支持 sqlite 和 postgresql")


def create_engine(url: str) -> Engine:
    """An engine for ``url``; makes the folder of a SQLite file."""
    parsed = parse_url(url)
    # hide_parameters: the text of an error must not carry what a resident wrote.
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
    Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(parsed, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own BEGIN comes late and never before DDL; we begin ourselves, see _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        # What is deleted is overwritten: a deleted conversation must not be readable in the file.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another process wrote in
    # between, whatever the busy timeout; taking the write lock first waits for it instead.
    deferred = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN DEFERRED" if deferred else "BEGIN IMMEDIATE")
