"""Credit codes are read leniently, checked strictly, and explained when wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.inspection.credit_code import ALPHABET, check_character, masked_credit_code, read_credit_code
from actions.inspection.errors import CreditCodeInvalid
from actions.privacy import is_credit_code

firsts = st.text(alphabet=ALPHABET, min_size=17, max_size=17)


@given(firsts)
def test_a_code_with_its_check_character_is_read(first: str) -> None:
    code = first + check_character(first)
    assert read_credit_code(f" {code[:9].lower()} {code[9:]} ") == code
    assert is_credit_code(code)


@given(firsts, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(first: str, place: int, other: str) -> None:
    code = first + check_character(first)
    if code[place] == other:
        return
    with pytest.raises(CreditCodeInvalid, match="校验不通过"):
        read_credit_code(code[:place] + other + code[place + 1 :])


def test_the_message_says_which_character_would_be_right() -> None:
    first = "92419001MA0000001"
    right = check_character(first)
    with pytest.raises(CreditCodeInvalid, match=f"应是“{right}”，您写的是"):
        read_credit_code(first + ("1" if right != "1" else "2"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 位"),
        ("9241900", "7 位"),
        ("O2419001MA00000011", "第 1 位“O”不对.*可能是“0”"),
        ("92419001MA000000I1", "第 17 位“I”不对.*可能是“1”"),
        ("92419001MA000000？1", "第 17 位"),
    ],
)
def test_the_message_says_what_is_wrong_and_where(text: str, said: str) -> None:
    with pytest.raises(CreditCodeInvalid, match=said):
        read_credit_code(text)


def test_full_width_characters_are_the_same_code() -> None:
    first = "92419001MA0000001"
    code = first + check_character(first)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
    assert read_credit_code(wide) == code


def test_a_masked_code_shows_neither_end_in_full() -> None:
    assert masked_credit_code("92419001MA00000011") == "92************0011"
