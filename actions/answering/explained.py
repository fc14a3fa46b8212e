"""How much of a question a matter's own texts explain: “宠物狗上户口” has a part that 上户口 knows nothing of."""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

from actions.answering.recent import Recent
from knowledge.catalogue import Catalogue
from knowledge.index.chunk import Chunk
from knowledge.index.phrase import Phrase, subject_of
from knowledge.index.wordings import Canonical
from knowledge.text.asking import subject
from knowledge.text.normalise import normalise
from knowledge.text.tokens import bigrams


class Explained:
    """Character pairs of each matter's phrases, answers and guide, weighed by how rare they are."""

    def __init__(self, catalogue: Catalogue, phrases: Sequence[Phrase], chunks: Sequence[Chunk]) -> None:
        self._catalogue = catalogue
        canonical = Canonical(catalogue.synonyms)
        self._pairs: dict[str, set[str]] = defaultdict(set)
        for phrase in phrases:
            self._know(self.subject_of(phrase), phrase.text, canonical(phrase.text))
        for answer in catalogue.answers.values():
            self._know(answer.service or answer.id, normalise(answer.answer))
        for chunk in chunks:
            if chunk.kind == "service":
                self._know(chunk.document, normalise(chunk.text))
        self._spread = Counter(pair for pairs in self._pairs.values() for pair in pairs)
        #: One question is held against many matters.
        self._weighed: Recent[str, list[tuple[str, float]]] = Recent()

    def _know(self, about: str, *texts: str) -> None:
        # Many matters share a pair: it is kept once.
        self._pairs[about].update(sys.intern(pair) for text in texts for pair in bigrams(text))

    def subject_of(self, phrase: Phrase) -> str:
        """See :func:`knowledge.index.phrase.subject_of`."""
        return subject_of(self._catalogue, phrase)

    def share(self, question: str, about: str) -> float:
        """Share of the question's subject that the matter's texts contain, rare pairs counting more, 0 to 1."""
        weighed = self._weighed.get(question, lambda: self._parts(question))
        total = sum(weight for _, weight in weighed)
        known = self._pairs.get(about, set())
        return sum(weight for part, weight in weighed if part in known) / total if total else 0.0

    def _parts(self, question: str) -> list[tuple[str, float]]:
        """The pairs of the question's subject with their weights; single characters only where there are no pairs."""
        parts = bigrams(subject(question) or question)
        parts = [part for part in parts if len(part) > 1] or parts
        return [(part, self._weight(part)) for part in parts]

    def _weight(self, pair: str) -> float:
        return math.log(1 + len(self._pairs) / (3 + self._spread[pair]))
