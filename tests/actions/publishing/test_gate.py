"""When a changed answer is one for the worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering.base import Base
from actions.evaluation.case import Case
from actions.publishing.acts import UNHEARD, Act, Acts
from actions.publishing.gate import (
    EXPECTED,
    INSTEAD,
    NO_LONGER,
    OTHER_ANSWER,
    OTHER_MATTER,
    PART,
    Remembered,
    Told,
    broken,
    compare,
)
from actions.publishing.known import Known
from knowledge.index.versions import Versions
from tests.actions.publishing.conftest import Office
from tests.knowledge.index.fakes import FakeEncoder


def told(outcome: str, text: str, *rests_on: str) -> Told:
    sources = [{"document": name} for name in rests_on]
    return Told(outcome, text, rests_on, {"outcome": outcome, "kind": "answer", "sources": sources})


def base(**answers: str) -> Any:
    """A version that has these curated answers."""
    written = {name: SimpleNamespace(answer=text) for name, text in answers.items()}
    return SimpleNamespace(catalogue=SimpleNamespace(answers=written))


GOOD = told("answered", "二十个工作日", "law")


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (GOOD, ""),
        (told("answered", "十个工作日", "law"), ""),
        (told("answered", "十个工作日", "law", "other"), ""),
        (told("answered", "别的事", "other"), OTHER_MATTER),
        (told("clarification", "您问哪一件", "law"), NO_LONGER),
        (told("no_answer", "没有找到"), NO_LONGER),
    ],
)
def test_an_answer_must_stay_one_from_the_same_documents(after: Told, why: str) -> None:
    assert broken(Known("问"), GOOD, after, base(), base()) == why


def test_a_form_before_the_answer_is_one_for_the_worse() -> None:
    form = replace(GOOD, aside="对话里会打开“登记诉求”")
    assert broken(Known("问"), GOOD, form, base(), base()) == INSTEAD
    assert broken(Known("问"), form, form, base(), base()) == ""
    assert broken(Known("问"), form, GOOD, base(), base()) == ""


class Telling(Acts):
    """A dialogue server that hears the same in everything."""

    def __init__(self, act: Act) -> None:
        super().__init__(None)
        self.act = act

    def of(self, texts: Sequence[str]) -> list[Act]:
        return [self.act for _ in texts]


@pytest.mark.parametrize("act", [UNHEARD, Act(name="ask", confidence=0.9)])
def test_each_question_is_asked_with_its_acts_and_progress_is_told(
    office: Office, index: Path, encoder: FakeEncoder, act: Act
) -> None:
    version = Base.load(Versions(index).current(), encoder)  # type: ignore[arg-type]
    asked = [
        Known("居民身份证换领"),
        Known("要多久", case=Case(q="要多久", services=("id-card",), after=("居民身份证换领",))),
    ]
    asked += [Known(f"第 {number} 问") for number in range(PART)]
    steps: list[tuple[int, int]] = []
    remembered = Remembered()
    found = compare(asked, version, version, lambda *step: steps.append(step), remembered, Telling(act))
    assert (found.total, found.changes, found.heard) == (PART + 2, (), act is not UNHEARD)
    assert steps == [(PART, PART + 2), (PART + 2, PART + 2)]
    assert found.as_json(10) == {
        "total": PART + 2,
        "changed": 0,
        "wrong": 0,
        "heard": act is not UNHEARD,
        "changes": [],
    }


def test_what_was_not_answered_cannot_be_lost() -> None:
    before = told("no_answer", "没有找到")
    assert broken(Known("问"), before, told("no_answer", "别的话"), base(), base()) == ""
    assert broken(Known("问"), before, GOOD, base(), base()) == ""


def test_a_curated_answer_may_be_rewritten_but_not_be_pushed_aside() -> None:
    known, before = Known("问", answer="a"), told("answered", "旧答复。", "law")
    live = base(a="旧答复。")
    assert broken(known, before, told("answered", "新答复。", "other"), live, base(a="新答复。")) == ""
    assert (
        broken(known, before, told("answered", "插进来的。", "law"), live, base(a="旧答复。")) == OTHER_ANSWER
    )
    assert broken(known, before, told("answered", "别的。", "law"), live, base()) == OTHER_ANSWER


def test_what_staff_expect_counts_before_everything_else() -> None:
    known = Known("问", case=Case(q="问", documents=("law",)))
    assert broken(known, GOOD, told("answered", "对的", "law"), base(), base()) == ""
    assert broken(known, GOOD, told("answered", "错的", "other"), base(), base()) == EXPECTED
    assert broken(known, told("answered", "早就错", "other"), told("no_answer", "没有"), base(), base()) == ""
