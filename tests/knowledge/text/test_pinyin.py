from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text.pinyin import is_pinyin, sound, sound_pairs, split, syllables_known

#: Lists of syllables; with an apostrophe between them they can be read in one way only.
syllables = st.lists(st.sampled_from(sorted(s for s in syllables_known() if s.isascii())), max_size=8)
latin = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=20)


@pytest.mark.parametrize(
    "text", ["shenfenzheng", "shen fen zheng", "ShenFenZheng", "xi'an banshi", "nüren", "nvren"]
)
def test_pinyin_is_recognised(text: str) -> None:
    assert is_pinyin(text)


@pytest.mark.parametrize(
    "text",
    [
        "hello", "wechat", "email", "apple", "online", "password", "login", "Windows", "service", "passport",
        "wifi", "thanks", "visa", "English", "QR code", "the app is broken", "https", "www",
    ],
)  # fmt: skip
def test_english_is_no_pinyin(text: str) -> None:
    assert not is_pinyin(text)


@pytest.mark.parametrize("text", ["", "12345", "ban", "''''", "?", "身份证", "身份证shenfen", "!!!!", "😀"])
def test_short_mixed_and_empty_texts_are_no_pinyin(text: str) -> None:
    assert not is_pinyin(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("shenfenzheng", ["shen", "fen", "zheng"]),
        ("xi'an", ["xi", "an"]),
        ("xian", ["xian"]),
        ("bianan", ["bian", "an"]),
        ("tuanai", ["tuan", "ai"]),
        ("lüyou", ["lv", "you"]),
        ("LVYOU", ["lv", "you"]),
        ("ban 3 ci", ["ban", "ci"]),
        ("", []),
        ("123", []),
        ("xyz", None),
        ("shenfenx", None),
    ],
)
def test_split(text: str, parts: list[str] | None) -> None:
    assert split(text) == parts


@settings(deadline=None)
@given(syllables)
def test_syllables_with_apostrophes_are_read_as_they_are(parts: list[str]) -> None:
    found = split("'".join(parts))
    assert found is not None
    assert "".join(found) == "".join(parts)
    assert len(found) <= len(parts)


@settings(deadline=None)
@given(latin)
def test_split_joins_back_or_gives_up(text: str) -> None:
    found = split(text)
    assert found is None or "".join(found) == text
    assert found is None or set(found) <= syllables_known()


@settings(deadline=None)
@given(syllables)
def test_split_uses_no_more_syllables_than_were_written(parts: list[str]) -> None:
    found = split("".join(parts))
    assert found is not None
    assert len(found) <= len(parts)


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert is_pinyin(text) in (True, False)
    assert all(sound(text))


def test_every_syllable_has_a_vowel() -> None:
    assert {"shen", "lv", "a", "er", "zhuang"} <= syllables_known()
    assert not {"m", "n", "ng", "hm", ""} & syllables_known()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("身份证", ["shen", "fen", "zheng"]),
        ("绿女", ["lv", "nv"]),
        ("银行", ["yin", "hang"]),
        ("身份证ABC,1", ["shen", "fen", "zheng"]),
        ("shenfenzheng", ["shen", "fen", "zheng"]),
        ("hello", []),
        ("", []),
    ],
)
def test_sound(text: str, parts: list[str]) -> None:
    assert sound(text) == parts


def test_characters_and_their_pinyin_sound_alike() -> None:
    assert sound("居住证办理") == sound("juzhuzhengbanli")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("身份证", ["shen fen", "fen zheng"]), ("证", ["zheng"]), ("", []), ("?", [])],
)
def test_sound_pairs(text: str, pairs: list[str]) -> None:
    assert sound_pairs(text) == pairs


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2))
def test_one_pair_fewer_than_syllables(text: str) -> None:
    assert len(sound_pairs(text)) == max(len(sound(text)) - 1, min(len(sound(text)), 1))
