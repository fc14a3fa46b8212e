from __future__ import annotations

import pytest

from actions.bench import length
from actions.bench.length import LEAD, LONG, ROUNDS, WINDOW, Lengths, NotAnswered, measure, rows
from actions.bench.load import Outcome, Talk


class Fake:
    def __init__(self, outcome: Outcome = Outcome.ANSWERED) -> None:
        self.said: list[str] = []
        self._outcome = outcome

    async def open(self) -> None: ...

    async def say(self, text: str) -> Outcome:
        self.said.append(text)
        return self._outcome


async def test_both_windows_get_the_same_questions() -> None:
    residents: list[Fake] = []

    async def talk() -> Talk:
        residents.append(Fake())
        return residents[-1]

    lengths = await measure(talk, [f"问题{at}" for at in range(37)])
    long, *others = residents
    first, fresh = others[::2], others[1::2]
    assert len(lengths.early) == len(lengths.late) == ROUNDS * WINDOW
    assert len(long.said) == LONG + ROUNDS * (LEAD + WINDOW)
    assert [len(each.said) for each in fresh] == [LEAD + WINDOW] * ROUNDS
    assert [text for each in fresh for text in each.said] == long.said[LONG:]
    assert [each.said for each in first] == [each.said for each in fresh]


async def test_an_unanswered_message_is_no_measurement() -> None:
    async def talk() -> Talk:
        return Fake(Outcome.ORDERLY)

    with pytest.raises(NotAnswered, match="orderly"):
        await measure(talk, ["问题"])


def test_the_ratio_is_of_medians() -> None:
    early, late, held = rows(Lengths((10.0, 20.0, 900.0), (24.0, 26.0, 28.0)))
    assert (early.value, late.value, held.value) == (20.0, 26.0, 1.3)
    assert held.target == length.LIMIT
    assert held.reached
