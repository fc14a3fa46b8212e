from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text.normalise import content_characters, digits, has_content, normalise

#: Any code points at all, lone surrogates too.
anything = st.text(st.characters())
#: Chinese characters of the two oldest blocks, where traditional and simplified forms stand.
chinese = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF))
HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("身份证", "身份证"),
        ("ＡＢＣ１２３", "ABC123"),
        ("身份证，丢了？", "身份证,丢了?"),
        ("居民身份證補領", "居民身份证补领"),
        ("  两边\t和\n中间  ", "两边 和 中间"),
        ("全角\u3000空格", "全角 空格"),
        ("零\u200b宽\ufeff字符", "零宽字符"),
        ("方\u202e向\u202c", "方向"),
        ("变体\ufe0f选择\U000e0100符", "变体选择符"),
        ("标\U000e0041签", "标签"),
        ("半\ud800个代理", "半个代理"),
        ("私\ue000用", "私用"),
        ("㎡和①", "m2和1"),
        ("ｅ\u0301", "é"),
        ("", ""),
        (" \u200b\u3000 ", ""),
    ],
)
def test_different_ways_of_typing_become_one(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


def test_a_chain_of_conversions_goes_to_its_end() -> None:
    assert normalise("薴") == normalise("苧") == normalise("苎") == "苎"


@settings(deadline=None)
@given(anything)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@settings(deadline=None, max_examples=300)
@given(chinese)
def test_normalising_chinese_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@settings(deadline=None)
@given(anything)
def test_nothing_hidden_is_left(text: str) -> None:
    plain = normalise(text)
    assert not {unicodedata.category(char) for char in plain} & HIDDEN
    assert not any("\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" for char in plain)


@settings(deadline=None)
@given(anything)
def test_spaces_are_single_and_never_at_the_ends(text: str) -> None:
    plain = normalise(text)
    assert plain == plain.strip()
    assert "  " not in plain
    assert not any(char.isspace() and char != " " for char in plain)


@given(st.text(st.sampled_from("身份证丢了怎么补办ABC123 ,?!")))
def test_plain_text_only_loses_spaces(text: str) -> None:
    assert normalise(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "kept"),
    [("身份证,丢了?", "身份证丢了"), ("A b-C 1", "abc1"), ("😀!", ""), ("", "")],
)
def test_content_characters_are_letters_and_digits(text: str, kept: str) -> None:
    assert content_characters(text) == kept


@given(anything)
def test_content_characters_say_whether_there_is_content(text: str) -> None:
    assert has_content(text) == bool(content_characters(text))


@given(anything)
def test_content_characters_of_content_characters_are_the_same(text: str) -> None:
    once = content_characters(text)
    assert content_characters(once) == once
    assert all(char.isalnum() for char in once)


@pytest.mark.parametrize("text", ["😀😀", "?!…", " ", "", "——"])
def test_signs_alone_are_no_content(text: str) -> None:
    assert not has_content(text)


@pytest.mark.parametrize("text", ["证", "a", "1", "😀好"])
def test_one_character_is_content(text: str) -> None:
    assert has_content(text)


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("一二三四五热线", "12345热线"),
        ("打幺二零", "打120"),
        ("三五天", "三五天"),
        ("二百三十四", "二百三十四"),
        ("第一条", "第一条"),
        ("二〇二六年", "2026年"),
        ("", ""),
    ],
)
def test_numbers_read_out_become_digits(spoken: str, written: str) -> None:
    assert digits(spoken) == written


@given(st.text())
def test_writing_digits_keeps_the_length_and_is_final(text: str) -> None:
    once = digits(text)
    assert len(once) == len(text)
    assert digits(once) == once
