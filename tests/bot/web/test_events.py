"""Streams tell a session's replies to that session alone, and end when they should."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientResponse

from bot.web import events
from bot.web.app import EDGE
from tests.bot.web.conftest import Client
from tests.bot.web.fakes import FakeRasa, Resident, problem


async def listen(resident: Resident) -> ClientResponse:
    """An open stream that has said hello."""
    response = await resident.call("GET", "/api/chat/events")
    assert response.status == 200, await response.text()
    assert response.content_type == "text/event-stream"
    assert await heard(response) == ("hello", {})
    return response


async def heard(response: ClientResponse) -> tuple[str, dict[str, Any]]:
    """The next event."""
    name, data = "", ""
    async with asyncio.timeout(5):
        while line := (await response.content.readline()).decode().strip() or not data:
            if isinstance(line, str) and line.startswith("event:"):
                name = line.removeprefix("event:").strip()
            elif isinstance(line, str) and line.startswith("data:"):
                data = line.removeprefix("data:").strip()
    return name, json.loads(data)


async def test_typing_is_told_before_the_answer_and_the_answer_as_in_the_post(
    resident: Resident, rasa: FakeRasa
) -> None:
    stream = await listen(resident)
    rasa.gate.clear()
    asking = asyncio.create_task(resident.ask("身份证丢了", "m1"))
    assert await heard(stream) == ("typing", {"message_id": "m1"})
    rasa.gate.set()
    answered = await asking
    assert await heard(stream) == ("replies", {"message_id": "m1", "replies": answered["replies"]})


async def test_another_session_hears_nothing(edge: Client, resident: Resident) -> None:
    other = Resident(edge)
    await other.open()
    stream = await listen(other)
    await resident.ask("身份证丢了", "m1")
    await other.ask("居住证", "m2")
    assert await heard(stream) == ("typing", {"message_id": "m2"})


async def test_a_stream_ends_with_its_session_and_is_refused_afterwards(resident: Resident) -> None:
    stream = await listen(resident)
    assert (await resident.call("DELETE", "/api/chat/sessions/current")).status == 204
    async with asyncio.timeout(5):
        assert await stream.read() == b""
    await problem(await resident.call("GET", "/api/chat/events"), 401, "session_expired")


async def test_without_a_token_there_is_no_stream(edge: Client) -> None:
    await problem(await edge.get("/api/chat/events"), 401, "token_missing")


async def test_a_further_stream_of_a_session_ends_its_oldest(resident: Resident) -> None:
    oldest, *_ = [await listen(resident) for _ in range(events.MOST_STREAMS_PER_SESSION)]
    await listen(resident)
    async with asyncio.timeout(5):
        assert await oldest.read() == b""


async def test_the_server_has_only_so_many_streams(
    resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_STREAMS", 1)
    await listen(resident)
    await problem(await resident.call("GET", "/api/chat/events"), 429, "conversation_busy")


async def test_a_client_that_leaves_is_noticed(
    edge: Client, resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert edge.app is not None
    monkeypatch.setattr(events, "LOOK_SECONDS", 0.01)
    (await listen(resident)).close()
    async with asyncio.timeout(5):
        while len(edge.app[EDGE].events):  # noqa: ASYNC110 (the server finds out by itself)
            await asyncio.sleep(0.01)


async def test_a_stream_ends_after_a_while_and_nothing_is_left(edge: Client, resident: Resident) -> None:
    assert edge.app is not None
    open_streams = edge.app[EDGE].events
    open_streams._seconds = 0.05
    stream = await listen(resident)
    async with asyncio.timeout(5):
        assert await stream.read() == b""
        while len(open_streams):  # noqa: ASYNC110 (the stream's own task has to finish)
            await asyncio.sleep(0)


async def test_a_client_that_does_not_read_loses_its_stream(edge: Client, resident: Resident) -> None:
    queue: events.Queue = asyncio.Queue(2)
    for number in range(3):
        events._put(queue, events.Event("typing", {"message_id": str(number)}))
    left = [queue.get_nowait() for _ in range(queue.qsize())]
    assert left[-1] is events.END
