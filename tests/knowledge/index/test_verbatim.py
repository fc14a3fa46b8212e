"""What a document says in a question's own words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index.verbatim import stretches, verbatim_share

TEXT = st.text(alphabet="公租房申请条件的", max_size=30)


def test_every_character_gets_the_longest_stretch_around_it() -> None:
    assert stretches("申请公租房", "公租房怎么申请") == [2, 2, 3, 3, 3]
    assert stretches("停车", "公租房") == [0, 0]


def test_a_whole_phrase_counts_more_than_its_pieces() -> None:
    question = "公租房申请条件是什么"
    whole, pieces = "本市公租房申请条件如下", "条件:申请公租房的家庭"
    assert verbatim_share(question, whole) > verbatim_share(question, pieces) > 0


@pytest.mark.parametrize("question", ["", "请问有哪些?", "怎么的了"])
def test_a_question_of_asking_words_alone_says_nothing(question: str) -> None:
    assert verbatim_share(question, "请问有哪些怎么的了") == 0


@given(part=TEXT, document=TEXT)
def test_stretches_are_the_longest_common_ones(part: str, document: str) -> None:
    found = stretches(part, document)
    for at, length in enumerate(found):
        starts = range(max(0, at - length), at + 1)
        assert any(part[start : start + length] in document for start in starts)
        longer = (part[start : start + length + 1] for start in range(max(0, at - length), at + 1))
        assert not any(len(run) == length + 1 and run in document for run in longer)


@given(question=TEXT, document=TEXT)
def test_the_share_lies_between_0_and_1(question: str, document: str) -> None:
    assert 0 <= verbatim_share(question, document) <= 1


@given(question=TEXT)
def test_a_document_that_says_it_all_is_not_beaten(question: str) -> None:
    assert verbatim_share(question, question) >= verbatim_share(question, question[1:])
