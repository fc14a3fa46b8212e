"""The gate: every known question is asked of the live version and of the draft's, and held side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from actions.answering.answerer import Answerer
from actions.answering.base import Base
from actions.answering.question import Question
from actions.evaluation.case import Judged
from actions.publishing.known import Known
from knowledge.index.live import Live

#: What a broken question lost, for people.
NO_LONGER, OTHER_MATTER, EXPECTED, OTHER_ANSWER = (
    "原来能答，改后答不上来", "改后答成了另一件事", "改后不是应有的事项", "改后不再用这条标准答复",
)  # fmt: skip


class Fixed(Live[Base]):
    """One loaded version, as if it were live."""

    def __init__(self, base: Base) -> None:
        self._base = base

    def get(self) -> Base:
        """The version."""
        return self._base


@dataclass(frozen=True)
class Told:
    """What a resident would be told."""

    outcome: str
    text: str
    #: Services and documents that the reply rests on.
    rests_on: tuple[str, ...]
    reply: Mapping[str, Any] = field(compare=False, repr=False)

    @property
    def answered(self) -> bool:
        """Whether it is an answer of substance."""
        return self.outcome in ("answered", "emergency")


@dataclass(frozen=True)
class Change:
    """A known question that is answered differently; ``broken`` says why it must not go unseen."""

    question: str
    before: str
    after: str
    before_outcome: str
    after_outcome: str
    broken: str = ""


@dataclass(frozen=True)
class Compared:
    """All known questions, and those that change; broken ones first."""

    total: int
    changes: tuple[Change, ...]

    @property
    def broken(self) -> list[str]:
        """Questions that lose their answer."""
        return [change.question for change in self.changes if change.broken]

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        return {"total": self.total, "changes": [asdict(change) for change in self.changes]}


def ask(base: Base, text: str, after: Sequence[str] = ()) -> Told:
    """What a version tells somebody who asks, the dialogue act being unknown."""
    answerer = Answerer(Fixed(base))
    service = aspect = None
    for earlier in after:
        answered = answerer.answer(Question(earlier, current_service=service, last_aspect=aspect))
        service, aspect = answered.current_service, answered.last_aspect
    replies = answerer.answer(Question(text, current_service=service, last_aspect=aspect)).replies
    first = replies[0]
    named = (first.get("service") or {}).get("id")
    cited = (source["document"] for source in first.get("sources") or ())
    rests_on = tuple(dict.fromkeys(name for name in (named, *cited) if name))
    told = "\n".join(str(reply.get("text", "")) for reply in replies)
    return Told(str(first.get("outcome", "")), told, rests_on, first)


class Remembered:
    """What a version tells, each question asked once: the live one is compared with again and again."""

    def __init__(self) -> None:
        self._version = ""
        self._told: dict[Known, Told] = {}

    def ask(self, base: Base, known: Known) -> Told:
        """What this version tells."""
        if base.name != self._version:
            self._version, self._told = base.name, {}
        if known not in self._told:
            self._told[known] = _ask(base, known)
        return self._told[known]


def compare(
    questions: Sequence[Known], live: Base, draft: Base, progress: Callable[[int, int], None],
    remembered: Remembered,
) -> Compared:  # fmt: skip
    """Ask everything of both versions."""
    changes = []
    for number, known in enumerate(questions, 1):
        before, after = remembered.ask(live, known), _ask(draft, known)
        reason = broken(known, before, after, live, draft)
        if reason or before.text != after.text:
            changes.append(Change(known.text, before.text, after.text, before.outcome, after.outcome, reason))
        if number % 25 == 0 or number == len(questions):
            progress(number, len(questions))
    changes.sort(key=lambda change: not change.broken)
    return Compared(len(questions), tuple(changes))


def _ask(base: Base, known: Known) -> Told:
    if known.case is not None:
        return ask(base, known.text, known.case.after)
    # Whole cards of two thousand answers would take memory that nobody needs.
    return replace(ask(base, known.text), reply={})


def broken(known: Known, before: Told, after: Told, live: Base, draft: Base) -> str:
    """Why the change of an answer is one for the worse; empty when it is not known to be."""
    if known.case is not None:
        was, now = Judged(known.case, dict(before.reply)), Judged(known.case, dict(after.reply))
        return EXPECTED if _right(was) and not _right(now) else ""
    if before.answered and not after.answered:
        return NO_LONGER
    if known.answer is not None:
        # Whatever else it says now: it is the answer that staff wrote for this question.
        if _says(after, draft, known.answer):
            return ""
        if _says(before, live, known.answer):
            return OTHER_ANSWER
    if before.answered and before.rests_on and not set(before.rests_on) & set(after.rests_on):
        return OTHER_MATTER
    return ""


def _right(judged: Judged) -> bool:
    case = judged.case
    return judged.outcome in case.outcome and (judged.right_matter or not case.in_scope)


def _says(told: Told, base: Base, answer: str) -> bool:
    written = base.catalogue.answers.get(answer)
    return written is not None and written.answer.strip()[:60] in told.text
