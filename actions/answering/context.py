"""What the answering steps share while one question is worked on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from actions.answering.aspects import aspects_asked
from actions.answering.base import Base, Match
from actions.answering.confidence import confidence
from actions.answering.question import Question
from actions.answering.vocabulary import answering
from knowledge.formats.service import Aspect, Service
from knowledge.text.asking import affirmed, final_question, standard
from knowledge.text.normalise import digits, normalise
from knowledge.text.pinyin import is_pinyin

Floats = npt.NDArray[np.float32]

#: Longer than this a message tells a story, and only its last sentence asks.
STORY = 45


@dataclass
class Context:
    """A question, the knowledge it is asked of, and what has been found out so far."""

    question: Question
    base: Base
    today: date = field(default_factory=date.today)

    @cached_property
    def text(self) -> str:
        """The normalised question, in characters if it was typed in pinyin, without what it denies."""
        text = normalise(self.question.text)
        if is_pinyin(text):
            return self.base.lexicon.characters(text)
        return affirmed(self.base.lexicon.mended(standard(digits(text))))

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
    def confidence(self) -> float:
        """Probability that the best match is the matter meant."""
        return confidence(self.base, self.text, self.matches, answering().confidence)

    @cached_property
    def aspects(self) -> list[Aspect]:
        """The aspects asked about, first the one that the words name first."""
        text = final_question(self.text) if len(self.text) > STORY else self.text
        return aspects_asked(text, self.question.intent, self.question.confidence)

    @cached_property
    def current(self) -> Service | None:
        """The service that the conversation is about."""
        return self.base.catalogue.services.get(self.question.current_service or "")
