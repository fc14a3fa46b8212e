"""A fine-tuned encoder with its linear heads, as it is served: ONNX Runtime and numpy, no PyTorch."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from actions.hotline.features import Encodes
from knowledge.encoder.runtime import Encoder, Floats

Scores = npt.NDArray[np.float64]

#: Unit vectors are made this long before the heads.
LENGTH = 20.0
HEADS, HEAD_PARTS = ("departments", "categories"), ("weights", "offsets")


@dataclass(frozen=True)
class Head:
    """Linear scores of unit vectors: a row of weights and an offset for each class."""

    weights: Floats
    offsets: Floats

    def shares(self, vectors: Floats) -> Scores:
        """Log probabilities, a row a vector."""
        return log_shares(vectors.astype(np.float64) @ self.weights.T * LENGTH + self.offsets)


def graph_encoder(graph: bytes) -> Encodes:
    """The encoder in use with another graph."""
    return Encoder.load(graph=graph)


@dataclass(frozen=True)
class Tuned:
    """What fine-tuning made: the encoder's graph, and the heads of departments and categories."""

    graph: bytes
    departments: Head
    categories: Head

    def reader(self, served: Callable[[bytes], Encodes] = graph_encoder) -> Reader:
        """Who reads with it; the graph itself is not kept."""
        return Reader(self.departments, self.categories, served(self.graph))

    def packed(self) -> bytes:
        """As one file: arrays only, nothing that runs when it is read."""
        stored = io.BytesIO()
        heads = {
            f"{name}_{part}": getattr(getattr(self, name), part) for name in HEADS for part in HEAD_PARTS
        }
        np.savez(stored, graph=np.frombuffer(self.graph, np.uint8), **heads)
        return stored.getvalue()

    @classmethod
    def unpacked(cls, data: bytes) -> Tuned:
        """From :meth:`packed`."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            heads = (Head(*(arrays[f"{name}_{part}"] for part in HEAD_PARTS)) for name in HEADS)
            return cls(arrays["graph"].tobytes(), *heads)


class Reader:
    """Reads texts with a fine-tuned encoder."""

    def __init__(self, departments: Head, categories: Head, encoder: Encodes) -> None:
        self._departments = departments
        self._categories = categories
        self._encoder = encoder

    def read(self, texts: Sequence[str]) -> tuple[Scores, Scores]:
        """Log probabilities of departments and of categories, a row a text."""
        vectors = self._encoder.encode_queries(texts)
        return self._departments.shares(vectors), self._categories.shares(vectors)


def log_shares(scores: Scores) -> Scores:
    """Rows of scores to logarithms of shares of 1."""
    high = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(high - np.log(np.exp(high).sum(axis=1, keepdims=True)))
