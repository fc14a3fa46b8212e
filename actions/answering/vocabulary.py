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


class Thresholds(_Frozen):
    """Scores from which on an answer is given; see answering.yml."""

    sure: float
    maybe: float
    margin: float
    passage_cosine: float
    passage_cover: float


class Texts(_Frozen):
    """Sentences for the resident; see answering.yml."""

    unreadable: str
    no_answer: str
    nearest: str
    which: str
    none_of_these: str
    none_reply: str
    out_of_scope: str
    digest: str
    reference: str


class Answering(_Frozen):
    """answering.yml"""

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
    def _compile(cls, words: list[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(word) for word in words)


class Emergencies(_Frozen):
    """emergency.yml"""

    groups: tuple[EmergencyGroup, ...]
    unless: tuple[re.Pattern[str], ...]
    next: str

    @field_validator("unless", mode="before")
    @classmethod
    def _compile(cls, words: list[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(word) for word in words)


def _read(name: str) -> Any:
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
        return Answering.model_validate(_read("answering.yml"))
    except ValidationError as error:
        raise _fault("answering.yml", error) from error


@lru_cache(maxsize=1)
def emergencies() -> Emergencies:
    """Emergency wordings."""
    try:
        return Emergencies.model_validate(_read("emergency.yml"))
    except (ValidationError, re.error) as error:
        raise _fault("emergency.yml", error) from error
