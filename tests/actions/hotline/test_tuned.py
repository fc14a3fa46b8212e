import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from actions.hotline.tuned import Head, Tuned, log_shares
from knowledge.encoder.runtime import Floats
from knowledge.errors import EncoderError

TUNED = Tuned(
    b"graph",
    Head(np.array([[1, 0], [0, 1]], np.float32), np.array([0, 0.5], np.float32)),
    Head(np.array([[1, 1], [0, 1], [1, 0]], np.float32), np.zeros(3, np.float32)),
)


class Upright:
    """An encoder that turns every text into the same vector."""

    fingerprint = "upright"

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        return np.array([[0.0, 1.0]] * len(texts), np.float32)


@given(arrays.arrays(np.float64, (3, 4), elements=st.floats(-1e6, 1e6)))
def test_shares_sum_to_one(scores: np.ndarray) -> None:
    assert np.exp(log_shares(scores)).sum(axis=1) == pytest.approx(1.0)


def test_a_reader_says_how_likely_departments_and_categories_are() -> None:
    opened = []

    def served(graph: bytes) -> Upright:
        opened.append(graph)
        return Upright()

    departments, categories = TUNED.reader(served).read(["停水", "摆摊"])
    assert opened == [b"graph"]
    assert (departments.shape, categories.shape) == ((2, 2), (2, 3))
    assert departments.argmax(axis=1).tolist() == [1, 1]
    assert departments[0, 1] - departments[0, 0] == pytest.approx(20.5)


def test_what_was_packed_is_unpacked() -> None:
    found = Tuned.unpacked(TUNED.packed())
    assert found.graph == TUNED.graph
    for name in ("departments", "categories"):
        assert np.array_equal(getattr(found, name).weights, getattr(TUNED, name).weights)
        assert np.array_equal(getattr(found, name).offsets, getattr(TUNED, name).offsets)


def test_packing_is_always_the_same() -> None:
    assert TUNED.packed() == TUNED.packed()


def test_a_broken_graph_is_said(tiny_encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCODER_DIR", str(tiny_encoder))
    with pytest.raises(EncoderError, match="损坏"):
        TUNED.reader()


def test_serving_needs_no_pytorch() -> None:
    program = (
        "import sys, actions.hotline.routing, actions.hotline.model_file, actions.hotline.tuned; "
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", program], timeout=120).returncode == 0
