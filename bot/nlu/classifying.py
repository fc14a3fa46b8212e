"""Classify a message without copying the whole classifier. Python 3.10.

A model holds a row of weights for each act, but scipy multiplies a sparse message with a row for each feature:
it brings all of them, 20,000 by 36, into that order for every message. It also stacks the one message's
features by machinery for many.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix

_load = LogisticRegressionClassifier.load.__func__
_rows = LogisticRegressionClassifier._create_X


def classify_without_copies() -> None:
    """From now on classifiers are loaded with their weights as they are used, and one message is one row."""
    LogisticRegressionClassifier.load = classmethod(load)
    LogisticRegressionClassifier._create_X = rows


def load(cls: type[LogisticRegressionClassifier], *args: Any, **kwargs: Any) -> Any:
    """The classifier of a model, its weights ordered by feature."""
    component = _load(cls, *args, **kwargs)
    if hasattr(component.clf, "coef_"):  # without examples nothing was learned
        component.clf.coef_ = np.asfortranarray(component.clf.coef_)
    return component


def rows(classifier: LogisticRegressionClassifier, messages: list[Message]) -> csr_matrix:
    """The features of messages, a row each."""
    one = row(messages[0]) if len(messages) == 1 else None
    return _rows(classifier, messages) if one is None else one


def row(message: Message) -> csr_matrix | None:
    """Counts and vector of a message side by side; ``None`` when it has not exactly one row of each."""
    counts, vector = message.get_sparse_features(TEXT)[1], message.get_dense_features(TEXT)[1]
    if counts is None or vector is None or (counts.features.shape[0], len(vector.features)) != (1, 1):
        return None
    words, dense = csr_matrix(counts.features), vector.features[0]
    width = words.shape[1]
    places = np.concatenate([words.indices, np.arange(width, width + len(dense), dtype=words.indices.dtype)])
    values = np.concatenate([words.data, dense]).astype(np.float64)
    return csr_matrix((values, places, [0, len(values)]), shape=(1, width + len(dense)))
