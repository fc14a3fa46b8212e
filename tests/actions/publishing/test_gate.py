"""When a changed answer is one for the worse."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.evaluation.case import Case
from actions.publishing.gate import EXPECTED, NO_LONGER, OTHER_ANSWER, OTHER_MATTER, Told, broken
from actions.publishing.known import Known


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
