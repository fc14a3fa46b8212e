"""What residents say to steer a form, from ``knowledge/vocabulary/forms.yml``; checked when read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import ConfigDict, Field, field_validator, model_validator

from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "forms.yml"
_BEFORE = "(?:我们|我|俺|咱|那|就|还是|先|也|还|真|可)*"
_AFTER = "(?:吧|了|啊|呀|哦|呢|嘛|哈|的|啦|诶)*"


class Act(StrEnum):
    """What a message does to the form rather than to its question."""

    ANSWER = "answer"
    CANCEL = "cancel"
    UNKNOWN = "unknown"
    GO_ON = "go_on"
    BACK = "back"
    AGAIN = "again"
    CORRECT = "correct"


class Texts(Strict):
    """Sentences that all forms share."""

    resume: Text
    unclear: Text
    left: Text
    first: Text
    cancel: Text
    unknown: Text


class Controls(Strict):
    """Words that steer, by act."""

    cancel: tuple[Text, ...] = Field(min_length=1)
    unknown: tuple[Text, ...] = Field(min_length=1)
    go_on: tuple[Text, ...] = Field(min_length=1)
    back: tuple[Text, ...] = Field(min_length=1)
    again: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Controls:
        words = [word for act in type(self).model_fields for word in getattr(self, act)]
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            raise ValueError(f"一个词只能放在一处:{'、'.join(twice)}")
        return self


class Vocabulary(Strict):
    """forms.yml"""

    model_config = ConfigDict(ignored_types=(cached_property,))

    controls: Controls
    corrections: tuple[Text, ...] = Field(min_length=1)
    correction_fillers: Text
    questions: tuple[Text, ...] = Field(min_length=1)
    texts: Texts

    @field_validator("corrections", "questions")
    @classmethod
    def _patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            compiled(pattern)
        return patterns

    @field_validator("correction_fillers")
    @classmethod
    def _pattern(cls, pattern: str) -> str:
        compiled(pattern)
        return pattern

    @cached_property
    def control(self) -> dict[Act, re.Pattern[str]]:
        """For each act, the messages that do nothing else."""
        acts = (Act.CANCEL, Act.UNKNOWN, Act.GO_ON, Act.BACK, Act.AGAIN)
        return {act: _whole(getattr(self.controls, act)) for act in acts}

    @cached_property
    def correction(self) -> re.Pattern[str]:
        """How a correction begins."""
        return compiled("|".join(f"(?:{pattern})" for pattern in self.corrections))

    @cached_property
    def filler(self) -> re.Pattern[str]:
        """What may stand between the beginning of a correction and what is meant."""
        return compiled(self.correction_fillers)

    @cached_property
    def question(self) -> re.Pattern[str]:
        """What a message that asks something looks like."""
        return compiled("|".join(f"(?:{pattern})" for pattern in self.questions))


def compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression; a faulty one is told in words that an editor understands."""
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"“{pattern}”不是正确的正则:{error}") from error


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(f"{_BEFORE}(?:{'|'.join(map(re.escape, longest_first))}){_AFTER}")


def read(path: Path = FILE) -> Vocabulary:
    """The vocabulary of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    vocabulary, faults = check(Vocabulary, document.data, document.lines)
    if vocabulary is None:
        raise ContentError(faults)
    return vocabulary


@lru_cache(maxsize=1)
def forms() -> Vocabulary:
    """The vocabulary, read once."""
    return read()
