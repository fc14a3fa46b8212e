"""Databases for all tests: ``database_url`` runs a test on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.storage.engine import default_url
from actions.storage.migrations import upgrade
from tests.postgresql.server import BINARIES, Server, installed


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server for the whole run. Where CI runs, it must be there."""
    if not installed():
        message = f"没有 PostgreSQL({BINARIES})"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    server = Server()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgresql_template(postgresql: Server) -> str:
    """A migrated database that others are copied from."""
    name = postgresql.create()
    upgrade(postgresql.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    folder = tmp_path_factory.mktemp("sqlite")
    upgrade(default_url(folder))
    return folder / "jishitong.db"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test alone."""
    shutil.copy(sqlite_template, tmp_path / "jishitong.db")
    return default_url(tmp_path)


@pytest.fixture
def postgresql_url(postgresql: Server, postgresql_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test alone."""
    name = postgresql.create(postgresql_template)
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test alone, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
