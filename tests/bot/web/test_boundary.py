"""Every response is safe to show and every failure is told; nothing unforeseen gets through."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from bot.web.app import EDGE
from bot.web.boundary import finishing
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import FakeRasa, Resident, problem

ANY_PATH = [
    "/",
    "/widget.js",
    "/healthz",
    "/metrics",
    "/api/openapi.json",
    "/nothing",
    "/api/chat/messages",
]


@pytest.mark.parametrize("path", ANY_PATH)
async def test_every_response_has_the_security_headers(edge: Client, path: str) -> None:
    headers = (await edge.get(path)).headers
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"):
        assert rule in policy
    assert ("frame-ancestors 'self'" if path == "/" else "frame-ancestors 'none'") in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert len(headers["X-Request-ID"]) == 32
    assert "Server" not in headers


async def test_answers_are_not_kept_by_caches(resident: Resident) -> None:
    assert (await resident.send("问")).headers["Cache-Control"] == "no-store"


async def test_what_nobody_foresaw_is_a_problem_and_logged_without_text(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("13812345678")

    monkeypatch.setattr(resident.client.app[EDGE].conversations, "say", fail)  # type: ignore[union-attr]
    with capture_logs() as logs:
        response = await resident.send("问")
    document = await problem(response, 500, "internal_error")
    (logged,) = [entry for entry in logs if entry["event"] == "unexpected_error"]
    assert logged["request_id"] == document["request_id"]
    assert logged["error"] == "ZeroDivisionError"
    assert any("test_boundary" in place for place in logged["places"])
    assert "13812345678" not in str(logs)


def _break(data: Path) -> None:
    """Make every statement about sessions fail, as a damaged file would."""
    connection = sqlite3.connect(data / "jishitong.db")
    connection.execute("ALTER TABLE chat_sessions RENAME TO lost")
    connection.commit()
    connection.close()


async def test_a_broken_database_is_told_as_such(resident: Resident, tmp_path: Path) -> None:
    _break(tmp_path)
    for response in (
        await resident.send("身份证丢了"),
        await resident.call("GET", "/api/chat/messages"),
        await resident.client.post("/api/chat/sessions"),
    ):
        document = await problem(response, 503, "storage_unavailable")
        assert "Retry-After" in response.headers
        assert "12345" in document["detail"]
    document = await problem(await resident.client.get("/readyz"), 503, "not_ready")
    assert document["checks"]["storage"] == "unreadable"


async def test_an_emergency_is_answered_even_without_a_database(resident: Resident, tmp_path: Path) -> None:
    _break(tmp_path)
    assert (await resident.ask("厨房着火了"))["replies"][0]["outcome"] == "emergency"


async def test_an_emergency_is_answered_even_when_it_cannot_be_stored(
    resident: Resident, tmp_path: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "jishitong.db")
    connection.execute("DROP TABLE chat_messages")
    connection.commit()
    connection.close()
    assert (await resident.ask("厨房着火了"))["replies"][0]["outcome"] == "emergency"
    await problem(await resident.send("身份证丢了"), 503, "storage_unavailable")


async def test_a_failing_purge_does_not_stop_the_edge(edge: Client, tmp_path: Path) -> None:
    _break(tmp_path)
    with capture_logs() as logs:
        await edge.app[EDGE].sweep()  # type: ignore[union-attr]
    assert {entry["event"] for entry in logs} == {"purge_failed"}
    assert (await edge.get("/healthz")).status == 200


async def test_each_request_is_logged_without_what_was_said(resident: Resident) -> None:
    with capture_logs() as logs:
        answered = await resident.ask("身份证丢了咋补", "my-message-id")
        await resident.client.get("/somewhere/13812345678?q=身份证")
    first, second = logs
    assert first["request_id"] == answered["request_id"]
    assert (first["route"], first["status"], first["outcome"]) == ("/api/chat/messages", 200, "answered")
    assert first["ms"] >= 0
    assert (second["route"], second["outcome"]) == ("unmatched", "not_found")
    for word in ("身份证", "13812345678", "my-message-id", resident.token):
        assert word not in str(logs)


async def test_a_failed_turn_is_logged_with_its_cause(resident: Resident, rasa: FakeRasa) -> None:
    rasa.answer = rasa.raw("[]")
    with capture_logs() as logs:
        await resident.send("身份证丢了")
    assert [entry["outcome"] for entry in logs] == ["turn_failed: no reply"]


PORTAL = "https://www.example.gov.cn"


@pytest.fixture
async def embedded(start_edge: StartEdge) -> Client:
    return await start_edge(EMBED_ORIGINS=f"{PORTAL},https://other.gov.cn:8443")


async def test_an_allowed_site_may_use_the_api(embedded: Client) -> None:
    asked = {"Origin": PORTAL, "Access-Control-Request-Method": "POST"}
    preflight = await embedded.options("/api/chat/messages", headers=asked)
    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == PORTAL
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    response = await embedded.post("/api/chat/sessions", headers={"Origin": PORTAL})
    assert response.headers["Access-Control-Allow-Origin"] == PORTAL
    assert response.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in response.headers


async def test_an_allowed_site_can_read_errors(embedded: Client) -> None:
    response = await embedded.get("/api/chat/messages", headers={"Origin": PORTAL})
    await problem(response, 401, "token_missing")
    assert response.headers["Access-Control-Allow-Origin"] == PORTAL


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://www.example.gov.cn"])
async def test_other_sites_may_not(embedded: Client, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    await problem(await embedded.options("/api/chat/messages", headers=asked), 405, "method_not_allowed")
    response = await embedded.post("/api/chat/sessions", headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in response.headers


async def test_only_the_chat_api_is_open_to_other_sites(embedded: Client) -> None:
    for path in ("/metrics", "/readyz", "/"):
        response = await embedded.get(path, headers={"Origin": PORTAL})
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_without_the_setting_no_site_may(edge: Client) -> None:
    asked = {"Origin": PORTAL, "Access-Control-Request-Method": "POST"}
    await problem(await edge.options("/api/chat/messages", headers=asked), 405, "method_not_allowed")


async def test_handlers_may_set_headers_of_their_own() -> None:
    response = web.Response(headers={"Cache-Control": "max-age=60"})
    await finishing(frozenset())(make_mocked_request("GET", "/"), response)
    assert response.headers["Cache-Control"] == "max-age=60"
