"""Routing learnt from a city's own closed tickets: plain classifiers whose scores are multiplied.

    margins        a linear SVM over character and word n-grams beside the encoder's vector
    votes          of the most similar tickets by the encoder

The product is brought to honest probabilities by one temperature, fitted on rows held out.
The category is the one that the most similar tickets of the chosen department have.
Deterministic: the same file, encoder and libraries give the same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.svm import LinearSVC

from actions.hotline.features import Encodes, Features
from actions.hotline.tickets_file import Tickets
from knowledge.encoder.runtime import Floats

Ints = npt.NDArray[np.intp]
Scores = npt.NDArray[np.float64]

TOP = 3
SEED = 2026
NEIGHBOURS = 15
#: Margins and cosines are sharpened before they become shares; chosen by cross-validation.
MARGIN_SHARPNESS, COSINE_SHARPNESS = 3.0, 12.0
#: What the votes count beside the margins, in the product.
VOTES_WEIGHT = 0.3
LEAST_SHARE = 1e-4
#: One row in this many is held out to fit the temperature; smaller files use ``TEMPERATURE``.
HELD_OUT, ROWS_TO_HOLD_OUT = 6, 200
TEMPERATURE = 1.0
TEMPERATURES = tuple(0.4 + 0.1 * step for step in range(30))


@dataclass(frozen=True)
class Suggestion:
    """Departments for one text, best first, with their probabilities; and a category."""

    departments: tuple[tuple[str, float], ...]
    category: str


class Experts:
    """The classifiers, fitted on one set of rows; ``scores`` multiplies theirs."""

    def __init__(self, texts: Sequence[str], vectors: Floats, labels: Ints, classes: int) -> None:
        self._classes = classes
        self._features = Features()
        rows = self._features.fit(texts, vectors)
        self._svm = LinearSVC(C=0.2, random_state=SEED).fit(rows, labels)
        self._vectors = _unit(self._features.dense(vectors))
        self._labels = labels

    def scores(self, texts: Sequence[str], vectors: Floats) -> Scores:
        """Log scores, a row a text."""
        nearest, similarity = self.neighbours(vectors)
        margins = np.log(np.maximum(self._margins(texts, vectors), LEAST_SHARE))
        votes = np.log(np.maximum(self._votes(nearest, similarity), LEAST_SHARE))
        return np.asarray(margins + VOTES_WEIGHT * votes)

    def neighbours(self, vectors: Floats) -> tuple[Ints, Floats]:
        """The most similar training rows of each text, and how similar they are."""
        similarity = _unit(self._features.dense(vectors)) @ self._vectors.T
        count = min(NEIGHBOURS, similarity.shape[1])
        nearest = np.argsort(-similarity, axis=1, kind="stable")[:, :count]
        return nearest, np.take_along_axis(similarity, nearest, axis=1)

    def _margins(self, texts: Sequence[str], vectors: Floats) -> Scores:
        margins = self._svm.decision_function(self._features.transform(texts, vectors))
        if margins.ndim == 1:  # two classes only
            margins = np.stack([-margins, margins], axis=1)
        # A fold may lack a rare class altogether.
        full = np.full((len(texts), self._classes), margins.min() - 1.0)
        full[:, self._svm.classes_] = margins
        return softmax(full * MARGIN_SHARPNESS)

    def _votes(self, nearest: Ints, similarity: Floats) -> Scores:
        weights = softmax(np.asarray(similarity, np.float64) * COSINE_SHARPNESS)
        votes = np.zeros((len(nearest), self._classes))
        for row in range(len(nearest)):
            np.add.at(votes[row], self._labels[nearest[row]], weights[row])
        return votes


class Router:
    """Departments and a category for texts; made by :meth:`learn`."""

    def __init__(self, tickets: Tickets, vectors: Floats) -> None:
        names, labels = np.unique(np.array(tickets.departments), return_inverse=True)
        self.departments = tuple(str(name) for name in names)
        self._categories = tickets.categories
        self._labels: Ints = labels
        self._temperature = _temperature(tickets.texts, vectors, labels, len(names))
        self._experts = Experts(tickets.texts, vectors, labels, len(names))

    @classmethod
    def learn(cls, tickets: Tickets, encoder: Encodes) -> Router:
        """Learn from closed tickets."""
        return cls(tickets, encoder.encode_queries(tickets.texts))

    def suggest(self, texts: Sequence[str], vectors: Floats) -> list[Suggestion]:
        """The three likeliest departments of each text, and a category."""
        if not texts:
            return []
        scores = softmax(self._experts.scores(texts, vectors) / self._temperature)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :TOP]
        nearest, similarity = self._experts.neighbours(vectors)
        return [
            Suggestion(
                tuple((self.departments[at], float(scores[row, at])) for at in best[row]),
                self._category(nearest[row], similarity[row], int(best[row, 0])),
            )
            for row in range(len(texts))
        ]

    def _category(self, nearest: Ints, similarity: Floats, department: int) -> str:
        """The category of the most similar tickets; those of the same department count most."""
        votes: dict[str, float] = {}
        for at, close in zip(nearest, similarity, strict=True):
            own = 3.0 if self._labels[at] == department else 1.0
            name = self._categories[at]
            votes[name] = votes.get(name, 0.0) + own * float(np.exp(close * COSINE_SHARPNESS / 2))
        return max(votes, key=lambda name: (votes[name], name))


def _temperature(texts: Sequence[str], vectors: Floats, labels: Ints, classes: int) -> float:
    """What scores are divided by so that they say how often they are right, by rows held out."""
    if len(texts) < ROWS_TO_HOLD_OUT:
        return TEMPERATURE
    order = np.random.default_rng(SEED).permutation(len(texts))
    asked, known = order[::HELD_OUT], np.setdiff1d(order, order[::HELD_OUT])
    experts = Experts([texts[at] for at in known], vectors[known], labels[known], classes)
    scores = experts.scores([texts[at] for at in asked], vectors[asked])
    rows = np.arange(len(asked))

    def surprise(temperature: float) -> float:
        return float(
            -np.log(np.maximum(softmax(scores / temperature)[rows, labels[asked]], LEAST_SHARE)).mean()
        )

    return min(TEMPERATURES, key=surprise)


def softmax(values: Scores) -> Scores:
    """Rows to shares of 1."""
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), np.float32)
