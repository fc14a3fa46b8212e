"""What the answering steps share while one question is worked on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from actions.answering.aspects import aspects_asked
from actions.answering.base import Base, Match
from actions.answering.question import Question
from knowledge.formats.service import Aspect, Service
from knowledge.text.normalise import normalise
from knowledge.text.pinyin import is_pinyin

Floats = npt.NDArray[np.float32]


@dataclass
class Context:
    """A question, the knowledge it is asked of, and what has been found out so far."""

    question: Question
    base: Base
    today: date = field(default_factory=date.today)

    @cached_property
    def text(self) -> str:
        """The normalised question; one in pinyin is written in characters as far as words are known."""
        text = normalise(self.question.text)
        return self.base.lexicon.characters(text) if is_pinyin(text) else text

    @cached_property
    def vector(self) -> Floats:
        """The encoded question."""
        vector: Floats = self.base.encoder.encode_queries([self.text])[0]
        return vector

    @cached_property
    def matches(self) -> list[Match]:
        """Matters for the question, best first."""
        return self.base.matches(self.text, self.vector)

    @cached_property
    def aspects(self) -> list[Aspect]:
        """The aspects asked about, first the one that the words name first."""
        return aspects_asked(self.text, self.question.intent, self.question.confidence)

    @cached_property
    def current(self) -> Service | None:
        """The service that the conversation is about."""
        return self.base.catalogue.services.get(self.question.current_service or "")
