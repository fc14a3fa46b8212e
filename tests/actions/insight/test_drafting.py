"""What is begun from questions can be read back, whatever people wrote."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.insight.drafting import PHRASINGS, begun

TODAY = date(2026, 3, 2)


@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=5)
)
def test_an_answer_has_the_questions_as_they_were_asked(questions: list[str]) -> None:
    path, text = begun("answers", "asked-1", questions, TODAY)
    assert path == "answers/asked-1.yml"
    (entry,) = yaml.safe_load(text)
    assert entry["questions"][: len(questions)] == [" ".join(question.split()) for question in questions]
    assert len(entry["questions"]) >= PHRASINGS
    assert (entry["checked"], entry["review"] > TODAY) == (TODAY, True)


def test_a_document_remembers_what_was_asked() -> None:
    path, text = begun("policies", "asked-1", ["公交几点 --> 停"], TODAY)
    assert path == "policies/asked-1.md"
    assert "<!-- 居民问：公交几点 －－> 停 -->" in text


def test_nothing_else_is_begun() -> None:
    with pytest.raises(KeyError):
        begun("services", "asked-1", ["问"], TODAY)
