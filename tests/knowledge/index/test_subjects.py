"""Subjects learnt from wordings: told apart by what their wordings have in common."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from knowledge.index.subjects import LEAST, Subjects

Floats = npt.NDArray[np.float32]
DIMENSION = 6


def around(direction: int, count: int, seed: int) -> Floats:
    """Vectors of length 1 that lie about one axis."""
    noise = np.random.default_rng(seed).normal(0, 0.2, (count, DIMENSION)).astype(np.float32)
    noise[:, direction] += 1
    return (noise / np.linalg.norm(noise, axis=1, keepdims=True)).astype(np.float32)


def learnt(*counts: int) -> Subjects:
    """Subjects a, b, c … with so many wordings each, one axis a subject."""
    vectors = [around(at, count, at) for at, count in enumerate(counts)]
    names = [name for name, count in zip("abcdef", counts, strict=False) for _ in range(count)]
    return Subjects.learnt(np.vstack(vectors), names)


def told(subjects: Subjects, direction: int, name: str) -> float:
    shares = subjects.probabilities(around(direction, 1, 99)[0])
    return float(shares[subjects.places([name])[0]])


@pytest.mark.parametrize("counts", [(20, 20), (20, 20, 20), (40, LEAST, 20)])
def test_a_question_is_about_the_subject_whose_wordings_it_is_like(counts: tuple[int, ...]) -> None:
    subjects = learnt(*counts)
    for at, name in zip(range(len(counts)), "abc", strict=False):
        assert told(subjects, at, name) > 0.5


def test_probabilities_add_up_and_nothing_is_told_of_strangers() -> None:
    subjects = learnt(20, 20, 20)
    shares = subjects.probabilities(around(0, 1, 7)[0])
    assert shares.sum() == pytest.approx(1, abs=1e-5)
    assert shares[subjects.places(["unheard"])[0]] == 0


def test_subjects_of_few_wordings_are_one() -> None:
    subjects = learnt(20, 20, LEAST - 1, LEAST - 1)
    assert subjects.names == ("", "a", "b")
    assert subjects.places(["c", "d"]).tolist() == [0, 0]
    assert told(subjects, 2, "c") > told(subjects, 2, "a")


@pytest.mark.parametrize("counts", [(), (20,), (LEAST - 1, LEAST - 1)])
def test_too_little_to_learn_from_tells_nothing(counts: tuple[int, ...]) -> None:
    vectors = np.vstack(
        [np.zeros((0, DIMENSION), np.float32), *(around(at, n, at) for at, n in enumerate(counts))]
    )
    subjects = Subjects.learnt(
        vectors, [name for name, n in zip("ab", counts, strict=False) for _ in range(n)]
    )
    assert subjects.probabilities(around(0, 1, 1)[0]).tolist() == [0]
    assert subjects.places(["a", "b"]).tolist() == [0, 0]


def test_what_was_learnt_is_kept(tmp_path: Path) -> None:
    subjects = learnt(20, 20, 20)
    subjects.save(tmp_path / "subjects.npz")
    again, vector = Subjects.load(tmp_path / "subjects.npz"), around(1, 1, 3)[0]
    assert again.names == subjects.names
    assert again.probabilities(vector).tolist() == subjects.probabilities(vector).tolist()


def test_learning_twice_gives_the_same() -> None:
    vector = around(2, 1, 5)[0]
    assert (
        learnt(20, 9, 20).probabilities(vector).tolist() == learnt(20, 9, 20).probabilities(vector).tolist()
    )


def test_the_centre_itself_is_no_error() -> None:
    subjects = learnt(20, 20)
    assert np.isfinite(subjects.probabilities(subjects.centre)).all()
