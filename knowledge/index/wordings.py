"""How alike two wordings are by their characters and by their sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.formats.synonyms import SynonymGroup
from knowledge.text.asking import without_filler
from knowledge.text.normalise import content_characters
from knowledge.text.pinyin import sound_pairs
from knowledge.text.tokens import bigrams

Floats = npt.NDArray[np.float32]
#: Sound alone is weaker evidence than characters.
SOUND_WEIGHT = 0.88


class Canonical:
    """Replaces everyday words by the official ones, longest first."""

    def __init__(self, groups: Iterable[SynonymGroup]) -> None:
        self._to = {
            word: group.canonical for group in groups for word in group.words if word != group.canonical
        }
        names = sorted({*self._to, *self._to.values()}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, names))) if names else None

    def __call__(self, text: str) -> str:
        """The text with canonical words."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._to.get(found[0], found[0]), text)


class Wordings:
    """TF-IDF over character pairs and over syllable pairs of all phrases."""

    def __init__(self, texts: Sequence[str], synonyms: Iterable[SynonymGroup] = ()) -> None:
        self._canonical = Canonical(synonyms)
        plain = [self.plain(text) for text in texts]
        self._characters = _Similar(plain, bigrams)
        self._sounds = _Similar(plain, sound_pairs)
        self._exact: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            self._exact.setdefault(content_characters(text), []).append(at)

    def plain(self, text: str) -> str:
        """What a wording is about: canonical words, without words of asking; never empty."""
        return without_filler(self._canonical(text))

    def similarities(self, question: str) -> Floats:
        """Similarity of the question with every phrase, in [0, 1]; 1 for the same wording."""
        plain = self.plain(question)
        both = np.maximum(self._characters(plain), SOUND_WEIGHT * self._sounds(plain))
        both[self._exact.get(content_characters(question), [])] = 1.0
        found: Floats = both.astype(np.float32)
        return found


class _Similar:
    """Cosine of TF-IDF vectors over the terms that ``analyse`` gives."""

    def __init__(self, texts: Sequence[str], analyse: Any) -> None:
        self._vectorizer = TfidfVectorizer(analyzer=analyse, sublinear_tf=True, dtype=np.float32)
        self._matrix: csr_matrix | None = None
        if any(analyse(text) for text in texts):
            self._matrix = self._vectorizer.fit_transform(texts)
        self._size = len(texts)

    def __call__(self, text: str) -> Floats:
        if self._matrix is None:
            return np.zeros(self._size, dtype=np.float32)
        vector = self._vectorizer.transform([text])
        return np.asarray((self._matrix @ vector.T).todense(), dtype=np.float32).ravel()
