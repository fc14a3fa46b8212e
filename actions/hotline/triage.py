"""Hear what kind of matter a message brings: 咨询, 求助, 投诉, 举报 or 建议; urgent; for another authority.

Pure: a text in, a :class:`Triage` with its reasons out. Words stand in ``knowledge/vocabulary/triage.yml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from actions.answering.emergency import emergency_reply
from actions.answering.question import Reply
from actions.hotline.triage_words import Matter, Outside, TriageWords, Urgent, triage_words
from knowledge.text.normalise import normalise

Found = TypeVar("Found", bound=Matter)


class Kind(StrEnum):
    """The kinds of matters of 国办发〔2022〕12号."""

    INQUIRY = "咨询"
    HELP = "求助"
    COMPLAINT = "投诉"
    REPORT = "举报"
    SUGGESTION = "建议"


@dataclass(frozen=True)
class Triage:
    """What was heard, and by which words."""

    kind: Kind
    #: False when the resident should be asked which kind is meant.
    sure: bool
    reasons: tuple[str, ...]
    #: The ready reply with the emergency number when somebody is in danger now.
    emergency: Reply | None = None
    urgent: Urgent | None = None
    outside: Outside | None = None

    @property
    def answer_first(self) -> bool:
        """An inquiry is answered from the knowledge base before a ticket is offered."""
        return self.kind is Kind.INQUIRY and self.emergency is None and self.urgent is None

    @property
    def may_file(self) -> bool:
        """Whether a ticket may be opened; otherwise the lawful way is told instead."""
        return self.outside is None

    @property
    def numbers(self) -> tuple[str, ...]:
        """Emergency numbers to offer before anything else."""
        if self.emergency is not None:
            return tuple(contact["number"] for contact in self.emergency["contacts"])
        return self.urgent.numbers if self.urgent else ()


def triage(text: str, vocabulary: TriageWords | None = None) -> Triage:
    """Kind, urgency and remit of a message."""
    words = vocabulary or triage_words()
    plain = normalise(text).replace(" ", "")
    scores, heard = _scores(plain, words)
    best = max(scores, key=lambda kind: scores[kind]) if scores else Kind(words.otherwise)
    return Triage(
        kind=best,
        sure=scores.get(best, 0) >= words.sure_from,
        reasons=tuple(heard.get(best, ())),
        emergency=emergency_reply(text),
        urgent=_first(plain, words.urgent),
        outside=_first(plain, words.outside),
    )


def _scores(text: str, words: TriageWords) -> tuple[dict[Kind, int], dict[Kind, list[str]]]:
    """Points and the words heard for each kind that has any; kinds in the order of the file."""
    scores: dict[Kind, int] = {}
    heard: dict[Kind, list[str]] = {}
    for group in words.kinds:
        for hint in group.words:
            match = hint.pattern.search(text)
            if match:
                kind = Kind(group.kind)
                scores[kind] = scores.get(kind, 0) + hint.weight
                heard.setdefault(kind, []).append(match[0])
    return scores, heard


def _first(text: str, groups: tuple[Found, ...]) -> Found | None:
    for group in groups:
        if _any(group.words, text) and not _any(group.unless, text):
            return group
    return None


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
