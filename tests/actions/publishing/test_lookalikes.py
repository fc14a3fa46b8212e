"""Phrasings that are almost those of something else."""

from __future__ import annotations

from actions.publishing.lookalikes import alike, sayings
from knowledge.catalogue import CONTENT, load

CATALOGUE = load(CONTENT, lenient=True)
KNOWN = sayings(CATALOGUE)
NOBODY = frozenset[str]()


def test_the_same_and_nearly_the_same_are_found() -> None:
    same, near, far = alike(
        ["身份证有效期几年", "请问身份证的有效期是几年啊", "演示乐器怎么租"], NOBODY, KNOWN
    )
    assert same is not None
    assert same.share == 1
    assert near is not None
    assert "身份证" in near.saying.text
    assert far is None


def test_ones_own_sayings_do_not_count() -> None:
    assert list(alike(["身份证有效期几年"], frozenset({"household-id-card-validity", "id-card"}), KNOWN)) == [
        None
    ]


def test_few_of_our_own_phrasings_look_like_another_matter() -> None:
    answers = list(CATALOGUE.answers.values())[::12]
    found = [
        one
        for answer in answers
        for one in alike(answer.questions, frozenset({answer.id, answer.service or answer.id}), KNOWN)
    ]
    assert sum(one is not None for one in found) <= len(found) * 0.02
