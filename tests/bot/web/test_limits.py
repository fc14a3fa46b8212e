"""Rate limits per session and per address; a limit says when to come back."""

from __future__ import annotations

from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import Resident, problem


async def test_a_session_that_asks_too_fast_is_told_to_wait(start_edge: StartEdge) -> None:
    someone = Resident(await start_edge(RATE_LIMIT_MESSAGES="3/minute"))
    await someone.open()
    for number in range(3):
        await someone.ask(f"第{number}问")
    response = await someone.send("第四问")
    document = await problem(response, 429, "too_many_messages")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["Retry-After"] in document["detail"]
    assert "119" in document["detail"]


async def test_another_session_is_not_affected(start_edge: StartEdge) -> None:
    client = await start_edge(RATE_LIMIT_MESSAGES="1/minute")
    one, two = Resident(client), Resident(client)
    await one.open()
    await two.open()
    await one.ask("问")
    await problem(await one.send("再问"), 429, "too_many_messages")
    await two.ask("问")


async def test_repeating_an_answered_message_is_free(start_edge: StartEdge) -> None:
    someone = Resident(await start_edge(RATE_LIMIT_MESSAGES="1/minute"))
    await someone.open()
    for _ in range(4):
        await someone.ask("身份证丢了", "m1")


async def test_an_address_can_open_only_so_many_sessions(start_edge: StartEdge) -> None:
    client = await start_edge(RATE_LIMIT_SESSIONS="2/hour")
    for _ in range(2):
        await Resident(client).open()
    response = await client.post("/api/chat/sessions")
    await problem(response, 429, "too_many_sessions")
    assert int(response.headers["Retry-After"]) > 60


async def test_an_address_can_send_only_so_many_messages(start_edge: StartEdge) -> None:
    client = await start_edge(RATE_LIMIT_CLIENT_MESSAGES="2/minute")
    for _ in range(2):
        someone = Resident(client)
        await someone.open()
        await someone.ask("问")
    await problem(await someone.send("问"), 429, "too_many_messages")
    body = {"reply_id": "r", "rating": "up"}
    await problem(await someone.call("POST", "/api/chat/feedback", json=body), 429, "too_many_messages")
    assert len(await someone.transcript()) == 2


async def _open_from(client: Client, address: str) -> int:
    response = await client.post("/api/chat/sessions", headers={"X-Forwarded-For": address})
    return response.status


async def test_behind_a_trusted_proxy_addresses_count_apart(start_edge: StartEdge) -> None:
    client = await start_edge(RATE_LIMIT_SESSIONS="1/hour", TRUST_PROXY="1")
    statuses = [
        await _open_from(client, address) for address in ("1.1.1.1", "2.2.2.2", "1.1.1.1", "7.7.7.7, 2.2.2.2")
    ]
    assert statuses == [201, 201, 429, 429]


async def test_without_a_trusted_proxy_a_claimed_address_does_not_count(start_edge: StartEdge) -> None:
    client = await start_edge(RATE_LIMIT_SESSIONS="1/hour")
    assert [await _open_from(client, address) for address in ("1.1.1.1", "2.2.2.2")] == [201, 429]
