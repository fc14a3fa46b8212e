"""What is not for us by its very wording: accounts, lawsuits, medicine, opinions; see boundaries.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError, field_validator

from actions.answering.vocabulary import FOLDER, read_vocabulary
from knowledge.errors import ContentError, Fault

FILE = "boundaries.yml"


class Boundary(BaseModel):
    """One kind of question with the curated answer that turns it down."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: str
    answer: str | None = None
    words: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    @field_validator("words", "unless", mode="before")
    @classmethod
    def _one_pattern(cls, words: Any) -> re.Pattern[str]:
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise ValueError("要写成列表，每项是一个不为空的正则")
        try:
            return re.compile("|".join(words))
        except re.error as error:
            raise ValueError(f"不是正确的正则：{error}") from error

    def holds(self, text: str) -> bool:
        """Whether a question is of this kind."""
        return self.words.search(text) is not None and (self.unless is None or not self.unless.search(text))


class _Boundaries(RootModel[tuple[Boundary, ...]]):
    """boundaries.yml"""


@lru_cache(maxsize=1)
def boundaries() -> tuple[Boundary, ...]:
    """All kinds, in the order of the file; :class:`ContentError` when it is faulty."""
    try:
        return _Boundaries.model_validate(read_vocabulary(FILE)).root
    except ValidationError as error:
        raise ContentError([Fault(FOLDER / FILE, 0, str(error))]) from error


def boundary_of(text: str) -> Boundary | None:
    """The first kind that a question is of."""
    return next((boundary for boundary in boundaries() if boundary.holds(text)), None)
