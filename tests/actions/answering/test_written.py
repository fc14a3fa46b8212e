"""What staff wrote an answer for, word for word, is answered as they wrote it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering import written as module
from actions.answering.question import Answered
from actions.answering.written import wording, written
from knowledge.index.phrase import Phrase, Target

FAQ = Phrase("改错名字能改回来吗", Target.FAQ, "name-change")
LITTLE = Phrase("能代办吗", Target.FAQ, "name-change")
SERVICE = Phrase("改个名", Target.SERVICE, "name-change")
WRITTEN = {phrase.text: phrase for phrase in (FAQ, LITTLE, SERVICE)}


def asked(text: str, current: str | None = None) -> Any:
    base = SimpleNamespace(written=WRITTEN, explained=SimpleNamespace(subject_of=lambda phrase: phrase.id))
    service = SimpleNamespace(id=current) if current else None
    return SimpleNamespace(base=base, question=SimpleNamespace(text=text), current=service)


@pytest.fixture(autouse=True)
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers tell which wording they are for."""
    monkeypatch.setattr(module, "matter_answer", lambda phrase, context: Answered([{"text": phrase.text}]))


@pytest.mark.parametrize("text", ["改错名字能改回来吗", "改错名字,能改回来吗?", " 改错名字能改回来吗。"])
def test_the_very_words_are_answered_whatever_stands_between_them(text: str) -> None:
    found = written(asked(text))

    assert found is not None
    assert found.replies[0]["text"] == FAQ.text


def test_other_words_are_left_to_what_weighs_them() -> None:
    assert written(asked("改错的名字能改回来吗")) is None


def test_the_name_of_a_service_is_left_to_its_guide() -> None:
    assert wording(asked("改个名")) == SERVICE
    assert written(asked("改个名")) is None


def test_words_that_name_nothing_belong_to_what_is_being_talked_about() -> None:
    assert wording(asked("能代办吗")) == LITTLE
    assert wording(asked("能代办吗", current="name-change")) == LITTLE
    assert wording(asked("能代办吗", current="id-card")) is None


def test_words_that_name_a_matter_leave_what_is_being_talked_about() -> None:
    assert wording(asked("改错名字能改回来吗", current="id-card")) == FAQ
