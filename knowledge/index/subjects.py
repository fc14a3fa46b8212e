"""Which subject a question is about, learnt from all wordings of a version.

Comparing with single wordings asks which one is nearest; this asks what all wordings of a subject have in common that
those of others have not: “外地户口” stands beside many matters, “领证” beside one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]
#: The file of a version that holds them.
SUBJECTS = "subjects.npz"
#: Subjects with fewer wordings are learnt as one: five words do not show what they have in common.
LEAST = 8
#: The inverse of the strength that keeps weights small, and steps of fitting; see docs/adr/0007-matching-matters.md.
LOOSENESS, STEPS = 10.0, 60
_OTHER = ""


@dataclass(frozen=True)
class Subjects:
    """A multinomial logistic regression over centred vectors; without subjects everything has probability 0."""

    names: tuple[str, ...]
    #: One row a subject, and the centre of all wordings.
    weights: Floats
    constants: Floats
    centre: Floats

    @classmethod
    def learnt(cls, vectors: Floats, names: Sequence[str]) -> Subjects:
        """Learn from the vectors of wordings, one row each, and the names of what they are about."""
        many = {name for name, count in Counter(names).items() if count >= LEAST}
        labels = [name if name in many else _OTHER for name in names]
        if len(set(labels)) < 2:
            return cls.nothing(vectors.shape[1])
        centre: Floats = vectors.mean(axis=0)
        fitted = LogisticRegression(C=LOOSENESS, max_iter=STEPS, tol=1e-3).fit(
            _directions(vectors - centre), labels
        )
        weights, constants = fitted.coef_, fitted.intercept_
        if len(weights) == 1:  # of two subjects only the second one's weights are told
            weights, constants = np.vstack([-weights, weights]) / 2, np.hstack([-constants, constants]) / 2
        return cls(tuple(map(str, fitted.classes_)), *map(_single, (weights, constants, centre)))

    @classmethod
    def nothing(cls, dimension: int) -> Subjects:
        """What is known without wordings."""
        return cls((), *(np.zeros(shape, np.float32) for shape in ((0, dimension), 0, dimension)))

    @classmethod
    def load(cls, path: Path) -> Subjects:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(tuple(kept["names"].tolist()), kept["weights"], kept["constants"], kept["centre"])

    def save(self, path: Path) -> None:
        """Write to a ``.npz`` file."""
        names = np.array(self.names, dtype=np.str_)
        np.savez(path, names=names, weights=self.weights, constants=self.constants, centre=self.centre)

    def places(self, names: Sequence[str]) -> Numbers:
        """Where :meth:`probabilities` tells of each subject; of the others together, or the last place, if unknown."""
        at = {name: place for place, name in enumerate(self.names)}
        other = at.get(_OTHER, len(self.names))
        return np.array([at.get(name, other) for name in names], dtype=np.intp)

    def probabilities(self, vector: Floats) -> Floats:
        """Probability of each subject, 0 to 1, and 0 at one place more."""
        found = np.zeros(len(self.names) + 1, dtype=np.float32)
        if self.names:
            scores = self.weights @ _directions(vector - self.centre) + self.constants
            shares = np.exp(scores - scores.max())
            found[:-1] = shares / shares.sum()
        return found


def _directions(vectors: Floats) -> Floats:
    """Vectors of length 1; one that is the centre itself stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return _single(vectors / np.maximum(lengths, np.finfo(np.float32).tiny))


def _single(numbers: npt.NDArray[np.floating]) -> Floats:
    single: Floats = np.asarray(numbers, dtype=np.float32)
    return single
