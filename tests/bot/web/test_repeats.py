"""A repeated message gets the same answer and does nothing twice; messages keep their order."""

from __future__ import annotations

import asyncio

import pytest

from bot.web.lanes import MAX_WAITING
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import ANSWER, FakeRasa, Resident, problem


async def test_a_repeated_message_gets_the_same_answer(resident: Resident, rasa: FakeRasa) -> None:
    first = await resident.ask("身份证丢了", "m1")
    assert await resident.ask("身份证丢了", "m1") == first
    assert rasa.texts == ["身份证丢了"]
    assert len(await resident.transcript()) == 2


async def test_the_same_answer_comes_even_after_a_restart(start_edge: StartEdge, rasa: FakeRasa) -> None:
    client = await start_edge()
    someone = Resident(client)
    await someone.open()
    rasa.answer = rasa.custom(ANSWER, {**ANSWER, "text": "第二条"})
    first = await someone.ask("身份证丢了", "m1")
    await client.close()
    someone.client = await start_edge()
    assert await someone.ask("身份证丢了", "m1") == first
    assert len(rasa.texts) == 1


async def test_a_message_repeated_while_under_way_joins_it(resident: Resident, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    asked = [asyncio.create_task(resident.ask("身份证丢了", "m1")) for _ in range(6)]
    await rasa.arrived.wait()
    rasa.gate.set()
    answers = await asyncio.gather(*asked)
    assert all(answer == answers[0] for answer in answers)
    assert rasa.texts == ["身份证丢了"]


@pytest.mark.parametrize("under_way", [False, True])
async def test_an_id_cannot_be_used_for_another_text(
    resident: Resident, rasa: FakeRasa, under_way: bool
) -> None:
    if under_way:
        rasa.gate.clear()
    first = asyncio.create_task(resident.ask("身份证丢了", "m1"))
    await rasa.arrived.wait()
    if not under_way:
        await first
    await problem(await resident.send("户口本丢了", "m1"), 409, "message_id_reused")
    rasa.gate.set()
    await first
    assert rasa.texts == ["身份证丢了"]


async def test_masked_alike_is_not_the_same_text(resident: Resident) -> None:
    await resident.ask("电话13812345678", "m1")
    await problem(await resident.send("电话13899995678", "m1"), 409, "message_id_reused")


async def test_the_same_id_in_another_session_is_another_message(edge: Client, rasa: FakeRasa) -> None:
    for text in ("身份证丢了", "户口本丢了"):
        someone = Resident(edge)
        await someone.open()
        await someone.ask(text, "m1")
    assert rasa.texts == ["身份证丢了", "户口本丢了"]


async def test_a_failed_message_can_be_sent_again(resident: Resident, rasa: FakeRasa) -> None:
    working, rasa.answer = rasa.answer, rasa.raw("[]")
    await problem(await resident.send("身份证丢了", "m1"), 503, "turn_failed")
    assert await resident.transcript() == []
    rasa.answer = working
    await resident.ask("身份证丢了", "m1")
    assert len(await resident.transcript()) == 2


async def test_without_an_id_every_message_counts(resident: Resident, rasa: FakeRasa) -> None:
    await resident.ask("身份证丢了")
    await resident.ask("身份证丢了")
    assert len(rasa.texts) == 2


async def test_a_client_that_goes_away_finds_its_answer_later(resident: Resident, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    lost = asyncio.create_task(resident.ask("身份证丢了", "m1"))
    await rasa.arrived.wait()
    lost.cancel()
    again = asyncio.create_task(resident.ask("身份证丢了", "m1"))
    rasa.gate.set()
    assert (await again)["replies"]
    assert rasa.texts == ["身份证丢了"]


async def test_the_bot_never_sees_two_messages_of_a_conversation_at_once(
    resident: Resident, rasa: FakeRasa
) -> None:
    asked = [resident.ask(f"第{number}问") for number in range(MAX_WAITING + 1)]
    await asyncio.gather(*asked)
    assert rasa.most_at_once == 1
    assert len(rasa.texts) == MAX_WAITING + 1


async def test_messages_are_answered_in_the_order_of_arrival(resident: Resident, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    first = asyncio.create_task(resident.ask("第一问"))
    await rasa.arrived.wait()
    second = asyncio.create_task(resident.ask("第二问"))
    await resident.transcript()
    third = asyncio.create_task(resident.ask("第三问"))
    await resident.transcript()
    rasa.gate.set()
    await asyncio.gather(first, second, third)
    assert rasa.texts == ["第一问", "第二问", "第三问"]


async def test_too_many_waiting_are_refused(resident: Resident, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    asked = [asyncio.create_task(resident.send(f"第{number}问")) for number in range(MAX_WAITING + 3)]
    await rasa.arrived.wait()
    refused, pending = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    while len(refused) < 2:
        more, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        refused |= more
    for task in refused:
        response = task.result()
        await problem(response, 429, "conversation_busy")
        assert int(response.headers["Retry-After"]) >= 1
    rasa.gate.set()
    assert [response.status for response in await asyncio.gather(*pending)] == [200] * (MAX_WAITING + 1)


async def test_conversations_are_answered_side_by_side(edge: Client, rasa: FakeRasa) -> None:
    residents = [Resident(edge) for _ in range(3)]
    for someone in residents:
        await someone.open()
    rasa.gate.clear()
    asked = [asyncio.create_task(someone.ask("身份证丢了")) for someone in residents]
    while rasa.under_way < 3:
        rasa.arrived.clear()
        await rasa.arrived.wait()
    rasa.gate.set()
    await asyncio.gather(*asked)
    assert rasa.most_at_once == 3
