from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.formats.synonyms import SynonymGroup
from knowledge.index.wordings import SOUND_WEIGHT, Canonical, Wordings, _Similar
from knowledge.text.tokens import bigrams

GROUPS = [
    SynonymGroup(canonical="居民户口簿", words=("户口本", "户口簿")),
    SynonymGroup(canonical="怎么", words=("咋", "咋弄")),
]
TEXTS = ["身份证丢了", "居住证换领", "户口本补办", "12345", "怎么办"]
questions = st.text(st.sampled_from("身份证丢了居住换领户口本补办12345怎么咋shenfz ,?"), max_size=20)


@pytest.fixture
def wordings() -> Wordings:
    return Wordings(TEXTS, GROUPS)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("户口本咋弄", "居民户口簿怎么"),
        ("居民户口簿", "居民户口簿"),
        ("咋咋弄", "怎么怎么"),
        ("身份证", "身份证"),
        ("", ""),
    ],
)
def test_everyday_words_become_official_ones(text: str, canonical: str) -> None:
    assert Canonical(GROUPS)(text) == canonical


def test_without_synonyms_nothing_changes() -> None:
    assert Canonical([])("户口本咋弄") == "户口本咋弄"


@given(questions)
def test_official_words_stay(text: str) -> None:
    canonical = Canonical(GROUPS)
    assert canonical(canonical(text)) == canonical(text)


def test_the_same_wording_is_fully_alike(wordings: Wordings) -> None:
    for at, text in enumerate(TEXTS):
        assert wordings.similarities(text)[at] == 1.0


def test_signs_and_case_make_no_difference(wordings: Wordings) -> None:
    assert wordings.similarities("身份证,丢了?!")[0] == 1.0


def test_the_nearest_wording_is_the_one_with_the_same_words(wordings: Wordings) -> None:
    assert wordings.similarities("我的身份证丢了怎么办").argmax() == 0
    assert wordings.similarities("想换领居住证").argmax() == 1


def test_synonyms_bring_wordings_together(wordings: Wordings) -> None:
    with_synonyms = wordings.similarities("居民户口簿补办")[2]
    assert with_synonyms > Wordings(TEXTS).similarities("居民户口簿补办")[2]


def test_a_wording_in_pinyin_is_alike_by_sound(wordings: Wordings) -> None:
    found = wordings.similarities("shenfenzheng diu le")
    assert found.argmax() == 0
    assert 0.5 < found[0] <= SOUND_WEIGHT + 1e-6


def test_a_typing_error_of_the_same_sound_is_alike(wordings: Wordings) -> None:
    assert wordings.similarities("身分正丢了").argmax() == 0


def test_words_of_asking_alone_are_still_compared(wordings: Wordings) -> None:
    assert wordings.similarities("怎么办")[4] == 1.0


@settings(deadline=None)
@given(questions)
def test_similarities_are_between_0_and_1(text: str) -> None:
    found = Wordings(TEXTS, GROUPS).similarities(text)
    assert found.shape == (len(TEXTS),)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1 + 1e-5)).all()


@pytest.mark.parametrize("texts", [[], ["?"], ["", "!"]])
def test_wordings_without_words(texts: list[str]) -> None:
    assert Wordings(texts).similarities("身份证").tolist() == [0.0] * len(texts)


def test_the_same_text_twice_is_alike_twice() -> None:
    assert Wordings(["身份证", "居住证", "身份证"]).similarities("身份证").tolist()[::2] == [1.0, 1.0]


@given(questions)
@settings(max_examples=50)
def test_similarities_are_the_cosines_of_scikit_learn(text: str) -> None:
    vectorizer = TfidfVectorizer(analyzer=bigrams, sublinear_tf=True, dtype=np.float32)
    known = vectorizer.fit_transform(TEXTS)
    expected = (known @ vectorizer.transform([text]).T).toarray().ravel()
    np.testing.assert_allclose(_Similar(TEXTS, bigrams)(text), expected, atol=1e-6)
