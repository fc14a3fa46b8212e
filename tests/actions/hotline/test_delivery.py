"""What happened to tickets reaches the city's platform, signed, in order, however often that is down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import web
from pytest_aiohttp import AiohttpServer
from sqlalchemy.engine import Connection

from actions.hotline import delivery, outbox
from actions.hotline.delivery import Delivery, sign
from actions.hotline.rules import Event
from actions.storage.database import Database
from tests.actions.hotline.conftest import Desk
from tests.actions.hotline.counter import Clock

_FIRST_ERROR = sa.select(outbox.outbox.c.error).order_by(outbox.outbox.c.id).limit(1)
SECRET = "a-shared-secret-of-tests"


class Receiver:
    """The city's platform."""

    def __init__(self) -> None:
        self.status = 200
        self.deliveries: list[dict[str, Any]] = []
        self.arrived = asyncio.Event()

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.post("/events", self._take)])
        return app

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        timestamp = request.headers["X-Jishitong-Timestamp"]
        assert request.headers["X-Jishitong-Signature"] == sign(SECRET, timestamp, body)
        document = json.loads(body)
        assert request.headers["X-Jishitong-Event"] == document["id"]
        self.deliveries.append(document)
        self.arrived.set()
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})

    @property
    def names(self) -> list[str]:
        return [document["event"]["name"] for document in self.deliveries]


@pytest.fixture
async def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def deliver(
    database: Database, receiver: Receiver, aiohttp_server: AiohttpServer, clock: Clock
) -> AsyncIterator[Delivery]:
    server = await aiohttp_server(receiver.app())
    async with aiohttp.ClientSession() as http:
        yield Delivery(database, http, str(server.make_url("/events")), SECRET, clock, lambda: 1.0)


def _file_and_accept(connection: Connection) -> str:
    desk = Desk(connection)
    ticket = desk.file(
        key=f"key-{connection.execute(sa.select(sa.func.count(outbox.outbox.c.id))).scalar_one()}"
    )
    desk.act(ticket, Event.ACCEPT, days=5)
    return ticket.number


async def test_steps_arrive_in_order_with_the_contact(
    deliver: Delivery, database: Database, receiver: Receiver
) -> None:
    number = await database.write(_file_and_accept)
    # Of one ticket, a step goes out when the one before has arrived.
    assert [await deliver.once() for _ in range(3)] == [1, 1, 0]
    assert receiver.names == ["file", "accept"]
    first = receiver.deliveries[0]
    assert (first["ticket"]["number"], first["ticket"]["status"], first["attempt"]) == (number, "pending", 1)
    assert first["contact"] == {"name": "测试人", "phone": "13800001234", "email": None}
    assert await database.read(outbox.counts) == {"waiting": 0, "delivered": 2, "dead": 0}


async def test_a_receiver_that_is_down_gets_it_later(
    deliver: Delivery, database: Database, receiver: Receiver, clock: Clock
) -> None:
    await database.write(_file_and_accept)
    receiver.status = 503
    assert [await deliver.once() for _ in range(2)] == [1, 0]
    clock.now += outbox.wait(1, 1.0)
    assert await deliver.once() == 1
    receiver.status = 204
    clock.now += outbox.wait(2, 1.0)
    assert [await deliver.once() for _ in range(3)] == [1, 1, 0]
    assert receiver.names == ["file", "file", "file", "accept"]
    assert len({document["id"] for document in receiver.deliveries}) == 2


async def test_one_ticket_does_not_wait_for_another(
    deliver: Delivery, database: Database, receiver: Receiver
) -> None:
    for _ in range(3):
        await database.write(_file_and_accept)
    assert [await deliver.once() for _ in range(3)] == [3, 3, 0]


@pytest.mark.parametrize("status", [301, 400, 500])
async def test_only_2xx_counts_as_received(
    deliver: Delivery, database: Database, receiver: Receiver, status: int
) -> None:
    await database.write(_file_and_accept)
    receiver.status = status
    await deliver.once()
    assert (await database.read(outbox.counts))["delivered"] == 0


async def test_a_receiver_that_is_not_there_is_waited_for(
    database: Database, clock: Clock, unused_tcp_port: int
) -> None:
    await database.write(_file_and_accept)
    async with aiohttp.ClientSession() as http:
        nowhere = Delivery(database, http, f"http://127.0.0.1:{unused_tcp_port}/", SECRET, clock)
        assert await nowhere.once() == 1
    error = await database.read(lambda connection: connection.scalar(_FIRST_ERROR))
    assert error == "ClientConnectorError"


async def test_what_is_given_up_stays_visible_and_can_be_sent_again(
    deliver: Delivery, database: Database, receiver: Receiver, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "ATTEMPTS", 2)
    await database.write(_file_and_accept)
    receiver.status = 500
    for _ in range(2):
        assert await deliver.once() == 1
        clock.now += outbox.LONGEST_WAIT
    [dead] = await database.read(outbox.dead)
    assert (dead.event, dead.attempts, dead.error) == ("file", 2, "HTTP 500")
    receiver.status = 200
    assert await database.write(outbox.resend, [dead.id], clock.now) == 1
    assert [await deliver.once() for _ in range(3)] == [1, 1, 0]
    assert receiver.names[-2:] == ["file", "accept"]


async def test_a_sender_that_dies_lets_go_of_what_it_held(
    deliver: Delivery, database: Database, receiver: Receiver, clock: Clock
) -> None:
    await database.write(_file_and_accept)
    assert len(await database.write(outbox.claim, clock.now, 8)) == 1
    assert await deliver.once() == 0
    clock.now += outbox.LEASE
    assert await deliver.once() == 1
    assert receiver.names == ["file"]


async def test_the_background_task_sends_what_comes(
    deliver: Delivery, database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PAUSE_SECONDS", 0.01)
    task = asyncio.create_task(deliver.run())
    await database.write(_file_and_accept)
    await asyncio.wait_for(receiver.arrived.wait(), 10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert receiver.names[0] == "file"


def test_waits_double_up_to_an_hour_and_differ() -> None:
    waits = [outbox.wait(attempts, 1.0) for attempts in range(1, 12)]
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert waits[-1] == outbox.wait(1000, 1.0) == timedelta(hours=1)
    assert outbox.wait(1, 0.0) == timedelta(seconds=5)
    total = sum((outbox.wait(attempts, 1.0) for attempts in range(1, outbox.ATTEMPTS)), timedelta())
    assert timedelta(days=1) < total < timedelta(days=3)
