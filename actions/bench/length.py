"""Whether an answer costs more late in a conversation than early.

A session is brought to message 290. Then its messages take turns with messages 3 to 7 of fresh
sessions, with the same questions, so that a busy moment of the machine hits both alike. A third session has
asked them before: what is remembered of a question must not help only the one that asks it second.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median

from actions.bench.load import Outcome, Talk
from actions.bench.rows import Row, ratio
from knowledge.errors import AppError

LONG, WINDOW, ROUNDS = 290, 5, 6
#: Messages of a fresh session before the window.
LEAD = 2
LIMIT = 1.3


class NotAnswered(AppError):
    """A message of a measurement was refused or failed."""

    code = "bench_not_answered"


@dataclass(frozen=True)
class Lengths:
    """Milliseconds of messages early and late in a conversation."""

    early: tuple[float, ...]
    late: tuple[float, ...]


async def measure(talk: Callable[[], Awaitable[Talk]], texts: Sequence[str]) -> Lengths:
    """Time both windows; ``talk`` opens a session."""
    endless = cycle(texts)
    long = await talk()
    for text in islice(endless, LONG):
        await _timed(long, text)
    early: list[float] = []
    late: list[float] = []
    for _ in range(ROUNDS):
        texts = list(islice(endless, LEAD + WINDOW))
        first, fresh = await talk(), await talk()
        for text in texts:
            await _timed(first, text)
        for text in texts[:LEAD]:  # to both, so that what follows is asked at the same point
            await _timed(fresh, text)
            await _timed(long, text)
        for text in texts[LEAD:]:
            early.append(await _timed(fresh, text))
            late.append(await _timed(long, text))
    return Lengths(tuple(early), tuple(late))


async def _timed(talk: Talk, text: str) -> float:
    started = time.perf_counter()
    outcome = await talk.say(text)
    if outcome is not Outcome.ANSWERED:
        raise NotAnswered(f"测量时一条消息没有得到回答:{outcome.value}")
    return (time.perf_counter() - started) * 1000


def rows(lengths: Lengths) -> list[Row]:
    """Medians and their ratio."""
    early, late = median(lengths.early), median(lengths.late)
    last = LONG + ROUNDS * (LEAD + WINDOW)
    section = "对话变长"
    return [
        Row(section, f"第 {LEAD + 1}–{LEAD + WINDOW} 条(中位数)", early, "毫秒"),
        Row(section, f"第 {LONG + 1}–{last} 条(中位数)", late, "毫秒"),
        Row(section, "第 300 条:第 5 条的倍数", ratio(late, early), "×", LIMIT, higher_is_better=False),
    ]
