"""An encoder for tests: character pairs hashed into a few numbers, so that alike texts get alike vectors."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from knowledge.encoder.runtime import Floats

WIDTH = 96


class ToyEncoder:
    """Deterministic, needs no files."""

    fingerprint = "toy"

    def __init__(self, common: float = 1e-3) -> None:
        #: What all vectors have in common: e5 cosines lie close together.
        self._common = common

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Texts to unit vectors."""
        vectors = np.full((len(texts), WIDTH), self._common, np.float32)
        for row, text in enumerate(texts):
            for at in range(len(text)):
                for part in (text[at], text[at : at + 2]):
                    vectors[row, zlib.crc32(part.encode("utf-8", "surrogatepass")) % WIDTH] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
