"""Confidence and passages: the curve rises with evidence, and says nothing without any."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering.confidence import confidence, lead
from actions.answering.vocabulary import answering
from knowledge.index.phrase import Phrase, Target


def match(score: float, about: str, meaning: float = 0.9, wording: float = 0.8) -> Any:
    phrase = Phrase("说法", Target.SERVICE, about)
    return SimpleNamespace(phrase=phrase, score=score, meaning=meaning, wording=wording)


BASE: Any = SimpleNamespace(
    subject_of=lambda found: found.phrase.id, explained=SimpleNamespace(share=lambda question, about: 0.9)
)


def test_lead_is_over_the_next_subject_not_over_the_same_one() -> None:
    found = [match(0.9, "id-card"), match(0.85, "id-card"), match(0.5, "residence-permit")]
    assert lead(BASE, found) == pytest.approx(0.4)


def test_nothing_found_is_no_confidence() -> None:
    assert confidence(BASE, "身份证丢了", [], answering().confidence) == 0.0


@pytest.mark.parametrize("weak", [{"meaning": 0.1}, {"wording": 0.0}])
def test_less_evidence_is_less_confidence(weak: dict[str, float]) -> None:
    curve = answering().confidence
    strong = confidence(BASE, "身份证丢了怎么补", [match(0.9, "id-card")], curve)
    weaker = confidence(BASE, "身份证丢了怎么补", [match(0.9, "id-card", **weak)], curve)
    assert 0 < weaker < strong < 1
    assert strong > answering().thresholds.sure
