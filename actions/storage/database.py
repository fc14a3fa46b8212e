"""Transactions run off the event loop: a function that takes a connection is one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import Connection

from actions.storage.engine import READ_ONLY, create_engine

#: PostgreSQL serves several connections; SQLite has one writer, and its reads take microseconds,
#: so that one thread in order is both the simplest and the fastest way.
POSTGRESQL_THREADS = 8

P = ParamSpec("P")
T = TypeVar("T")


class Database:
    """An engine with threads of its own."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        threads = 1 if self._engine.dialect.name == "sqlite" else POSTGRESQL_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database")

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work`` in a transaction that only reads."""

        def transaction() -> T:
            with self._engine.connect().execution_options(**{READ_ONLY: True}) as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work`` in a transaction that is committed when it returns."""

        def transaction() -> T:
            with self._engine.begin() as connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)

    def close(self) -> None:
        """Wait for transactions under way and close all connections."""
        self._threads.shutdown(wait=True)
        self._engine.dispose()
