"""Stand-ins for the dialogue server and the action server, and a client that speaks the chat API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

ANSWER: dict[str, Any] = {
    "kind": "answer",
    "outcome": "answered",
    "text": "补领身份证要带居民户口簿。",
    "sources": [{"document": "shenfenzheng-fa", "title": "中华人民共和国居民身份证法"}],
    "service": {"id": "shenfenzheng-buling", "name": "居民身份证补领", "aspect": "materials"},
}

EMERGENCY: dict[str, Any] = {
    "kind": "contact",
    "outcome": "emergency",
    "text": "请马上拨打 119 报火警。",
    "choices": [],
    "contacts": [{"title": "火警", "number": "119"}],
}


def emergency(text: str) -> dict[str, Any] | None:
    """The real one is tested where it lives; here a word is enough."""
    return dict(EMERGENCY) if "着火" in text else None


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


class FakeRasa:
    """The dialogue server's REST channel, with what it answers under the test's control."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.answer: Callable[[dict[str, Any]], web.Response] = self.custom(ANSWER)
        #: Holds answers back until it is set.
        self.gate = asyncio.Event()
        self.gate.set()
        self.arrived = asyncio.Event()
        self.alive = True
        self.under_way = 0
        self.most_at_once = 0

    @property
    def texts(self) -> list[str]:
        """What residents said, probes left out."""
        return [message["message"] for message in self.messages if "probe" not in message["metadata"]]

    @staticmethod
    def custom(*replies: dict[str, Any]) -> Callable[[dict[str, Any]], web.Response]:
        """Answer with replies of the contract."""
        return lambda message: web.json_response(
            [{"recipient_id": message["sender"], "custom": reply} for reply in replies]
        )

    @staticmethod
    def raw(body: str, status: int = 200) -> Callable[[dict[str, Any]], web.Response]:
        """Answer with exactly this."""
        return lambda _message: web.Response(text=body, status=status, content_type="application/json")

    def app(self) -> web.Application:
        """The server."""
        app = web.Application()
        app.add_routes(
            [web.post("/webhooks/rest/webhook", self._hook), web.get("/webhooks/rest/", self._health)]
        )
        return app

    async def _hook(self, request: web.Request) -> web.Response:
        message = await request.json()
        self.messages.append(message)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        self.arrived.set()
        try:
            await self.gate.wait()
        finally:
            self.under_way -= 1
        return self.answer(message)

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"}, status=200 if self.alive else 500)


class FakeActions:
    """The action server's health address."""

    def __init__(self) -> None:
        self.alive = True

    def app(self) -> web.Application:
        """The server."""
        app = web.Application()
        app.add_routes([web.get("/health", self._health)])
        return app

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"}, status=200 if self.alive else 500)


@dataclass
class Resident:
    """Somebody in conversation with the edge."""

    client: TestClient[web.Request, web.Application]
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def open(self) -> dict[str, Any]:
        """Start a session."""
        response = await self.client.post("/api/chat/sessions", headers=self.headers)
        assert response.status == 201, await response.text()
        opened: dict[str, Any] = await response.json()
        self.token = opened["token"]
        return opened

    async def send(self, text: str, message_id: str | None = None) -> ClientResponse:
        """Send a message; the raw response."""
        body = {"text": text} if message_id is None else {"text": text, "message_id": message_id}
        return await self.call("POST", "/api/chat/messages", json=body)

    async def ask(self, text: str, message_id: str | None = None) -> dict[str, Any]:
        """Send a message that is answered."""
        response = await self.send(text, message_id)
        assert response.status == 200, await response.text()
        answered: dict[str, Any] = await response.json()
        return answered

    async def transcript(self) -> list[dict[str, Any]]:
        """The conversation so far."""
        response = await self.call("GET", "/api/chat/messages")
        assert response.status == 200, await response.text()
        entries: list[dict[str, Any]] = (await response.json())["messages"]
        return entries

    async def call(self, method: str, path: str, **options: Any) -> ClientResponse:
        """Any request with the session's token."""
        headers = {"Authorization": f"Bearer {self.token}", **self.headers, **options.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **options)


async def problem(response: ClientResponse, status: int, code: str) -> dict[str, Any]:
    """Check that a response is a complete problem document; return it."""
    assert response.status == status, await response.text()
    assert response.content_type == "application/problem+json"
    document: dict[str, Any] = await response.json(content_type="application/problem+json")
    assert document["status"] == status
    assert document["code"] == code
    assert document["request_id"] == response.headers["X-Request-ID"]
    assert any("一" <= char <= "鿿" for char in document["detail"])
    return document
