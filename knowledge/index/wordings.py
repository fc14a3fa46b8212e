"""How alike two wordings are by their characters and by their sound."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_matrix
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
    """Cosine of TF-IDF vectors over the terms that ``analyse`` gives.

    The weights are scikit-learn's; a question is weighed here, as its general machinery costs ten
    times what one short text needs.
    """

    def __init__(self, texts: Sequence[str], analyse: Callable[[str], Iterable[str]]) -> None:
        self._analyse = analyse
        self._size = len(texts)
        self._terms: dict[str, int] = {}
        if not any(analyse(text) for text in texts):
            return
        vectorizer = TfidfVectorizer(analyzer=analyse, sublinear_tf=True, dtype=np.float32)
        columns = csc_matrix(vectorizer.fit_transform(texts))
        # A term's texts and its weights in them lie between two places.
        self._texts, self._shares = columns.indices.astype(np.intp), columns.data
        self._places = columns.indptr.astype(np.intp)
        self._rarity: Floats = vectorizer.idf_.astype(np.float32)
        self._terms = vectorizer.vocabulary_

    def __call__(self, text: str) -> Floats:
        counts = Counter(self._terms[term] for term in self._analyse(text) if term in self._terms)
        if not counts:
            return np.zeros(self._size, dtype=np.float32)
        terms = np.fromiter(counts, dtype=np.intp, count=len(counts))
        times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(times)) * self._rarity[terms]
        return self._weighed(terms, weights / np.linalg.norm(weights))

    def _weighed(self, terms: npt.NDArray[np.intp], weights: Floats) -> Floats:
        starts, ends = self._places[terms], self._places[terms + 1]
        counts = ends - starts
        upto = np.cumsum(counts)
        at = np.arange(upto[-1]) + np.repeat(ends - upto, counts)
        rows, shares = self._texts[at], self._shares[at] * np.repeat(weights, counts)
        found: Floats = np.bincount(rows, shares, minlength=self._size).astype(np.float32)
        return found
