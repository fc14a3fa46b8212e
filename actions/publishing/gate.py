"""The gate: every known question is asked of the live version and of the draft's, and held side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from actions.answering.base import Base
from actions.answering.question import Answered, Question
from actions.evaluation.case import Judged
from actions.privacy import mask
from actions.publishing.acts import UNHEARD, Act, Acts
from actions.publishing.chat import say
from actions.publishing.known import Known
from knowledge.city_time import today
from knowledge.text.normalise import normalise

#: Questions whose dialogue acts are asked for at once.
PART = 25

#: What a broken question lost, for people.
NO_LONGER, OTHER_MATTER, EXPECTED, OTHER_ANSWER, INSTEAD = (
    "原来能答，改后答不上来", "改后答成了另一件事", "改后不是应有的事项", "改后不再用这条标准答复",
    "改后不直接回答，先打开表单",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a resident would be told."""

    outcome: str
    text: str
    #: Services and documents that the reply rests on.
    rests_on: tuple[str, ...]
    reply: Mapping[str, Any] = field(compare=False, repr=False)
    #: What the chat says or does instead of the answer.
    aside: str = ""

    @property
    def answered(self) -> bool:
        """Whether it is an answer of substance."""
        return self.outcome in ("answered", "emergency")

    @property
    def shown(self) -> str:
        """For whoever compares."""
        return f"〔{self.aside}〕\n{self.text}" if self.aside else self.text


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
    #: Whether the dialogue server told the acts of all of them.
    heard: bool = True

    @property
    def broken(self) -> list[str]:
        """Questions that lose their answer."""
        return [change.question for change in self.changes if change.broken]

    def as_json(self, most: int) -> dict[str, Any]:
        """For the database and for people, who read so many of them."""
        return {"total": self.total, "changed": len(self.changes), "wrong": len(self.broken), "heard": self.heard,
                "changes": [asdict(change) for change in self.changes[:most]]}  # fmt: skip


def heard_as(text: str) -> str:
    """A message as it reaches the dialogue server."""
    return mask(normalise(text))


def ask(base: Base, text: str, after: Sequence[str] = (), acts: Sequence[Act] = ()) -> Told:
    """What a version tells somebody who asks; ``acts`` are those of the earlier messages and of this one."""
    before: tuple[Question, Answered] | None = None
    known = [*acts, *[UNHEARD] * (len(after) + 1 - len(acts))]
    for message, act in zip([*after, text], known, strict=True):
        question = Question(heard_as(message), act.name, max(act.confidence, 0.0))
        if before is not None:
            question = before[1].followed_by(question, before[0])
        said = say(base, question)
        before = question, said.answered
    replies = said.answered.replies
    first = replies[0]
    named = (first.get("service") or {}).get("id")
    cited = (source["document"] for source in first.get("sources") or ())
    rests_on = tuple(dict.fromkeys(name for name in (named, *cited) if name))
    told = "\n".join(str(reply.get("text", "")) for reply in replies)
    return Told(str(first.get("outcome", "")), told, rests_on, first, said.aside)


class Remembered:
    """What a version tells, each question asked once: the live one is compared with again and again."""

    def __init__(self) -> None:
        #: Documents expire with the day.
        self._of = ("", date.min)
        self._told: dict[tuple[Known, Sequence[Act]], Told] = {}

    def ask(self, base: Base, known: Known, acts: Sequence[Act]) -> Told:
        """What this version tells."""
        if self._of != (base.name, today()):
            self._of, self._told = (base.name, today()), {}
        key = (known, tuple(acts))
        if key not in self._told:
            self._told[key] = _ask(base, known, acts)
        return self._told[key]


def compare(
    questions: Sequence[Known], live: Base, draft: Base, progress: Callable[[int, int], None],
    remembered: Remembered, acts: Acts,
) -> Compared:  # fmt: skip
    """Ask everything of both versions, as the chat would."""
    changes: list[Change] = []
    heard = True
    for start in range(0, len(questions), PART):
        part = questions[start : start + PART]
        for known, told in zip(part, _acts_of(part, acts), strict=True):
            heard = heard and UNHEARD not in told
            before, after = remembered.ask(live, known, told), _ask(draft, known, told)
            reason = broken(known, before, after, live, draft)
            if reason or before.shown != after.shown:
                outcomes = (before.outcome, after.outcome)
                changes.append(Change(known.text, before.shown, after.shown, *outcomes, reason))
        progress(start + len(part), len(questions))
    changes.sort(key=lambda change: not change.broken)
    return Compared(len(questions), tuple(changes), heard)


def _messages(known: Known) -> list[str]:
    return [*(known.case.after if known.case else ()), known.text]


def _acts_of(part: Sequence[Known], acts: Acts) -> list[list[Act]]:
    """The acts of each question's messages."""
    found = iter(acts.of([heard_as(text) for known in part for text in _messages(known)]))
    return [[next(found) for _ in _messages(known)] for known in part]


def _ask(base: Base, known: Known, acts: Sequence[Act]) -> Told:
    if known.case is not None:
        return ask(base, known.text, known.case.after, acts)
    # Whole cards of two thousand answers would take memory that nobody needs.
    return replace(ask(base, known.text, acts=acts), reply={})


def broken(known: Known, before: Told, after: Told, live: Base, draft: Base) -> str:
    """Why the change of an answer is one for the worse; empty when it is not known to be."""
    if before.answered and after.aside and not before.aside:
        return INSTEAD
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
