"""A migrated database of each kind, in one transaction at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from actions.staff import accounts
from actions.staff.accounts import Account, Details
from actions.storage.engine import create_engine

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
Do = Callable[..., Any]


@pytest.fixture
def do(database_url: str) -> Iterator[Do]:
    """Runs a function of the core as a transaction of its own."""
    engine = create_engine(database_url)

    def run(work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with engine.begin() as connection:
            return work(connection, *args, **options)

    yield run
    engine.dispose()


@pytest.fixture
def admin(do: Do) -> Account:
    """An administrator."""
    account: Account = do(accounts.add, "root", Details("管理员", ("administrator",)), NOW, "system", "hash")
    return account


@pytest.fixture
def editor(do: Do) -> Account:
    """An editor."""
    account: Account = do(accounts.add, "zhang", Details("张编辑", ("editor",)), NOW, "root", "hash")
    return account
