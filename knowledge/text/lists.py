"""Questions for a list: “老人能办哪些事”, “公安局管哪些事”, “开公司到注销都有哪些事”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from knowledge.errors import ContentError, Fault
from knowledge.formats.service import Applicant, LifeStage

FILE = Path(__file__).parents[1] / "vocabulary" / "lists.yml"


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Span(_Frozen):
    """Words for a run of stages (“开公司到注销”)."""

    words: re.Pattern[str]
    stages: tuple[LifeStage, ...] = Field(min_length=1)
    applicant: Applicant


class Texts(_Frozen):
    """Sentences of a list; see lists.yml."""

    title: str
    more: str
    next: str
    none: str
    button: str


class Lists(_Frozen):
    """lists.yml"""

    asks: re.Pattern[str]
    unless: re.Pattern[str]
    stages: dict[LifeStage, tuple[str, ...]]
    spans: tuple[Span, ...]
    applicants: dict[Applicant, tuple[str, ...]]
    most: int = Field(ge=1, le=20)
    texts: Texts

    @field_validator("asks", mode="before")
    @classmethod
    def _one_pattern(cls, words: Any) -> re.Pattern[str]:
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise ValueError("要写成列表，每项是一个不为空的正则")
        try:
            return re.compile("|".join(words))
        except re.error as error:
            raise ValueError(f"不是正确的正则：{error}") from error


@dataclass(frozen=True)
class Group:
    """The services asked for: by stage, by applicant; ``words`` are what the resident called them."""

    words: str
    stages: tuple[LifeStage, ...] = ()
    applicant: Applicant | None = None


@lru_cache(maxsize=1)
def lists() -> Lists:
    """Wordings of lists; :class:`ContentError` when the file is faulty."""
    try:
        return Lists.model_validate(yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ContentError([Fault(FILE, line, f"不是正确的 YAML：{error.problem}")]) from error
    except ValidationError as error:
        raise ContentError([Fault(FILE, 0, str(error))]) from error


def asks_for_list(text: str) -> bool:
    """Whether several matters are asked for, not the steps or papers of one."""
    return lists().asks.search(text) is not None and not lists().unless.search(text)


def group_asked(text: str) -> Group | None:
    """The stage, run of stages or applicant that a question names, the most particular first."""
    for span in lists().spans:
        found = span.words.search(text)
        if found is not None:
            return Group(found[0], span.stages, span.applicant)
    named = {stage: _first(names, text) for stage, names in lists().stages.items()}
    words = max((word for word in named.values() if word), key=len, default=None)
    if words is not None:
        return Group(words, tuple(stage for stage, names in lists().stages.items() if words in names))
    for applicant, names in lists().applicants.items():
        word = _first(names, text)
        if word is not None:
            return Group(word, (), applicant)
    return None


def _first(names: tuple[str, ...], text: str) -> str | None:
    return next((name for name in names if name in text), None)
