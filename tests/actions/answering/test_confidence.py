"""Confidence and passages: the curve rises with evidence, and says nothing without any."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from actions.answering.confidence import View, agreement, confidence, lead, witnessed
from actions.answering.vocabulary import answering
from knowledge.index.phrase import Phrase, Target


def match(score: float, about: str, meaning: float = 0.9, wording: float = 0.8) -> Any:
    phrase = Phrase("说法", Target.SERVICE, about)
    return SimpleNamespace(phrase=phrase, score=score, rank=score, meaning=meaning, wording=wording)


VECTOR = np.zeros(2, np.float32)


def base(beyond: float = 0.0, **more: Any) -> Any:
    """Knowledge that explains nine tenths of a question, which is one of ``lawsuit`` by the probability given."""
    return SimpleNamespace(
        subject_of=lambda found: found.phrase.id,
        explained=SimpleNamespace(share=lambda question, about: 0.9),
        turns_away=lambda found: found.phrase.id == "lawsuit",
        beyond=lambda vector: beyond,
        **more,
    )


BASE = base()


def test_lead_is_over_the_next_subject_not_over_the_same_one() -> None:
    found = [match(0.9, "id-card"), match(0.85, "id-card"), match(0.5, "residence-permit")]
    assert lead(BASE, found) == pytest.approx(0.4)


def test_nothing_found_is_no_confidence() -> None:
    assert confidence(BASE, "身份证丢了", VECTOR, [], answering().confidence) == 0.0


@pytest.mark.parametrize("weak", [{"meaning": 0.1}, {"wording": 0.0}])
def test_less_evidence_is_less_confidence(weak: dict[str, float]) -> None:
    curve = answering().confidence
    strong = confidence(BASE, "身份证丢了怎么补", VECTOR, [match(0.9, "id-card")], curve)
    weaker = confidence(BASE, "身份证丢了怎么补", VECTOR, [match(0.9, "id-card", **weak)], curve)
    assert 0 < weaker < strong < 1
    assert strong > answering().thresholds.sure


def hit(document: str, cosine: float = 0.9) -> Any:
    return SimpleNamespace(chunk=SimpleNamespace(document=document), cosine=cosine)


CATALOGUE = SimpleNamespace(
    answers={"lost": SimpleNamespace(sources=[SimpleNamespace(document="id-card-law")], service="id-card")}
)
WITNESSED = base(catalogue=CATALOGUE)


@pytest.mark.parametrize(
    ("documents", "expected"),
    [(["id-card", "a"], 1.0), (["a", "id-card"], 0.5), (["a", "b", "c"], 0.0), ([], 0.0)],
)
def test_agreement_is_by_the_rank_of_the_matters_own_document(documents: list[str], expected: float) -> None:
    assert agreement(WITNESSED, match(0.9, "id-card"), [hit(name) for name in documents]) == expected


@pytest.mark.parametrize("document", ["id-card-law", "id-card"])
def test_an_answer_rests_on_what_it_cites_and_on_its_service(document: str) -> None:
    answer: Any = SimpleNamespace(phrase=Phrase("说法", Target.ANSWER, "lost"))
    assert agreement(WITNESSED, answer, [hit(document)]) == 1.0


def test_passages_and_the_classifier_speak_for_and_against() -> None:
    curve, view = answering().witness, View("身份证丢了", VECTOR, [match(0.6, "id-card", 0.6, 0.5)], 0.5)
    agreed = witnessed(WITNESSED, view, [hit("id-card")], 0.0, curve)
    alone = witnessed(WITNESSED, view, [hit("other")], 0.0, curve)
    doubted = witnessed(WITNESSED, view, [hit("other")], 0.9, curve)
    assert 0 < doubted < alone < agreed < 1
    assert witnessed(WITNESSED, replace(view, matches=[]), [hit("id-card")], 0.0, curve) == 0.0


def test_what_is_like_questions_that_are_turned_away_is_less_surely_ours() -> None:
    curve = answering().confidence
    ours = confidence(base(0.0), "身份证丢了", VECTOR, [match(0.6, "id-card", 0.6)], curve)
    doubtful = confidence(base(0.7), "身份证丢了", VECTOR, [match(0.6, "id-card", 0.6)], curve)
    turned_away = confidence(base(0.7), "身份证丢了", VECTOR, [match(0.6, "lawsuit", 0.6)], curve)
    assert doubtful < ours == turned_away
