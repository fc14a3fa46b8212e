"""Curated answers: ``knowledge/content/answers/<topic>.yml``, each file a list."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from knowledge.formats.service import Aspect
from knowledge.formats.source import Id, Strict, Text


class Outcome(StrEnum):
    """What a reply did for the person; the names of the chat contract."""

    ANSWERED = "answered"
    CLARIFICATION = "clarification"
    NO_ANSWER = "no_answer"
    OUT_OF_SCOPE = "out_of_scope"
    EMERGENCY = "emergency"
    COLLECTING = "collecting"
    DONE = "done"
    ERROR = "error"


class Citation(Strict):
    """A document or service of ours that carries the answer; ``section`` is a heading in it."""

    document: Text
    section: Text | None = None


class CuratedAnswer(Strict):
    """One answer written by staff, found by any of its phrasings."""

    id: Id
    questions: tuple[Text, ...] = Field(min_length=4)
    answer: Text
    #: Empty only when the answer says that something is not known or not our matter.
    sources: tuple[Citation, ...] = ()
    outcome: Outcome = Outcome.ANSWERED
    #: The service the resident is then talking about, for follow-ups.
    service: Id | None = None
    aspect: Aspect | None = None
    checked: date
    review: date
