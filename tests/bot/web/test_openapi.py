"""The published description is complete, and the API keeps to it whatever is sent."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from aiohttp.test_utils import TestServer
from hypothesis import HealthCheck, settings

from bot.web.app import create_app
from bot.web.openapi import openapi
from bot.web.settings import Settings
from tests.bot.web.conftest import Client
from tests.bot.web.fakes import FakeRasa, emergency
from tests.bot.web.live import LiveEdge

DOCUMENT = openapi(500)
PLENTY = "1000000/second"


async def test_the_document_is_published(edge: Client) -> None:
    response = await edge.get("/api/openapi.json")
    assert response.status == 200
    assert await response.json() == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1")


async def test_every_route_of_the_api_is_described(edge: Client) -> None:
    assert edge.app is not None
    routes = {
        (route.method.lower(), route.resource.canonical)
        for route in edge.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith(("/api/chat/", "/open311/"))
    }
    described = {
        (method, path)
        for path, methods in DOCUMENT["paths"].items()
        for method in methods
        if method != "parameters"
    }
    assert routes == described


def test_schemas_never_promise_null_where_fields_are_absent() -> None:
    reply = DOCUMENT["components"]["schemas"]["Reply"]
    assert set(reply["required"]) == {"id", "kind", "outcome", "text"}
    assert "null" not in json.dumps(reply)
    aspect = DOCUMENT["components"]["schemas"]["ServiceRef"]["properties"]["aspect"]
    assert {"type": "null"} in aspect["anyOf"]


class Live(LiveEdge):
    """With a dialogue server that answers the same to everything."""

    def __init__(self, data: Path) -> None:
        self._data = data
        super().__init__()

    def token(self) -> str:
        """The token of a new session."""
        request = urllib.request.Request(f"{self.url}/api/chat/sessions", method="POST")
        with urllib.request.urlopen(request, timeout=5) as answer:
            return str(json.load(answer)["token"])

    async def serve(self) -> None:
        async with TestServer(FakeRasa().app()) as rasa:
            environ = {
                "DATA_DIR": str(self._data),
                "RASA_URL": str(rasa.make_url("")),
                "RATE_LIMIT_MESSAGES": PLENTY,
                "RATE_LIMIT_SESSIONS": PLENTY,
                "RATE_LIMIT_CLIENT_MESSAGES": PLENTY,
            }
            await self.run(await create_app(Settings.read(environ), emergency))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with Live(tmp_path_factory.mktemp("live")) as live:
        yield live


api = schemathesis.openapi.from_dict(DOCUMENT)


# A stream that lasts for minutes is tested where it belongs, in test_events.py; what a photo is, no schema says.
@(
    api.exclude(path="/api/chat/events")
    .exclude(path="/api/chat/photos")
    .exclude(path_regex="^/open311/")
    .parametrize()
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_keeps_to_its_description(case: schemathesis.Case, live: Live) -> None:
    case.call_and_validate(base_url=live.url, headers={"Authorization": f"Bearer {live.token()}"})
