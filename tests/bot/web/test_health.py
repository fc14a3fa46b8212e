"""Readiness tells the truth: proven by a turn, looked at again, honest about what is missing."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestServer

from bot.web import health
from bot.web.app import EDGE
from bot.web.health import CACHE_SECONDS
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import ANSWER, FakeActions, FakeRasa, Resident, problem


class Seconds:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds(edge: Client, monkeypatch: pytest.MonkeyPatch) -> Seconds:
    seconds = Seconds()
    monkeypatch.setattr(edge.app[EDGE].readiness, "_clock", seconds)
    return seconds


async def test_alive_needs_nothing_else(start_edge: StartEdge, rasa: FakeRasa, actions: FakeActions) -> None:
    rasa.alive = actions.alive = False
    response = await (await start_edge()).get("/healthz")
    assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_ready_is_proven_by_one_turn(edge: Client, rasa: FakeRasa, seconds: Seconds) -> None:
    for _ in range(3):
        response = await edge.get("/readyz")
        assert (response.status, (await response.json())["status"]) == (200, "ready")
        seconds.now += CACHE_SECONDS
    (probe,) = rasa.messages
    assert probe["metadata"] == {"probe": True}
    assert probe["sender"].startswith("probe-")


@pytest.mark.parametrize("part", ["rasa", "actions"])
async def test_a_missing_part_is_named(
    edge: Client, rasa: FakeRasa, actions: FakeActions, seconds: Seconds, part: str
) -> None:
    fake = {"rasa": rasa, "actions": actions}[part]
    fake.alive = False
    response = await edge.get("/readyz")
    document = await problem(response, 503, "not_ready")
    assert document["missing"] == [part]
    assert document["checks"][part] == "status 500"
    assert part in document["detail"]
    assert rasa.messages == []


async def test_after_a_restart_the_chain_is_proven_again(
    edge: Client, rasa: FakeRasa, actions: FakeActions, seconds: Seconds
) -> None:
    for actions.alive, status in ((True, 200), (False, 503), (True, 200)):
        assert (await edge.get("/readyz")).status == status
        seconds.now += CACHE_SECONDS
    assert len(rasa.messages) == 2


@pytest.mark.parametrize("body", ["[]", "nonsense", '[{"custom": {"kind": "poem"}}]'])
async def test_running_is_not_enough(edge: Client, rasa: FakeRasa, seconds: Seconds, body: str) -> None:
    working, rasa.answer = rasa.answer, rasa.raw(body)
    document = await problem(await edge.get("/readyz"), 503, "not_ready")
    assert document["checks"]["probe"] == "turn_failed"
    rasa.answer = working
    seconds.now += CACHE_SECONDS
    assert (await edge.get("/readyz")).status == 200


async def test_an_error_reply_is_not_an_answer(edge: Client, rasa: FakeRasa) -> None:
    rasa.answer = rasa.custom({**ANSWER, "outcome": "error"})
    document = await problem(await edge.get("/readyz"), 503, "not_ready")
    assert document["checks"]["probe"] == "error_reply"


async def test_looking_is_cached(edge: Client, rasa: FakeRasa, seconds: Seconds) -> None:
    assert (await edge.get("/readyz")).status == 200
    rasa.alive = False
    assert (await edge.get("/readyz")).status == 200
    seconds.now += CACHE_SECONDS
    assert (await edge.get("/readyz")).status == 503


async def test_a_probe_under_way_is_not_ready_and_not_doubled(
    edge: Client, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.05)
    rasa.gate.clear()
    for _ in range(2):
        document = await problem(await edge.get("/readyz"), 503, "not_ready")
        assert document["checks"] == {"probe": "running"}
    rasa.gate.set()
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 5)
    assert (await edge.get("/readyz")).status == 200
    assert len(rasa.messages) == 1


async def test_a_turn_that_cannot_reach_the_bot_raises_doubt(edge: Client, rasa: FakeRasa) -> None:
    someone = Resident(edge)
    await someone.open()
    assert (await edge.get("/readyz")).status == 200
    working, rasa.answer = rasa.answer, rasa.raw("", status=502)
    await problem(await someone.send("问"), 503, "bot_unavailable")
    await problem(await edge.get("/readyz"), 503, "not_ready")
    rasa.answer = working
    edge.app[EDGE].readiness.doubt()
    assert (await edge.get("/readyz")).status == 200


async def test_nobody_listening_is_told_apart(start_edge: StartEdge, unused_tcp_port: int) -> None:
    client = await start_edge(ACTIONS_URL=f"http://127.0.0.1:{unused_tcp_port}")
    document = await problem(await client.get("/readyz"), 503, "not_ready")
    assert document["checks"]["actions"] == "unreachable"


async def test_a_server_of_another_kind_is_not_ready(start_edge: StartEdge, rasa: FakeRasa) -> None:
    async with TestServer(FakeActions().app()) as other:
        client = await start_edge(RASA_URL=str(other.make_url("")))
        document = await problem(await client.get("/readyz"), 503, "not_ready")
    assert document["missing"] == ["rasa"]
