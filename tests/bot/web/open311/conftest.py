"""An edge on each database, with an API key for one other system."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.hotline import keys
from actions.storage.engine import create_engine
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.open311.client import GeoReport


def new_key(url: str, name: str = "测试系统") -> str:
    """An API key in a database."""
    engine = create_engine(url)
    with engine.begin() as connection:
        key = keys.add(connection, name, datetime.now(UTC))
    engine.dispose()
    return key


@pytest.fixture
async def open311(start_edge: StartEdge, sqlite_url: str) -> GeoReport:
    """A JSON client with a key."""
    client: Client = await start_edge(DATABASE_URL=sqlite_url)
    return GeoReport(client, "json", new_key(sqlite_url))
