"""Figures of the dashboard out of turns; pure. A day is a day of China."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from actions.insight.turns import AskedTurn
from knowledge.city_time import day_of
from knowledge.formats.answer import Outcome

#: Answers to a form's questions are no questions.
NOT_QUESTIONS = frozenset({Outcome.COLLECTING.value, Outcome.DONE.value})
ANSWERED = frozenset({Outcome.ANSWERED.value, Outcome.EMERGENCY.value})
REFUSED = frozenset({Outcome.NO_ANSWER.value, Outcome.OUT_OF_SCOPE.value})
NO_TOPIC = "（没有对应的事项或文件）"
TOPICS = 20


class Count(NamedTuple):
    """So many turns of a day that are alike."""

    day: date
    outcome: str
    topic: str | None
    channel: str
    rating: str | None
    number: int

    @property
    def kind(self) -> tuple[str, str | None, str, str | None]:
        """In what they are alike, but for the day."""
        return self[1:5]


@dataclass(frozen=True)
class Day:
    """A day's questions; seconds are None when nothing was asked."""

    day: date
    questions: int
    answered: int
    clarified: int
    refused: int
    median_seconds: float | None
    slow_seconds: float | None


@dataclass(frozen=True)
class Shares:
    """What became of the questions; None without any."""

    questions: int
    answered: float | None
    clarified: float | None
    refused: float | None
    up: int
    down: int

    @property
    def satisfied(self) -> float | None:
        """Good ratings ÷ all ratings."""
        return share(self.up, self.up + self.down)


@dataclass(frozen=True)
class Figures:
    """Everything that is counted from turns."""

    shares: Shares
    days: Sequence[Day]
    outcomes: Sequence[tuple[str, int]]
    topics: Sequence[tuple[str, int]]
    channels: Sequence[tuple[str, int]]
    median_seconds: float | None
    slow_seconds: float | None


def share(part: int, whole: int) -> float | None:
    """A share; None of nothing."""
    return part / whole if whole else None


def percentile(values: Sequence[float], rank: float) -> float | None:
    """Nearest-rank percentile: a value that occurred."""
    return sorted(values)[max(0, math.ceil(rank * len(values)) - 1)] if values else None


def days_between(first: date, last: date) -> list[date]:
    """Every day of a span, both ends included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def counts_of(turns: Iterable[AskedTurn]) -> list[Count]:
    """Turns, counted."""
    alike = Counter(
        (day_of(turn.answered_at), turn.outcome, turn.topic, turn.channel, turn.rating) for turn in turns
    )
    return [Count(*kind, number) for kind, number in alike.items()]


def figures(turns: Iterable[AskedTurn], first: date, last: date, kept: Iterable[Count] = ()) -> Figures:
    """The figures of the days from ``first`` to ``last``; of ``kept`` turns only the counts are left."""
    turns = list(turns)
    counts = [*counts_of(turns), *kept]
    questions = [count for count in counts if count.outcome not in NOT_QUESTIONS]
    by_day: dict[date, list[Count]] = {day: [] for day in days_between(first, last)}
    for count in questions:
        by_day.setdefault(count.day, []).append(count)
    waits = _waits(turns)
    seconds = [turn.seconds for turn in turns]
    return Figures(
        _shares(questions, counts),
        [_day(day, by_day[day], waits.get(day, [])) for day in sorted(by_day)],
        _ranked((count.outcome, count.number) for count in counts),
        _ranked((count.topic or NO_TOPIC, count.number) for count in questions)[:TOPICS],
        _ranked((count.channel, count.number) for count in questions),
        median(seconds) if seconds else None,
        percentile(seconds, 0.95),
    )


def _waits(turns: Iterable[AskedTurn]) -> dict[date, list[float]]:
    """How long each question of a day waited."""
    found: dict[date, list[float]] = {}
    for turn in turns:
        if turn.outcome not in NOT_QUESTIONS:
            found.setdefault(day_of(turn.answered_at), []).append(turn.seconds)
    return found


def _shares(questions: Sequence[Count], counts: Sequence[Count]) -> Shares:
    total = sum(count.number for count in questions)
    return Shares(
        total,
        share(_count(questions, ANSWERED), total),
        share(_count(questions, {Outcome.CLARIFICATION.value}), total),
        share(_count(questions, REFUSED), total),
        sum(count.number for count in counts if count.rating == "up"),
        sum(count.number for count in counts if count.rating == "down"),
    )


def _day(day: date, questions: Sequence[Count], seconds: Sequence[float]) -> Day:
    return Day(
        day,
        sum(count.number for count in questions),
        _count(questions, ANSWERED),
        _count(questions, {Outcome.CLARIFICATION.value}),
        _count(questions, REFUSED),
        median(seconds) if seconds else None,
        percentile(seconds, 0.95),
    )


def _count(counts: Iterable[Count], outcomes: Iterable[str]) -> int:
    wanted = set(outcomes)
    return sum(count.number for count in counts if count.outcome in wanted)


def _ranked(pairs: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    total: Counter[str] = Counter()
    for name, number in pairs:
        total[name] += number
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))
