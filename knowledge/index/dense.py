"""The dense leg: FAISS over unit vectors, exact up to a measured size, HNSW beyond."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

#: Exact search stays under a few milliseconds up to here; see docs/adr/0005-retrieval.md.
EXACT_UP_TO = 200_000
HNSW_LINKS = 32


class Dense:
    """Nearest passages by inner product of unit vectors."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Floats) -> Dense:
        """Index vectors of shape (n, d), float32, unit length."""
        faiss.omp_set_num_threads(1)
        width = vectors.shape[1]
        index: Any
        if len(vectors) <= EXACT_UP_TO:
            index = faiss.IndexFlatIP(width)
        else:
            index = faiss.IndexHNSWFlat(width, HNSW_LINKS, faiss.METRIC_INNER_PRODUCT)
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> Dense:
        """Read what :meth:`save` wrote."""
        faiss.omp_set_num_threads(1)
        return cls(faiss.read_index(str(path)))

    def nearest(self, vector: Floats, count: int) -> tuple[Ints, Floats]:
        """Positions and cosines of the ``count`` nearest passages, best first."""
        count = min(count, self._index.ntotal)
        if count == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        scores, positions = self._index.search(vector[None, :], count)
        found = positions[0] >= 0
        return cast(Ints, positions[0][found]), cast(Floats, scores[0][found])

    def cosines(self, vector: Floats, positions: Ints) -> Floats:
        """Cosine of the vector with the passages at these positions."""
        if not len(positions):
            return np.zeros(0, dtype=np.float32)
        return cast(Floats, self._index.reconstruct_batch(positions) @ vector)

    def vectors(self) -> Floats:
        """All vectors in their order, for reuse by the next build."""
        return cast(Floats, self._index.reconstruct_n(0, self._index.ntotal))
