from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text.tokens import (
    DICTIONARY,
    STOP_WORDS,
    Words,
    bigrams,
    dictionary_words,
    sentences,
    words,
    words_of,
)

chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))


@pytest.fixture(scope="module")
def general() -> Words:
    """A tokenizer without the project's dictionary."""
    return Words(dictionary=None)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("身份证", ["身", "份", "证", "身份", "份证"]),
        ("证", ["证"]),
        ("App登录", ["app", "登", "录", "登录"]),
        ("12345热", ["12345", "热"]),
        ("身份 证", ["身", "份", "身份", "证"]),
        ("?!", []),
        ("", []),
    ],
)
def test_bigrams_are_characters_pairs_and_whole_latin_runs(text: str, grams: list[str]) -> None:
    assert bigrams(text) == grams


@given(st.text())
def test_every_gram_stands_in_the_text(text: str) -> None:
    assert all(gram in text.lower() for gram in bigrams(text))


@given(chinese)
def test_the_single_grams_of_chinese_give_it_back(text: str) -> None:
    assert "".join(gram for gram in bigrams(text) if len(gram) == 1) == text


@given(chinese)
def test_chinese_of_length_n_has_2n_minus_1_grams(text: str) -> None:
    assert len(bigrams(text)) == max(0, 2 * len(text) - 1)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一句。两句!三句", ["一句。", "两句!", "三句"]),
        ("问?答;完\n下一行", ["问?", "答;", "完\n", "下一行"]),
        ("没有句号", ["没有句号"]),
        ("。。", ["。", "。"]),
        ("3.5元", ["3.5元"]),
        ("", []),
    ],
)
def test_sentences_end_with_their_marks(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(st.one_of(st.sampled_from("。!?;！？；\n"), st.characters())))
def test_joined_sentences_give_the_text_back(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(st.text())
def test_no_sentence_is_empty(text: str) -> None:
    assert all(sentences(text))


def test_words_leave_out_words_of_asking() -> None:
    cut = words().cut("请问身份证丢了怎么补办?")
    assert "身份证" in cut
    assert not set(cut) & STOP_WORDS
    assert "?" not in cut


def test_words_are_lower_case() -> None:
    assert "app" in words().cut("APP 登录")


def test_words_of_nothing_are_none() -> None:
    assert words().cut("") == []
    assert words().every("") == []


def test_every_word_keeps_words_of_asking_and_leaves_out_signs(general: Words) -> None:
    assert "".join(general.every("怎么补办,A1?")) == "怎么补办"


@settings(deadline=None)
@given(st.text())
def test_words_stand_in_the_text(text: str) -> None:
    assert all(word in text.lower() for word in words().cut(text))


@settings(deadline=None)
@given(chinese)
def test_every_word_joined_gives_chinese_back(text: str) -> None:
    assert "".join(words().every(text)) == text


@settings(deadline=None)
@given(st.text())
def test_segments_joined_give_the_text_back(text: str) -> None:
    assert "".join(words().segments(text)) == text


def test_counts_of_general_text(general: Words) -> None:
    counts = general.general()
    assert counts["中国"] == general.frequency("中国") > general.frequency("身份证") > 0
    assert general.frequency("没有这个词的") == 0
    assert all(counts.values())


def test_the_dictionary_teaches_words(tmp_path: Path, general: Words) -> None:
    dictionary = tmp_path / "dictionary.txt"
    dictionary.write_text("豫鄂湘证 20000 n\n", encoding="utf-8")
    assert "豫鄂湘证" not in general.cut("豫鄂湘证")
    assert "豫鄂湘证" in Words(dictionary).cut("豫鄂湘证")


def test_extra_words_are_known(general: Words) -> None:
    assert "济事通宝" in Words(dictionary=None, extra=["济事通宝"]).cut("济事通宝好用")
    assert "济事通宝" not in general.cut("济事通宝好用")


def test_a_missing_dictionary_is_no_fault(tmp_path: Path) -> None:
    assert "身份证" in Words(tmp_path / "none.txt").cut("身份证")
    assert dictionary_words(tmp_path / "none.txt") == []


def test_dictionary_words_are_its_first_column(tmp_path: Path) -> None:
    dictionary = tmp_path / "dictionary.txt"
    dictionary.write_text("居住证 20000 n\n\n身份证\n", encoding="utf-8")
    assert dictionary_words(dictionary) == ["居住证", "身份证"]


def test_the_projects_dictionary_is_used() -> None:
    longest = max(dictionary_words(DICTIONARY), key=len)
    assert longest in words().cut(longest)


@pytest.mark.parametrize("cut", [lambda text: words().cut(text), lambda text: words().every(text)])
def test_threads_get_the_same_words(cut: Callable[[str], list[str]]) -> None:
    texts = ["居民身份证丢失补领要带什么材料", "企业开办需要几天", "12345热线"] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(cut, texts)) == [cut(text) for text in texts]


def test_another_dictionary_takes_the_place_of_the_first_without_touching_it(tmp_path: Path) -> None:
    first = tmp_path / "first.txt"
    first.write_text("豫鄂湘证 20000 n\n身份证 20000 n\n", encoding="utf-8")
    one = Words(first)
    other = one.retaught("济事通宝 20000 n\n")
    assert "济事通宝" in other.cut("济事通宝")
    assert "豫鄂湘证" not in other.cut("豫鄂湘证")
    assert "豫鄂湘证" in one.cut("豫鄂湘证")
    assert "济事通宝" not in one.cut("济事通宝")
    plain = Words(dictionary=None)
    assert one.retaught("").general() == plain.general()
    assert one.retaught("").cut("身份证丢了去派出所") == plain.cut("身份证丢了去派出所")


def test_a_dictionary_like_the_projects_needs_no_tokenizer_of_its_own(tmp_path: Path) -> None:
    same = tmp_path / "dictionary.txt"
    same.write_text(DICTIONARY.read_text(encoding="utf-8"), encoding="utf-8")
    assert words_of(same) is words()
    assert words_of(tmp_path / "none.txt") is words()
    same.write_text("豫鄂湘证 20000 n\n", encoding="utf-8")
    assert words_of(same) is not words()
    assert words_of(same) is words_of(same)
