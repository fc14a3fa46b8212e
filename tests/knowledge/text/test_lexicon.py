from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text.lexicon import GENERAL_FROM, TERM_FROM, Lexicon
from knowledge.text.pinyin import split, syllables_known
from knowledge.text.tokens import Words


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.build(["身份证", "居住证", "补领", "公租房", "丢"] * 20 * TERM_FROM)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("shenfenzheng", "身份证"),
        ("shen fen zheng diu le", "身份证丢了"),
        ("JUZHUZHENG", "居住证"),
        ("gongzufang", "公租房"),
        ("buling", "补领"),
        ("", ""),
        ("hello", ""),
    ],
)
def test_pinyin_is_written_in_characters(lexicon: Lexicon, typed: str, written: str) -> None:
    assert lexicon.characters(typed) == written


@pytest.fixture
def few_general_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A general vocabulary of three words, one of them rare."""
    counts = {"及时": 3000, "集市": 2000, "机试": GENERAL_FROM - 1, "T恤": 3000}
    monkeypatch.setattr(Words, "general", lambda self: counts)


@pytest.mark.usefixtures("few_general_words")
def test_the_more_frequent_word_is_the_reading() -> None:
    assert Lexicon.build([]).characters("ji shi") == "及时"


@pytest.mark.usefixtures("few_general_words")
def test_our_own_words_win_over_general_ones() -> None:
    assert Lexicon.build(["济事"] * 2).characters("ji shi") == "济事"


@pytest.mark.usefixtures("few_general_words")
def test_words_too_long_or_without_a_sound_are_left_out() -> None:
    lexicon = Lexicon.build(["一二三四五六七八九", "ABC", ""])
    assert lexicon.characters("yi'er'san'si'wu'liu'qi'ba'jiu") == "yiersansiwuliuqibajiu"
    assert lexicon.characters("") == ""


def test_a_syllable_without_a_word_stays() -> None:
    assert Lexicon({}).characters("shenfen") == "shenfen"


def test_a_saved_lexicon_reads_the_same(lexicon: Lexicon, tmp_path: Path) -> None:
    lexicon.save(tmp_path / "lexicon.json")
    loaded = Lexicon.load(tmp_path / "lexicon.json")
    for text in ("shenfenzheng buling", "wo xiang ban juzhuzheng"):
        assert loaded.characters(text) == lexicon.characters(text)
    for text in ("身分正丢了", "我想办居注证"):
        assert loaded.mended(text) == lexicon.mended(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("身分正丢了怎么补", "身份证丢了怎么补"),
        ("公祖房怎么申请", "公租房怎么申请"),
        ("身份证丢了", "身份证丢了"),
        ("今天天气很好", "今天天气很好"),
        ("ABC 123", "ABC 123"),
        ("", ""),
    ],
)
def test_our_terms_are_mended_by_their_sound(lexicon: Lexicon, typed: str, meant: str) -> None:
    assert lexicon.mended(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("公积经", "公积金"), ("深份真", "身份证"), ("身份真", "身份真"), ("补里", "补里")]
)
def test_sounds_that_many_do_not_tell_apart(typed: str, meant: str) -> None:
    """A nearly right sound is mended when only one word of ours is meant: dearer than the right sound."""
    lexicon = Lexicon.build(["身份证", "补领", "公积金"] * 20 * TERM_FROM)
    assert lexicon.mended(typed) == meant


def test_a_word_used_seldom_is_no_term() -> None:
    assert Lexicon({}, terms=[]).mended("身分正") == "身分正"


@settings(deadline=None)
@given(st.text())
def test_without_terms_any_text_stays(text: str) -> None:
    assert Lexicon({}).mended(text) == text


@settings(deadline=None)
@given(st.text(st.sampled_from("身分份正证补领零公租祖房居住注ABC1,?")))
def test_mending_keeps_the_number_of_characters(lexicon: Lexicon, text: str) -> None:
    assert len(lexicon.mended(text)) == len(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(sorted(syllables_known())), max_size=6))
def test_every_reading_has_one_character_a_syllable_or_the_syllable(parts: list[str]) -> None:
    written = Lexicon({"shen fen": ("身份", -1.0), "zheng": ("证", -1.0)}).characters("'".join(parts))
    back = written.replace("身份", "shenfen").replace("证", "zheng")
    assert back == "".join(split("'".join(parts)) or [])
