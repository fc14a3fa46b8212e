from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pytest_aiohttp import AiohttpServer

from actions.bench.load import (
    Measured,
    OurTalk,
    Outcome,
    StockTalk,
    answered,
    drive,
    judge,
    load,
    rows,
)


@pytest.mark.parametrize(
    ("status", "retry_after", "has_reply", "outcome"),
    [
        (200, False, True, Outcome.ANSWERED),
        (200, False, False, Outcome.ERROR),
        (429, True, False, Outcome.ORDERLY),
        (503, True, False, Outcome.ORDERLY),
        (503, False, False, Outcome.ERROR),
        (500, True, False, Outcome.ERROR),
    ],
)
def test_how_a_message_ended(status: int, retry_after: bool, has_reply: bool, outcome: Outcome) -> None:
    assert judge(status, retry_after, has_reply) is outcome


@pytest.mark.parametrize(
    ("body", "is_answer"),
    [
        ({"replies": [{"kind": "service"}]}, True),
        ({"replies": []}, False),
        ({"replies": [{"kind": "text"}, {"kind": "error"}]}, False),
        ({"detail": "…"}, False),
        (None, False),
        ([], False),
    ],
)
def test_what_counts_as_an_answer(body: Any, is_answer: bool) -> None:
    assert answered(body) is is_answer


@dataclass
class Fake:
    """Residents that note what they say and end as scripted."""

    ends: Iterator[Outcome | Exception]
    said: list[str] = field(default_factory=list)
    opened: int = 0
    now: int = 0
    most: int = 0

    async def open(self) -> None:
        self.opened += 1

    async def say(self, text: str) -> Outcome:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        self.said.append(text)
        end = next(self.ends, Outcome.ANSWERED)
        if isinstance(end, Exception):
            raise end
        return end


async def test_every_session_is_worked_off_by_so_many_residents() -> None:
    fake = Fake(iter(()))
    measured = await drive(lambda: fake, 3, [[f"{one}{two}" for two in range(6)] for one in range(7)])
    assert (len(measured.latencies), measured.orderly, measured.errors) == (42, 0, 0)
    assert sorted(fake.said) == sorted(f"{one}{two}" for one in range(7) for two in range(6))
    assert (fake.opened, fake.most) == (7, 3)


async def test_refusals_and_errors_are_counted_apart_from_answers() -> None:
    fake = Fake(iter([Outcome.ORDERLY, Outcome.ERROR, Outcome.ANSWERED]))
    measured = await drive(lambda: fake, 1, [["a", "b", "c"]])
    assert (len(measured.latencies), measured.orderly, measured.errors) == (1, 1, 1)


async def test_a_broken_connection_fails_the_rest_of_its_session_only() -> None:
    fake = Fake(iter([Outcome.ANSWERED, aiohttp.ClientConnectionError()]))
    measured = await drive(lambda: fake, 1, [["a", "b", "c"], ["d", "e", "f"]])
    assert (len(measured.latencies), measured.errors) == (4, 2)


async def chat(request: web.Request) -> web.Response:
    text = (await request.json())["text"]
    assert request.headers["Authorization"] == "Bearer t"
    if text == "busy":
        return web.json_response({"code": "busy"}, status=503, headers={"Retry-After": "1"})
    return web.json_response({"replies": [{"kind": "service"}] if text != "silent" else []})


async def test_our_residents_speak_the_chat_api(aiohttp_server: AiohttpServer) -> None:
    async def begin(_: web.Request) -> web.Response:
        return web.json_response({"token": "t"}, status=201)

    app = web.Application()
    app.add_routes([web.post("/api/chat/sessions", begin), web.post("/api/chat/messages", chat)])
    server = await aiohttp_server(app)
    measured = await load(OurTalk, str(server.make_url("")).rstrip("/"), 2, [["q", "busy", "silent"]])
    assert (len(measured.latencies), measured.orderly, measured.errors) == (1, 1, 1)


async def test_stock_residents_have_a_sender_for_each_session(aiohttp_server: AiohttpServer) -> None:
    senders: list[str] = []

    async def webhook(request: web.Request) -> web.Response:
        senders.append((await request.json())["sender"])
        return web.json_response([])

    app = web.Application()
    app.add_routes([web.post("/webhooks/rest/webhook", webhook)])
    server = await aiohttp_server(app)
    measured = await load(StockTalk, str(server.make_url("")).rstrip("/"), 1, [["a", "b"], ["c"]])
    assert (len(measured.latencies), measured.errors) == (3, 0)
    assert senders[0] == senders[1] != senders[2]


def test_targets_are_held_against_stock() -> None:
    stock = [Measured(16, 10.0, (90.0,) * 100, 0, 0), Measured(64, 10.0, (90.0,) * 100, 0, 5)]
    ours = [Measured(16, 5.0, (30.0,) * 200, 0, 0), Measured(64, 5.0, (30.0,) * 190, 8, 2)]
    found = {row.name: row for row in rows(stock, ours)}
    assert found["16 人吞吐:原版的倍数"].value == pytest.approx(4)
    assert found["16 人吞吐:原版的倍数"].reached
    assert found["16 人 p95:原版的倍数"].value == pytest.approx(1 / 3)
    assert found["64 人时无序的错误"].value == 2
    assert not found["64 人时无序的错误"].reached
    assert found["64 人 济事通 有序的 429/503"].value == 8
    assert found["64 人 原版 Rasa 错误"].value == 5
