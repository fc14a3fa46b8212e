from __future__ import annotations

from collections.abc import Iterator

from actions.bench.leak import Sample, measure, rows
from actions.bench.load import Measured
from actions.bench.memory import Memory


async def test_memory_is_weighed_after_every_tenth() -> None:
    weights: Iterator[int] = iter(range(100, 200))
    parts: list[int] = []

    async def run(part: list[list[str]]) -> Measured:
        parts.append(len(part))
        return Measured(16, 1.0, (1.0,), 0, 1)

    def weigh() -> Memory:
        weight = next(weights)
        return Memory(4, weight, weight, weight)

    samples = await measure(run, weigh, ["a", "b"], 600)
    assert parts == [10] * 10
    assert [sample.messages for sample in samples] == list(range(60, 601, 60))
    assert [sample.errors for sample in samples] == list(range(1, 11))
    assert [sample.memory.rss for sample in samples] == list(range(100, 110))


def test_growth_after_the_first_tenth_is_held_against_the_target() -> None:
    samples = [Sample(300 * at, 0, Memory(4, 1000 + 10 * at, 1, 1)) for at in range(1, 11)]
    held = [row for row in rows(samples) if row.target is not None]
    assert len(held) == 1
    assert held[0].value == 1100 / 1010
    assert held[0].reached
