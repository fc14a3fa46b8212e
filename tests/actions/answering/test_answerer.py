from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from actions.answering import answerer as module
from actions.answering.answerer import Answerer
from actions.answering.base import Base
from actions.answering.question import Answered, Question
from actions.answering.recent import Recent
from knowledge import city_time
from knowledge.index.live import Live

CARD = Question("身份证丢了", intent="ask", confidence=0.9)


class Versions:
    """Two versions of the knowledge, of which one is live."""

    def __init__(self) -> None:
        self.live = self.version("old")

    @staticmethod
    def version(name: str) -> Base:
        return cast(Base, SimpleNamespace(name=name, answers=Recent()))

    def get(self) -> Base:
        return self.live


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """The questions that were worked out, each answered with its text and the version's name."""
    asked: list[Question] = []

    def worked_out(question: Question, base: Base, today: date) -> Answered:
        asked.append(question)
        return Answered([{"text": f"{question.text} {base.name} {today}"}], "id-card", None)

    monkeypatch.setattr(module, "worked_out", worked_out)
    monkeypatch.setattr(city_time, "today", lambda: date(2026, 3, 1))
    return asked


@pytest.fixture
def versions() -> Versions:
    return Versions()


@pytest.fixture
def answerer(versions: Versions) -> Answerer:
    return Answerer(cast("Live[Base]", versions))


def test_a_question_is_worked_out_once(worked: list[Question], answerer: Answerer) -> None:
    first, again = answerer.answer(CARD), answerer.answer(CARD)
    assert worked == [CARD]
    assert first == again == Answered([{"text": "身份证丢了 old 2026-03-01"}], "id-card", None)


def test_nobody_changes_what_is_kept(worked: list[Question], answerer: Answerer) -> None:
    answerer.answer(CARD).replies[0]["text"] = "changed"
    assert answerer.answer(CARD).replies == [{"text": "身份证丢了 old 2026-03-01"}]


def test_at_another_point_of_a_conversation_it_is_another_question(
    worked: list[Question], answerer: Answerer
) -> None:
    later = Question(CARD.text, CARD.intent, CARD.confidence, current_service="passport")
    answerer.answer(CARD)
    answerer.answer(later)
    assert worked == [CARD, later]


def test_a_new_version_answers_anew(worked: list[Question], answerer: Answerer, versions: Versions) -> None:
    answerer.answer(CARD)
    versions.live = versions.version("new")
    assert answerer.answer(CARD).replies == [{"text": "身份证丢了 new 2026-03-01"}]


def test_the_next_day_other_documents_may_be_in_force(
    worked: list[Question], answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answerer.answer(CARD)
    monkeypatch.setattr(city_time, "today", lambda: date(2026, 3, 2))
    assert answerer.answer(CARD).replies == [{"text": "身份证丢了 old 2026-03-02"}]
