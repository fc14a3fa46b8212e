from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.answering.base import BEYOND, SAME, Base, Match, first
from actions.answering.recent import A_FEW, Recent
from knowledge.index.phrase import Phrase, Target


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.5000001, 1.0]), max_size=40), st.integers(1, 12))
def test_the_first_are_those_of_a_stable_sort(scores: list[float], count: int) -> None:
    score = np.array(scores, dtype=np.float32)
    assert first(score, count).tolist() == np.argsort(-score, kind="stable")[:count].tolist()


def plausible(score: float, beyond: float) -> list[str]:
    """What is left of a wording that turns away, with its score, and one of ours, by the probability given."""
    lawsuit = Match(Phrase("欠钱的公司注销了能告不", Target.ANSWER, "lawsuit"), score, score, score)
    ours = Match(Phrase("有债能注销不", Target.ANSWER, "deregistration"), 0.4, 0.4, 0.4)
    base: Any = SimpleNamespace(
        turns_away=lambda match: match.phrase.id == "lawsuit", beyond=lambda vector: beyond
    )
    return [match.phrase.id for match in Base.plausible(base, [lawsuit, ours], np.zeros(2, np.float32))]


def test_one_wording_that_turns_away_counts_only_with_the_others() -> None:
    assert plausible(SAME - 0.1, BEYOND - 0.1) == ["deregistration"]
    assert plausible(SAME - 0.1, BEYOND) == ["lawsuit", "deregistration"]


def test_nearly_its_words_count_by_themselves() -> None:
    assert plausible(SAME, BEYOND - 0.1) == ["lawsuit", "deregistration"]


def test_a_value_is_computed_once_while_it_is_recent() -> None:
    computed: list[int] = []
    recent: Recent[int, int] = Recent()

    def asked(key: int) -> int:
        return recent.get(key, lambda: computed.append(key) or -key)

    assert [asked(1), asked(2), asked(1)] == [-1, -2, -1]
    assert computed == [1, 2]
    for key in range(10, 10 + A_FEW):
        asked(key)
    assert asked(1) == -1
    assert computed.count(1) == 2


def test_a_fault_is_not_kept() -> None:
    recent: Recent[str, int] = Recent()

    def fails() -> int:
        raise ValueError("once")

    with pytest.raises(ValueError, match="once"):
        recent.get("text", fails)
    assert recent.get("text", lambda: 7) == 7
