"""``knowledge/vocabulary/triage.yml``: read once, every fault with its line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Id, Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "triage.yml"


def _compiled(pattern: Any) -> Any:
    if isinstance(pattern, re.Pattern):
        return pattern
    if not isinstance(pattern, str) or not pattern.strip():
        raise ValueError("要写一条不为空的正则")
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"“{pattern}”不是正确的正则：{error}") from error


Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
KindName = Literal["咨询", "求助", "投诉", "举报", "建议"]


class Hint(Strict):
    """A wording and how much it says about the kind."""

    pattern: Pattern
    weight: int = Field(ge=1, le=5)


class KindWords(Strict):
    """The wordings of one kind."""

    kind: KindName
    words: tuple[Hint, ...] = Field(min_length=1)


class Matter(Strict):
    """A group of wordings with what to tell the resident."""

    id: Id
    title: Text
    say: Text
    words: tuple[Pattern, ...] = Field(min_length=1)
    unless: tuple[Pattern, ...] = ()


class Urgent(Matter):
    """To be dealt with at once; ``numbers`` come first."""

    numbers: tuple[Literal["110", "119", "120", "122"], ...] = Field(min_length=1)


class Outside(Matter):
    """For another authority: the lawful way, the documents that say so, a curated answer if there is one."""

    documents: tuple[Id, ...] = Field(min_length=1)
    answer: Id | None = None


class TriageWords(Strict):
    """triage.yml"""

    kinds: tuple[KindWords, ...] = Field(min_length=5, max_length=5)
    sure_from: int = Field(ge=1)
    otherwise: KindName
    urgent: tuple[Urgent, ...]
    outside: tuple[Outside, ...]


def read(path: Path = FILE) -> TriageWords:
    """The words of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    words, faults = check(TriageWords, document.data, document.lines)
    if words is None:
        raise ContentError(faults)
    return words


@lru_cache(maxsize=1)
def triage_words() -> TriageWords:
    """The words in use."""
    return read()
