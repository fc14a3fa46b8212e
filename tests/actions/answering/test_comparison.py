"""Which wordings compare two things, and what they compare."""

from __future__ import annotations

import pytest

from actions.answering.comparison import _CURRENT, _TWO, _kinship
from tests.knowledge.guide.records import record


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("居住证和身份证有啥区别", "居住证", "身份证"),
        ("变更跟注销一样吗", "变更", "注销"),
        ("低保和临时救助到底有什么不同", "低保", "临时救助"),
    ],
)
def test_two_names_are_taken_apart(question: str, one: str, other: str) -> None:
    found = _TWO.search(question)
    assert found is not None
    assert (found["one"], found["other"]) == (one, other)


def test_the_other_name_alone_is_compared_with_the_current_matter() -> None:
    found = _CURRENT.search("那和身份证有啥区别")
    assert found is not None
    assert found["other"] == "身份证"


@pytest.mark.parametrize("question", ["身份证和户口本都要带吗", "结婚登记去哪办"])
def test_other_questions_compare_nothing(question: str) -> None:
    assert _TWO.search(question) is None


def test_services_that_are_taken_for_each_other_are_kin() -> None:
    own = record()
    assert _kinship(own, own) == pytest.approx(0.4)
    confused = own.model_copy(update={"not_to_confuse": (own.id,)})
    assert _kinship(confused, own) == pytest.approx(0.7)
