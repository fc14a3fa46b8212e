"""Memory over many messages: a slow leak shows as growth after the first tenth."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from actions.bench.load import Measured
from actions.bench.memory import Memory
from actions.bench.questions import SESSION, sessions
from actions.bench.rows import Row, ratio

MESSAGES, MESSAGES_FULL = 3_000, 20_000
PARTS = 10
LIMIT = 1.1


@dataclass(frozen=True)
class Sample:
    """Memory after so many messages."""

    messages: int
    errors: int
    memory: Memory


async def measure(
    run: Callable[[list[list[str]]], Awaitable[Measured]],
    weigh: Callable[[], Memory],
    texts: Sequence[str],
    messages: int,
) -> list[Sample]:
    """Say ``messages`` in ten parts; weigh after each."""
    every = sessions(texts, messages)
    size = max(len(every) // PARTS, 1)
    samples: list[Sample] = []
    said = errors = 0
    for start in range(0, size * PARTS, size):
        part = every[start : start + size]
        done = await run(part)
        said += len(part) * SESSION
        errors += done.errors
        samples.append(Sample(said, errors, weigh()))
    return samples


def rows(samples: Sequence[Sample]) -> list[Row]:
    """After the first tenth, at the end, and their ratio."""
    first, last = samples[0], samples[-1]
    section = "内存泄漏"
    return [
        Row(section, f"{first.messages} 条消息后 RSS", first.memory.rss, "MiB"),
        Row(section, f"{last.messages} 条消息后 RSS", last.memory.rss, "MiB"),
        Row(section, "其间的错误", float(last.errors), "条"),
        Row(section, "最后:一成时的倍数", ratio(last.memory.rss, first.memory.rss), "×", LIMIT, False),
        Row(section, "最后:一成时的倍数(USS)", ratio(last.memory.uss, first.memory.uss), "×"),
    ]
