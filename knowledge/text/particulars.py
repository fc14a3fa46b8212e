"""Finer questions than the aspects of a guide: opening hours, proxies, visits, who is in charge."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from knowledge.errors import ContentError, Fault
from knowledge.formats.service import Aspect

FILE = Path(__file__).parents[1] / "vocabulary" / "particulars.yml"


class Particular(StrEnum):
    """What is asked; the names in particulars.yml."""

    HOURS = "hours"
    PHONE = "phone"
    AGENT = "agent"
    VISITS = "visits"
    DEPARTMENT = "department"


class Wording(BaseModel):
    """How a particular is asked for, where a record may tell it, and what is said when it doesn't."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    aspect: Aspect
    words: re.Pattern[str]
    told: re.Pattern[str] | None = None
    lead: str
    gap: str
    #: The curated answer when no service is meant.
    answer: str | None = None

    @field_validator("words", mode="before")
    @classmethod
    def _one_pattern(cls, words: Any) -> re.Pattern[str]:
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise ValueError("要写成列表，每项是一个不为空的正则")
        return _compiled("|".join(words))

    @field_validator("told", mode="before")
    @classmethod
    def _pattern(cls, words: Any) -> re.Pattern[str]:
        return _compiled(str(words))

    @field_validator("gap")
    @classmethod
    def _names_the_service(cls, gap: str) -> str:
        if "{service}" not in gap:
            raise ValueError("gap 里要有 {service}")
        return gap


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"“{pattern}”不是正确的正则：{error}") from error


@lru_cache(maxsize=1)
def particulars() -> dict[Particular, Wording]:
    """All wordings; :class:`ContentError` when the file is faulty."""
    try:
        rows = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return {name: Wording.model_validate(rows[name.value]) for name in Particular}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError([Fault(FILE, line, f"不是正确的 YAML：{error.problem}")]) from error
    except (ValidationError, KeyError, TypeError) as error:
        raise ContentError([Fault(FILE, 0, str(error))]) from error


def particular_asked(text: str) -> tuple[Particular, str] | None:
    """The particular that a question names last, and the question without those words."""
    found = [(match.end(), name) for name, row in particulars().items() for match in row.words.finditer(text)]
    if not found:
        return None
    name = max(found)[1]
    return name, particulars()[name].words.sub(" ", text)
