"""What a ticket's text is turned into: character and word n-grams, and the encoder's vector."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.encoder.runtime import Floats
from knowledge.text.normalise import normalise
from knowledge.text.tokens import words

#: How much the encoder's part counts beside either n-gram part, which have length 1.
DENSE_WEIGHT = 2.0
MANY = 500
_MASKED = re.compile(r"<[A-Z]+>|\*{2,}")
_NUMBER = re.compile(r"[0-9]+")


class Encodes(Protocol):
    """What is needed of the encoder."""

    fingerprint: str

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Texts to unit vectors."""


def cleaned(text: str) -> str:
    """Normalised, masks of personal numbers cut, any number alike but for its length."""
    plain = _MASKED.sub("＃", normalise(text)).lower()
    return _NUMBER.sub(lambda run: "0" * min(len(run[0]), 4), plain)


def segments(text: str) -> list[str]:
    """Words of a cleaned text; at module level so that the vectorizer can be stored."""
    return words().segments(text)


class Features:
    """Texts to rows of a sparse matrix; fitted on the training texts."""

    def __init__(self) -> None:
        self._characters = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 4), sublinear_tf=True, dtype=np.float32
        )
        self._words = TfidfVectorizer(
            tokenizer=segments, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True,
            dtype=np.float32,
        )  # fmt: skip
        self._centre: Floats = np.zeros(0, np.float32)
        self._scale = 1.0

    def fit(self, texts: Sequence[str], vectors: Floats) -> Any:
        """Learn vocabularies; the training rows."""
        rows = [cleaned(text) for text in texts]
        # What occurs once cannot generalise, but in a small file everything occurs once.
        self._characters.min_df = 2 if len(rows) >= MANY else 1
        characters = self._characters.fit_transform(rows)
        tokens = self._words.fit_transform(rows)
        self._centre = vectors.mean(axis=0)
        self._scale = float(vectors.std(axis=0).mean() * np.sqrt(vectors.shape[1])) or 1.0
        return hstack([characters, tokens, csr_matrix(self.dense(vectors) * DENSE_WEIGHT)]).tocsr()

    def transform(self, texts: Sequence[str], vectors: Floats) -> Any:
        """Rows of new texts."""
        rows = [cleaned(text) for text in texts]
        dense = csr_matrix(self.dense(vectors) * DENSE_WEIGHT)
        return hstack([self._characters.transform(rows), self._words.transform(rows), dense]).tocsr()

    def dense(self, vectors: Floats) -> Floats:
        """Vectors centred and brought to a length of about 1: e5 vectors all point the same way."""
        return np.asarray((vectors - self._centre) / self._scale, dtype=np.float32)
