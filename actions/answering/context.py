"""What the answering steps share while one question is worked on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from actions.answering.aspects import aspects_asked
from actions.answering.base import Base, Match
from actions.answering.confidence import WITNESSES, View, confidence, witnessed
from actions.answering.lazy import lazy
from actions.answering.question import Question
from actions.answering.story import STORY, matches_of_story
from actions.answering.vocabulary import answering
from knowledge import city_time
from knowledge.formats.service import Aspect, Service
from knowledge.text.asking import affirmed, final_question, standard, subject
from knowledge.text.normalise import digits, normalise
from knowledge.text.pinyin import is_pinyin

Floats = npt.NDArray[np.float32]

#: The dialogue act of what the city's assistant is not for.
OUTSIDE = "out_of_scope"
#: Between these the passages are asked as well; beyond them they change nothing and cost a search.
DOUBTFUL = (0.05, 0.95)
_NUMBER = re.compile(r"(\d+)")
_ENDS = re.compile("[。!?;]")


def first_question(text: str) -> str | None:
    """The first of several questions, if it says what it is about; ``None`` for one question or a story."""
    parts = [part for part in _ENDS.split(text) if len(subject(part)) >= 2]
    return parts[0] if len(parts) > 1 and len(text) <= STORY else None


@dataclass
class Context:
    """A question, the knowledge it is asked of, and what has been found out so far."""

    question: Question
    base: Base
    today: date = field(default_factory=city_time.today)

    @lazy
    def text(self) -> str:
        """The normalised question, in characters if it was typed in pinyin, without what it denies."""
        text = normalise(self.question.text)
        if is_pinyin(text):
            return "".join(map(self._read, _NUMBER.split(text)))
        typed = standard(digits(text))
        return self._clearer(self._affirmed(self.base.lexicon.mended(typed)), self._affirmed(typed))

    def _clearer(self, mended: str, typed: str) -> str:
        """The mended question, unless it is clearer as typed: 新厂房盖好了 does not mean 改好."""
        if mended == typed or self._view(mended).confidence > self._view(typed).confidence:
            return mended
        return typed

    def _affirmed(self, text: str) -> str:
        """What is not denied; “不是身份证丢了,是到期要换” is still about the identity card."""
        said = affirmed(text)
        paper = self.base.papers.named(text) if said != text else None
        return said if paper is None or self.base.papers.named(said) else paper + said

    def _read(self, part: str) -> str:
        return part if part.isdigit() else self.base.lexicon.characters(part)

    @lazy
    def vector(self) -> Floats:
        """The encoded question."""
        vector: Floats = self.base.encoder.encode_queries([self.text])[0]
        return vector

    @lazy
    def view(self) -> View:
        """The whole question; of several questions the first (“结婚登记去哪办?带几张照片?”), if it is clearer."""
        whole, first = self._view(self.text), first_question(self.text)
        part = self._view(first) if first is not None else whole
        return part if part.confidence > whole.confidence else whole

    def _view(self, text: str) -> View:
        vector: Floats = self.base.encoder.encode_queries([text])[0]
        matches = self.base.matches(text, vector)
        if len(text) > STORY:
            matches = matches_of_story(self.base, text, vector, matches)
        matches = self.base.plausible(matches, vector)
        sure = confidence(self.base, text, vector, matches, answering().confidence)
        return View(text, vector, matches, sure)

    @property
    def matches(self) -> list[Match]:
        """Matters for the question, best first."""
        return self.view.matches

    @lazy
    def confidence(self) -> float:
        """Probability that the best match is the matter meant; in doubt with what the passages say to it."""
        view = self.view
        if not DOUBTFUL[0] <= view.confidence <= DOUBTFUL[1]:
            return view.confidence
        hits = self.base.searcher.search(view.text, top=WITNESSES, vector=view.vector)
        outside = self.question.confidence if self.question.intent == OUTSIDE else 0.0
        return witnessed(self.base, view, hits, outside, answering().witness)

    @lazy
    def asked(self) -> str:
        """The part that asks: the last sentence of a long story, else the whole question."""
        return final_question(self.text) if len(self.text) > STORY else self.text

    @lazy
    def aspects(self) -> list[Aspect]:
        """The aspects asked about, first the one that the words name first."""
        return aspects_asked(self.asked, self.question.intent, self.question.confidence)

    @lazy
    def current(self) -> Service | None:
        """The service that the conversation is about."""
        return self.base.catalogue.services.get(self.question.current_service or "")
