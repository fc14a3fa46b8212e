"""Routing learnt from a city's own closed tickets: classifiers whose scores are multiplied.

    margins        a linear SVM over character and word n-grams beside the encoder's vector
    votes          of the most similar tickets by the encoder
    reading        by a fine-tuned encoder, where there were tickets enough to tune one

The product is brought to honest probabilities by one temperature: fitted on rows held out, or, with a
fine-tuned encoder, known from cross-validation, for it would take learning twice to fit.
Deterministic: the same file, encoder, libraries and kind of processor give the same model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.svm import LinearSVC

from actions.hotline.features import Encodes, Features
from actions.hotline.tickets_file import Tickets
from actions.hotline.tuned import Reader, Scores, log_shares
from knowledge.encoder.runtime import Floats

Ints = npt.NDArray[np.intp]

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
#: What the plain experts count beside the fine-tuned encoder, and the temperature of their product.
PLAIN_WEIGHT, TUNED_TEMPERATURE = 0.5, 1.4
#: The category is read; beside that count the votes of similar tickets, and what the departments usually have.
CATEGORY_VOTES, CATEGORY_HABIT = 0.5, 0.5
#: Votes of tickets of the same department; what is given to categories without any vote or ticket.
OWN_VOTES, LEAST_VOTE, LEAST_HABIT = 3.0, 0.01, 0.05


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

    def __init__(self, tickets: Tickets, vectors: Floats, reader: Reader | None = None) -> None:
        self.departments, self._labels = numbered(tickets.departments)
        self._categories, self._category_labels = numbered(tickets.categories)
        self._habits = _habits(self._labels, self._category_labels)
        self._reader = reader
        count = len(self.departments)
        self._temperature = (
            TUNED_TEMPERATURE if reader else _temperature(tickets.texts, vectors, self._labels, count)
        )
        self._experts = Experts(tickets.texts, vectors, self._labels, count)

    @classmethod
    def learn(cls, tickets: Tickets, encoder: Encodes, reader: Reader | None = None) -> Router:
        """Learn from closed tickets; ``reader`` reads with an encoder that was tuned on the same ones."""
        return cls(tickets, encoder.encode_queries(tickets.texts), reader)

    def __getstate__(self) -> dict[str, Any]:
        """What is stored: without the reader, which has a file of its own."""
        return {**self.__dict__, "_reader": None}

    def read_by(self, reader: Reader) -> None:
        """Take up the reader again after loading."""
        self._reader = reader

    def suggest(self, texts: Sequence[str], vectors: Floats) -> list[Suggestion]:
        """The three likeliest departments of each text, and a category."""
        if not texts:
            return []
        scores, read = self._experts.scores(texts, vectors), None
        if self._reader:
            departments, read = self._reader.read(texts)
            scores = departments + PLAIN_WEIGHT * log_shares(scores)
        shares = softmax(scores / self._temperature)
        best = np.argsort(-shares, axis=1, kind="stable")[:, :TOP]
        categories = self._likeliest_categories(vectors, shares, read)
        return [
            Suggestion(
                tuple((self.departments[at], float(shares[row, at])) for at in best[row]),
                self._categories[categories[row]],
            )
            for row in range(len(texts))
        ]

    def _likeliest_categories(self, vectors: Floats, shares: Scores, read: Scores | None) -> Ints:
        """By the most similar tickets, those of the same department first; and as read, if read."""
        nearest, similarity = self._experts.neighbours(vectors)
        own = np.where(self._labels[nearest] == shares.argmax(axis=1)[:, None], OWN_VOTES, 1.0)
        weights = own * np.exp(np.asarray(similarity, np.float64) * COSINE_SHARPNESS / 2)
        votes = np.zeros((len(nearest), len(self._categories)))
        for row in range(len(nearest)):
            np.add.at(votes[row], self._category_labels[nearest[row]], weights[row])
        if read is None:
            return np.asarray(votes.argmax(axis=1))
        votes = np.log(votes / votes.sum(axis=1, keepdims=True) + LEAST_VOTE)
        return np.asarray(
            (read + CATEGORY_VOTES * votes + CATEGORY_HABIT * np.log(shares @ self._habits)).argmax(axis=1)
        )


def numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """The different names in order, and the number of each row's name."""
    found, numbers = np.unique(np.array(names), return_inverse=True)
    return tuple(str(name) for name in found), np.asarray(numbers, np.intp)


def _habits(departments: Ints, categories: Ints) -> Scores:
    """Shares of the categories in each department's tickets."""
    counts = np.full((departments.max() + 1, categories.max() + 1), LEAST_HABIT)
    np.add.at(counts, (departments, categories), 1.0)
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


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
