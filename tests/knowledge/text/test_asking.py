from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import ContentError
from knowledge.formats.service import Aspect
from knowledge.text import asking
from knowledge.text.asking import affirmed, aspect_patterns, final_question, subject, without_filler

questions = st.text(
    st.one_of(st.sampled_from("请问我想办身份证要带什么材料多少钱在哪咋办的了吗?,不是是 "), st.characters())
)


@pytest.fixture
def vocabulary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file of aspects that the test writes."""
    path = tmp_path / "aspects.yml"
    monkeypatch.setattr(asking, "ASPECTS", path)
    aspect_patterns.cache_clear()
    yield path
    aspect_patterns.cache_clear()


def test_every_aspect_has_wordings() -> None:
    assert set(aspect_patterns()) == set(Aspect)


def test_no_aspect_matches_the_empty_question() -> None:
    assert not any(pattern.search("") for pattern in aspect_patterns().values())


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("fee: [多少钱\n", 0),
        ("nosuch: [多少钱]\n", 0),
        ("- fee\n", 0),
        ("fee: ['(']\n", 0),
        ("fee: 3\n", 0),
        ("", 0),
    ],
)
def test_a_faulty_vocabulary_names_its_file(vocabulary: Path, written: str, line: int) -> None:
    vocabulary.write_text(written, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        aspect_patterns()
    assert caught.value.faults[0].file == vocabulary
    assert caught.value.faults[0].line >= line


def test_broken_yaml_names_its_line(vocabulary: Path) -> None:
    vocabulary.write_text("fee: [a]\nplace: [b\nbasis: c: d\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        aspect_patterns()
    assert caught.value.faults[0].line == 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("请问身份证怎么办理", "身份证"),
        ("我想咨询一下公租房", "公租房"),
        ("身份证", "身份证"),
        ("怎么办", "怎么办"),
        ("", ""),
    ],
)
def test_words_of_asking_are_dropped(text: str, kept: str) -> None:
    assert without_filler(text) == kept


@settings(deadline=None)
@given(questions)
def test_a_wording_is_never_emptied(text: str) -> None:
    assert bool(without_filler(text)) == bool(text)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("身份证多少钱", "身份证"),
        ("补身份证要带什么材料?", "补身份证"),
        ("请问 居住证 在哪办", "居住证办"),
        ("身份证、户口本?", "身份证户口本"),
        ("多少钱?", ""),
        ("要带什么材料", ""),
        ("身份证", "身份证"),
        ("", ""),
    ],
)
def test_the_subject_is_what_is_left(text: str, about: str) -> None:
    assert subject(text) == about


@settings(deadline=None)
@given(questions)
def test_the_subject_has_no_signs_and_nothing_new(text: str) -> None:
    rest = iter(text)
    assert all(char in rest for char in subject(text)), "the subject is part of the text, in its order"
    assert not re.search(r"\W", subject(text))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不是注销,是变更地址", "变更地址"),
        ("我不想注销,只想变更", "我变更"),
        ("身份证丢了", "身份证丢了"),
        ("", ""),
    ],
)
def test_what_is_denied_is_dropped(text: str, meant: str) -> None:
    assert affirmed(text) == meant


@settings(deadline=None)
@given(questions)
def test_denying_everything_leaves_the_question(text: str) -> None:
    assert bool(affirmed(text)) == bool(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("我在济源住了三年。孩子要上学。怎么报名?", "怎么报名"),
        ("我搬家了,请问居住证怎么改", "居住证怎么改"),
        ("身份证丢了", "身份证丢了"),
        ("。", "。"),
        ("", ""),
    ],
)
def test_a_story_ends_with_its_question(text: str, asked: str) -> None:
    assert final_question(text) == asked


@given(questions)
def test_the_final_question_is_part_of_the_text(text: str) -> None:
    assert final_question(text) in text
