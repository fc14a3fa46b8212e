"""An encoder that needs no model: hashed character pairs, so that texts with shared pairs are near."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.encoder.runtime import Encoder
from knowledge.text.tokens import bigrams


class FakeEncoder(Encoder):
    """Deterministic unit vectors; remembers what it was asked to encode."""

    def __init__(self, fingerprint: str = "fake", dimension: int = 64) -> None:
        config: dict[str, Any] = {
            "prompts": {"query": "", "passage": ""},
            "pooling": "mean",
            "dimension": dimension,
            "fingerprint": fingerprint,
        }
        super().__init__(session=None, tokenizer=None, config=config)
        self.queries: list[str] = []
        self.passages: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.queries += texts
        return self._vectors(texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.passages += texts
        return self._vectors(texts)

    def forget(self) -> None:
        """Start counting anew."""
        self.queries.clear()
        self.passages.clear()

    def _vectors(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[0] = 0.1
            for gram in bigrams(text):
                row[zlib.crc32(gram.encode()) % self.dimension] += len(gram)
            row /= np.linalg.norm(row)
        return vectors
