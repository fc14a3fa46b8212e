"""Figures of the dashboard out of turns; pure. A day is a day of China."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from statistics import median

from actions.insight.turns import AskedTurn
from knowledge.formats.answer import Outcome

#: China has one time and no summer time.
LOCAL = timezone(timedelta(hours=8))
#: Answers to a form's questions are no questions.
NOT_QUESTIONS = frozenset({Outcome.COLLECTING.value, Outcome.DONE.value})
ANSWERED = frozenset({Outcome.ANSWERED.value, Outcome.EMERGENCY.value})
REFUSED = frozenset({Outcome.NO_ANSWER.value, Outcome.OUT_OF_SCOPE.value})
NO_TOPIC = "（没有对应的事项或文件）"
TOPICS = 20


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


def local_day(at: datetime) -> date:
    """The day here."""
    return at.astimezone(LOCAL).date()


def figures(turns: Iterable[AskedTurn], first: date, last: date) -> Figures:
    """The figures of the days from ``first`` to ``last``."""
    turns = list(turns)
    questions = [turn for turn in turns if turn.outcome not in NOT_QUESTIONS]
    by_day: dict[date, list[AskedTurn]] = {day: [] for day in days_between(first, last)}
    for turn in questions:
        by_day.setdefault(local_day(turn.answered_at), []).append(turn)
    seconds = [turn.seconds for turn in turns]
    return Figures(
        _shares(questions, turns),
        [_day(day, by_day[day]) for day in sorted(by_day)],
        _ranked(turn.outcome for turn in turns),
        _ranked(turn.topic or NO_TOPIC for turn in questions)[:TOPICS],
        _ranked(turn.channel for turn in questions),
        median(seconds) if seconds else None,
        percentile(seconds, 0.95),
    )


def _shares(questions: Sequence[AskedTurn], turns: Sequence[AskedTurn]) -> Shares:
    total = len(questions)
    rated = Counter(turn.rating for turn in turns)
    return Shares(
        total,
        share(_count(questions, ANSWERED), total),
        share(_count(questions, {Outcome.CLARIFICATION.value}), total),
        share(_count(questions, REFUSED), total),
        rated["up"],
        rated["down"],
    )


def _day(day: date, questions: Sequence[AskedTurn]) -> Day:
    seconds = [turn.seconds for turn in questions]
    return Day(
        day,
        len(questions),
        _count(questions, ANSWERED),
        _count(questions, {Outcome.CLARIFICATION.value}),
        _count(questions, REFUSED),
        median(seconds) if seconds else None,
        percentile(seconds, 0.95),
    )


def _count(turns: Iterable[AskedTurn], outcomes: Iterable[str]) -> int:
    wanted = set(outcomes)
    return sum(turn.outcome in wanted for turn in turns)


def _ranked(names: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(names).items(), key=lambda item: (-item[1], item[0]))
