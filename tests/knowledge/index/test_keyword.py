from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.index.keyword import Keywords

terms = st.lists(st.sampled_from(["身份", "户口", "热线", "办理", "a1"]), max_size=6)
ENTRIES = [["身份", "证件", "身份"], ["户口", "证件"], [], ["热线"]]


def test_the_entry_with_the_term_scores() -> None:
    scores = Keywords.build(ENTRIES).scores(["身份"])
    assert scores.argmax() == 0
    assert np.count_nonzero(scores) == 1


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    scores = Keywords.build(ENTRIES).scores(["证件", "户口"])
    assert scores.argmax() == 1
    assert scores[0] > 0


def test_terms_add_up() -> None:
    index = Keywords.build(ENTRIES)
    both = index.scores(["身份", "证件"])
    assert both == pytest.approx(index.scores(["身份"]) + index.scores(["证件"]))


@pytest.mark.parametrize("asked", [[], ["没有"], ["没有", "也没有"]])
def test_unknown_terms_score_nothing(asked: list[str]) -> None:
    assert Keywords.build(ENTRIES).scores(asked).tolist() == [0, 0, 0, 0]


def test_unknown_terms_do_not_disturb_known_ones() -> None:
    index = Keywords.build(ENTRIES)
    assert index.scores(["没有", "户口"]) == pytest.approx(index.scores(["户口"]))


@pytest.mark.parametrize("entries", [[], [[]], [[], [], []]])
def test_nothing_but_empty_entries(entries: list[list[str]], tmp_path: Path) -> None:
    index = Keywords.build(entries)
    index.save(tmp_path / "leg")
    for one in (index, Keywords.load(tmp_path / "leg")):
        assert one.size == len(entries)
        assert one.scores(["身份"]).shape == (len(entries),)
        assert not one.scores(["身份"]).any()


def test_a_single_entry() -> None:
    assert Keywords.build([["身份"]]).scores(["身份"])[0] > 0


@settings(deadline=None, max_examples=30)
@given(st.lists(terms, max_size=6), terms)
def test_what_was_saved_scores_the_same(entries: list[list[str]], asked: list[str]) -> None:
    index = Keywords.build(entries)
    with TemporaryDirectory() as folder:
        index.save(Path(folder) / "leg")
        loaded = Keywords.load(Path(folder) / "leg")
        assert loaded.scores(asked).tolist() == index.scores(asked).tolist()


@settings(deadline=None, max_examples=50)
@given(st.lists(terms, min_size=1, max_size=6), terms)
def test_scores_are_one_number_an_entry_and_never_negative(
    entries: list[list[str]], asked: list[str]
) -> None:
    scores = Keywords.build(entries).scores(asked)
    assert scores.shape == (len(entries),)
    assert scores.dtype == np.float32
    for score, entry in zip(scores, entries, strict=True):
        assert (score > 0) == bool(set(entry) & set(asked))


def test_saving_over_another_leg_is_refused(tmp_path: Path) -> None:
    Keywords.build(ENTRIES).save(tmp_path / "leg")
    with pytest.raises(FileExistsError):
        Keywords.build(ENTRIES).save(tmp_path / "leg")
