from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt
import pytest

from knowledge.index import dense
from knowledge.index.dense import Dense

Floats = npt.NDArray[np.float32]


def unit_vectors(count: int, width: int = 16, seed: int = 7) -> Floats:
    vectors = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def vectors() -> Floats:
    return unit_vectors(50)


def test_the_nearest_are_those_of_a_full_comparison(vectors: Floats) -> None:
    question = unit_vectors(1, seed=8)[0]
    positions, cosines = Dense.build(vectors).nearest(question, 10)
    expected = np.argsort(-(vectors @ question))[:10]
    assert positions.tolist() == expected.tolist()
    assert cosines == pytest.approx((vectors @ question)[expected], abs=1e-5)


def test_a_vector_is_nearest_to_itself(vectors: Floats) -> None:
    index = Dense.build(vectors)
    assert [int(index.nearest(vector, 1)[0][0]) for vector in vectors] == list(range(len(vectors)))


@pytest.mark.parametrize("asked", [50, 51, 5000])
def test_no_more_come_than_there_are(vectors: Floats, asked: int) -> None:
    positions, cosines = Dense.build(vectors).nearest(vectors[0], asked)
    assert len(positions) == len(cosines) == 50
    assert (np.diff(cosines) <= 0).all()


def test_cosines_of_chosen_positions(vectors: Floats) -> None:
    chosen = np.array([3, 1, 49], dtype=np.int64)
    assert Dense.build(vectors).cosines(vectors[5], chosen) == pytest.approx(
        vectors[chosen] @ vectors[5], abs=1e-5
    )


def test_cosines_of_no_position(vectors: Floats) -> None:
    assert Dense.build(vectors).cosines(vectors[0], np.zeros(0, dtype=np.int64)).tolist() == []


def test_vectors_come_back_as_they_were(vectors: Floats) -> None:
    assert (Dense.build(vectors).vectors() == vectors).all()


def test_what_was_saved_finds_the_same(vectors: Floats, tmp_path: Path) -> None:
    index = Dense.build(vectors)
    index.save(tmp_path / "dense.faiss")
    loaded = Dense.load(tmp_path / "dense.faiss")
    assert (loaded.vectors() == vectors).all()
    assert loaded.nearest(vectors[2], 5)[0].tolist() == index.nearest(vectors[2], 5)[0].tolist()


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    Dense.build(np.zeros((0, 16), dtype=np.float32)).save(tmp_path / "dense.faiss")
    empty = Dense.load(tmp_path / "dense.faiss")
    positions, cosines = empty.nearest(unit_vectors(1)[0], 5)
    assert positions.tolist() == cosines.tolist() == []
    assert empty.vectors().shape == (0, 16)


def test_a_large_collection_is_searched_by_a_graph(
    vectors: Floats, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 10)
    Dense.build(vectors).save(tmp_path / "dense.faiss")
    index = Dense.load(tmp_path / "dense.faiss")
    assert isinstance(index._index, faiss.IndexHNSWFlat)
    found = [int(index.nearest(vector, 1)[0][0]) for vector in vectors]
    assert found == list(range(len(vectors)))
    assert index.vectors() == pytest.approx(vectors)
    chosen = np.array([4, 2], dtype=np.int64)
    assert index.cosines(vectors[4], chosen) == pytest.approx(vectors[chosen] @ vectors[4], abs=1e-5)
