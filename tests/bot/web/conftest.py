"""An edge with a fake dialogue server behind it, on loopback ports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient, AiohttpServer

from bot.web.app import create_app
from bot.web.settings import Settings
from tests.bot.web.fakes import Clock, FakeActions, FakeRasa, Resident, emergency

Client = TestClient[web.Request, web.Application]
StartEdge = Callable[..., Awaitable[Client]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
def actions() -> FakeActions:
    return FakeActions()


@pytest.fixture
def start_edge(
    aiohttp_client: AiohttpClient,
    aiohttp_server: AiohttpServer,
    tmp_path: Path,
    rasa: FakeRasa,
    actions: FakeActions,
    clock: Clock,
) -> StartEdge:
    """Starts an edge with the settings given, as environment variables."""

    async def start(**environ: str) -> Client:
        servers = [await aiohttp_server(fake.app()) for fake in (rasa, actions)]
        defaults = {
            "DATA_DIR": str(tmp_path),
            "RASA_URL": str(servers[0].make_url("")),
            "ACTIONS_URL": str(servers[1].make_url("")),
        }
        app = await create_app(Settings.read({**defaults, **environ}), emergency, clock)
        client: Any = await aiohttp_client(app)
        return client

    return start


@pytest.fixture
async def edge(start_edge: StartEdge) -> Client:
    return await start_edge()


@pytest.fixture
async def resident(edge: Client) -> Resident:
    """Somebody who has just opened the page."""
    someone = Resident(edge)
    await someone.open()
    return someone
