import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline.similar import SHOWN, Matter, probability, similar, wording
from tests.actions.hotline.toy_encoder import ToyEncoder

ENCODER = ToyEncoder()
LAMP = Matter("1", "佃头村口的路灯坏了", "419001100", "419001100201", "street-light")


def test_the_same_words_at_the_same_place_are_the_same_matter() -> None:
    (match,) = similar(LAMP, [Matter("2", LAMP.text, LAMP.town, LAMP.village, LAMP.category)], ENCODER)
    assert match.matter.key == "2"
    assert match.reasons == ("说的是相近的事", "在同一个村（社区）", "同一类诉求")


@pytest.mark.parametrize(
    "other",
    [
        Matter("2", LAMP.text, "419001100", "419001100202", "street-light"),
        Matter("2", LAMP.text, "419001101", None, "street-light"),
        Matter("2", "医保报销什么时候到账", "419001100", "419001100201", "medical-insurance"),
        Matter("2", "", "419001100", "419001100201", "street-light"),
    ],
)
def test_another_place_or_another_matter_is_not_the_same(other: Matter) -> None:
    assert similar(LAMP, [other], ENCODER) == []


def test_the_likeliest_come_first_and_only_a_few() -> None:
    others = [
        Matter(str(at), LAMP.text + "了" * at, LAMP.town, LAMP.village, LAMP.category) for at in range(6)
    ]
    found = similar(LAMP, others, ENCODER)
    assert len(found) == SHOWN
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert found[0].matter.key == "0"


def test_the_place_makes_it_likelier() -> None:
    near, unknown = LAMP, Matter("3", LAMP.text)
    assert probability(LAMP, near, 0.93) > probability(LAMP, unknown, 0.93)


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_said_resembles_nothing(text: str) -> None:
    assert similar(Matter("1", text), [LAMP], ENCODER) == []


def test_no_candidates() -> None:
    assert similar(LAMP, [], ENCODER) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_wording_is_a_share_that_does_not_mind_the_order(one: str, other: str) -> None:
    assert 0 <= wording(one, other) <= 1
    assert wording(one, other) == wording(other, one)


@given(st.text(min_size=1, max_size=60))
def test_a_text_shares_all_wording_with_itself(text: str) -> None:
    assert wording(text, text) in (0.0, 1.0)
