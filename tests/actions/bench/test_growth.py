from __future__ import annotations

import numpy as np
import pytest

from actions.bench.growth import SIZES, TERMS, Grown, dense, entries, keywords, like, recall, rows
from knowledge.index.dense import EXACT_UP_TO


@pytest.fixture
def real() -> np.ndarray:
    rng = np.random.default_rng(1)
    made = rng.standard_normal((40, 8)).astype(np.float32) + 3
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_made_vectors_are_unit_vectors_of_the_same_kind(real: np.ndarray) -> None:
    made = like(real, 500, np.random.default_rng(2))
    assert made.shape == (500, 8)
    assert made.dtype == np.float32
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(500), abs=1e-5)
    assert (made @ real.mean(axis=0)).mean() == pytest.approx(
        float((real @ real.mean(axis=0)).mean()), abs=0.05
    )


def test_recall_is_the_share_of_exact_results() -> None:
    assert recall([[1, 2], [5, 9]], [[1, 2], [5, 6]]) == 0.75


def test_exact_search_and_graph_are_both_measured(real: np.ndarray) -> None:
    flat, graph = dense(like(real, 300, np.random.default_rng(3)), real[:5])
    assert (flat.kind, flat.size, flat.recall) == ("Flat", 300, None)
    assert graph.kind == "HNSW"
    assert graph.recall is not None
    assert graph.recall > 0.8


def test_entries_are_pasted_from_real_ones() -> None:
    pool = [[f"a{at}" for at in range(80)], ["b1", "b2"]]
    made = entries(pool, 20, seed=1)
    assert made == entries(pool, 20, seed=1)
    assert all(len(entry) >= TERMS for entry in made)
    assert {term for entry in made for term in entry} <= {term for source in pool for term in source}


def test_keywords_score_every_generated_entry() -> None:
    grown = keywords([["甲乙", "乙丙"]], [["甲乙"]], 12)
    assert (grown.kind, grown.size, grown.recall) == ("BM25", 12, None)


def test_rows_say_where_the_index_type_switches() -> None:
    found = rows([Grown("HNSW", SIZES[0], 1.5, 0.98, 2.0), Grown("Flat", SIZES[0], 0.5)])
    assert [row.value for row in found] == [1.5, 0.98, 2.0, 0.5, 0.0, EXACT_UP_TO]
