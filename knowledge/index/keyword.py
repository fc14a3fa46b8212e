"""Keyword legs: BM25 over jieba words and over character pairs, for passages and documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import bm25s
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

#: Terms saturate slowly and length counts less than in English web text.
K1, B = 1.2, 0.6


class Keywords:
    """BM25 scores of every entry for a list of terms."""

    def __init__(self, index: bm25s.BM25 | None, size: int) -> None:
        self._index = index
        self.size = size

    @classmethod
    def build(cls, entries: Sequence[list[str]]) -> Keywords:
        """Index one list of terms an entry; entries may be empty."""
        if not any(entries):
            return cls(None, len(entries))
        index = bm25s.BM25(k1=K1, b=B, method="lucene")
        index.index(entries, show_progress=False)
        return cls(index, len(entries))

    def save(self, folder: Path) -> None:
        """Write the index; an empty one leaves only its size."""
        folder.mkdir()
        (folder / "size.txt").write_text(str(self.size), encoding="ascii")
        if self._index is not None:
            self._index.save(str(folder / "bm25"), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> Keywords:
        """Read what :meth:`save` wrote."""
        size = int((folder / "size.txt").read_text(encoding="ascii"))
        if not (folder / "bm25").is_dir():
            return cls(None, size)
        return cls(bm25s.BM25.load(str(folder / "bm25"), load_corpus=False), size)

    def scores(self, terms: list[str]) -> Floats:
        """BM25 of every entry, shape (size,); zeros when no term is known."""
        if self._index is None:
            return np.zeros(self.size, dtype=np.float32)
        known = [term for term in terms if term in self._index.vocab_dict]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return cast(Floats, np.asarray(self._index.get_scores(known), dtype=np.float32))
