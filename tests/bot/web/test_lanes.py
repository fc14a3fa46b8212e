"""One at a time, first come first served, and not too many waiting."""

from __future__ import annotations

import asyncio

import pytest

from bot.web.lanes import MAX_WAITING, Lanes
from bot.web.problems import ConversationBusy


async def test_turns_of_one_conversation_follow_each_other() -> None:
    lanes = Lanes(patience=5)
    order: list[str] = []

    async def turn(number: int) -> None:
        async with lanes.turn("a"):
            order.append(f"in {number}")
            await asyncio.sleep(0)
            order.append(f"out {number}")

    await asyncio.gather(*(turn(number) for number in range(MAX_WAITING + 1)))
    assert order == [f"{way} {number}" for number in range(MAX_WAITING + 1) for way in ("in", "out")]


async def test_conversations_do_not_wait_for_each_other() -> None:
    lanes = Lanes(patience=5)
    async with lanes.turn("a"), lanes.turn("b"):
        assert len(lanes) == 2
    assert len(lanes) == 0


async def test_more_than_a_few_waiting_are_refused() -> None:
    lanes = Lanes(patience=5)
    release = asyncio.Event()

    async def turn() -> None:
        async with lanes.turn("a"):
            await release.wait()

    running = [asyncio.create_task(turn()) for _ in range(MAX_WAITING + 1)]
    await asyncio.sleep(0)
    with pytest.raises(ConversationBusy) as caught:
        async with lanes.turn("a"):
            pytest.fail("let in")
    assert caught.value.retry_after == 2
    release.set()
    await asyncio.gather(*running)
    assert len(lanes) == 0


async def test_waiting_ends_when_patience_does() -> None:
    lanes = Lanes(patience=0.01)
    async with lanes.turn("a"):
        with pytest.raises(ConversationBusy):
            async with lanes.turn("a"):
                pytest.fail("let in")
    async with lanes.turn("a"):
        assert len(lanes) == 1


async def test_a_failed_turn_frees_the_lane() -> None:
    lanes = Lanes(patience=5)
    with pytest.raises(LookupError):
        async with lanes.turn("a"):
            raise LookupError
    async with lanes.turn("a"):
        assert len(lanes) == 1
