"""Rules, statuses and numbers of inspections, as staff wrote them: ``knowledge/vocabulary/inspection.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field

from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FOLDER = Path(__file__).parents[2] / "knowledge" / "vocabulary"
FILE = FOLDER / "inspection.yml"

Whole = Annotated[int, Field(ge=1)]


class Level(StrEnum):
    """What a broken rule leads to."""

    REFUSE = "refuse"
    PROPOSE = "propose"
    NOTICE = "notice"


class Rule(Strict):
    """A rule that is checked: what it leads to, what it says, and where it stands."""

    level: Level
    text: Text
    #: 文号 and article; absent where the rule is this system's own.
    basis: Text | None = None


class InspectionType(Strict):
    """A type of inspection."""

    name: Text
    #: Whether it counts against the yearly cap.
    capped: bool
    basis: Text


class Wording(Strict):
    """What the person at the door is told about a code."""

    verdict: Annotated[str, Field(pattern="^(genuine|caution|refuse|unknown)$")]
    label: Text
    text: Text
    next: Annotated[tuple[Text, ...], Field(min_length=1)]


class Numbers(Strict):
    """Limits and spans. Each is explained in the file."""

    inspectors_least: Whole
    emergency_hours: Whole
    joint_days: Whole
    window_hours_longest: Whole
    code_minutes: Whole
    skew_seconds: Whole
    early_minutes: Whole
    ratings_least: Whole
    one_time_minutes: Whole
    one_time_attempts: Whole
    one_time_per_hour: Whole
    session_hours: Whole
    wrong_codes_per_hour: Whole
    cap_near_left: Annotated[int, Field(ge=0)]
    photos_most: Whole


class Vocabulary(Strict):
    """The whole file."""

    numbers: Numbers
    types: dict[str, InspectionType]
    classes: dict[str, Text]
    rules: dict[str, Rule]
    not_inspectors: dict[str, Text]
    not_agencies: dict[str, Text]
    verdicts: dict[str, Wording]
    visit_statuses: dict[str, Text]
    case_statuses: dict[str, Text]
    grades: dict[int, Text]


@dataclass(frozen=True)
class Finding:
    """A rule that a request runs into, in words."""

    code: str
    level: Level
    text: str
    basis: str | None = None

    @property
    def sentence(self) -> str:
        """The text with its basis."""
        return f"{self.text}（依据：{self.basis}）" if self.basis else self.text

    def document(self) -> dict[str, str]:
        """As JSON."""
        written = {"code": self.code, "level": self.level.value, "text": self.text}
        return {**written, "basis": self.basis} if self.basis else written


M = TypeVar("M", bound=BaseModel)


def read_file(path: Path, model: type[M]) -> M:
    """A vocabulary file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    read, faults = check(model, document.data, document.lines)
    if read is None:
        raise ContentError(faults)
    return read


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    return read_file(FILE, Vocabulary)


def numbers() -> Numbers:
    """The limits and spans."""
    return vocabulary().numbers


def finding(code: str, **words: object) -> Finding:
    """The finding of a rule, with its blanks filled in."""
    rule = vocabulary().rules[code]
    return Finding(code, rule.level, rule.text.format_map(dict(words)), rule.basis)


def named(choices: Mapping[str, str], key: str) -> str:
    """The Chinese word for a key; the key itself for one that the file no longer has."""
    return choices.get(key, key)
