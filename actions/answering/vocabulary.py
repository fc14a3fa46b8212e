"""Thresholds, wordings and patterns of answering, from ``knowledge/vocabulary``; checked when read."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from knowledge.errors import ContentError, Fault

FOLDER = Path(__file__).parents[2] / "knowledge" / "vocabulary"


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Curve(_Frozen):
    """Weights of the logistic curve of :mod:`actions.answering.confidence`."""

    constant: float
    meaning: float
    wording: float
    lead: float
    explained: float
    length: float
    beyond: float


class Witness(Curve):
    """The same with what else speaks for or against the match; see :func:`actions.answering.confidence.witnessed`."""

    agreement: float
    cosine: float
    outside: float


class PassageCurve(_Frozen):
    """Weights of the logistic curve of :func:`actions.answering.passage.passage_confidence`."""

    constant: float
    cosine: float
    cover: float
    lead: float
    length: float


class Thresholds(_Frozen):
    """Probabilities and scores from which on an answer is given; see answering.yml."""

    sure: float
    maybe: float
    brief: float
    related: float
    ruled: float
    named: float
    known: float
    passage: float
    alike: float


class Texts(_Frozen):
    """Sentences for the resident; see answering.yml."""

    unreadable: str
    no_answer: str
    nearest: str
    unnamed: str
    which: str
    none_of_these: str
    none_reply: str
    out_of_scope: str
    digest: str
    reference: str
    compared: str
    same: str
    history: str
    paper_needed: str
    paper_exempt: str
    paper_depends: str
    paper_gap: str
    paper_reference: str
    paper_elsewhere: str
    paper_not_listed: str
    not_in_guide: str
    not_in_document: str


class Answering(_Frozen):
    """answering.yml"""

    confidence: Curve
    witness: Witness
    passage: PassageCurve
    thresholds: Thresholds
    texts: Texts


class EmergencyGroup(_Frozen):
    """One emergency number with the wordings that lead to it."""

    number: str
    title: str
    say: str
    words: tuple[re.Pattern[str], ...]

    @field_validator("words", mode="before")
    @classmethod
    def _compile(cls, words: Any) -> tuple[re.Pattern[str], ...]:
        return _patterns(words)


class Emergencies(_Frozen):
    """emergency.yml"""

    groups: tuple[EmergencyGroup, ...]
    unless: tuple[re.Pattern[str], ...]
    next: str

    @field_validator("unless", mode="before")
    @classmethod
    def _compile(cls, words: Any) -> tuple[re.Pattern[str], ...]:
        return _patterns(words)


def _patterns(words: Any) -> tuple[re.Pattern[str], ...]:
    """Regular expressions of a list; an empty one would match every message."""
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise ValueError("要写成列表,每项是一个不为空的正则")
    return tuple(_pattern(word) for word in words)


def _pattern(word: str) -> re.Pattern[str]:
    try:
        return re.compile(word, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"“{word}”不是正确的正则:{error}") from error


class Elsewhere(_Frozen):
    """elsewhere.yml"""

    places: re.Pattern[str]
    unless: re.Pattern[str]
    staying: re.Pattern[str]
    answer: str

    @field_validator("places", mode="before")
    @classmethod
    def _names(cls, names: list[str]) -> re.Pattern[str]:
        """“四川成都” and “四川省成都” are one place; “洛阳洛阳” is a place named twice."""
        any_of = "|".join(map(re.escape, names))
        return re.compile(f"({any_of})(?:省?(?!\\1)(?:{any_of}))?")

    @field_validator("unless", "staying", mode="before")
    @classmethod
    def _compile(cls, words: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(words))


def read_vocabulary(name: str) -> Any:
    """A YAML file of the vocabulary; :class:`ContentError` names the line that is no YAML."""
    path = FOLDER / name
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError([Fault(path, line, f"不是正确的 YAML:{error.problem}")]) from error


def _fault(name: str, error: Exception) -> ContentError:
    return ContentError([Fault(FOLDER / name, 0, str(error))])


@lru_cache(maxsize=1)
def answering() -> Answering:
    """Thresholds and sentences."""
    try:
        return Answering.model_validate(read_vocabulary("answering.yml"))
    except ValidationError as error:
        raise _fault("answering.yml", error) from error


@lru_cache(maxsize=1)
def emergencies() -> Emergencies:
    """Emergency wordings."""
    try:
        return Emergencies.model_validate(read_vocabulary("emergency.yml"))
    except ValidationError as error:
        raise _fault("emergency.yml", error) from error


@lru_cache(maxsize=1)
def elsewhere_vocabulary() -> Elsewhere:
    """Names of other places."""
    try:
        return Elsewhere.model_validate(read_vocabulary("elsewhere.yml"))
    except (ValidationError, re.error) as error:
        raise _fault("elsewhere.yml", error) from error
