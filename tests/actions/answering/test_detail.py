"""Finer questions are answered from what the record says, and only from that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering.detail import MOST, _answered, _going_on
from knowledge.text.particulars import Particular
from tests.knowledge.guide.records import record, statement


def reply(particular: Particular, **changes: Any) -> dict[str, Any]:
    return _answered(record(**changes), particular, {}).replies[0]


def test_what_the_record_says_about_proxies_is_read_out() -> None:
    said = reply(Particular.AGENT, conditions=[statement("可以委托他人代办，要带委托书。")])
    assert said["outcome"] == "answered"
    assert "可以委托他人代办" in said["text"]
    assert said["service"]["aspect"] == "channel"
    assert said["sources"]


@pytest.mark.parametrize("particular", [Particular.HOURS, Particular.PHONE])
def test_what_it_does_not_say_is_a_gap_without_any_number(particular: Particular) -> None:
    said = reply(particular)
    assert said["outcome"] == "no_answer"
    assert "12345" in said["text"]
    assert not said["sources"]


def test_no_more_than_a_few_sentences_are_read_out() -> None:
    rows = [statement(f"第{number}种情形可以代办。") for number in range(MOST + 3)]
    said = reply(Particular.AGENT, conditions=rows)
    assert said["text"].count("可以代办") == MOST


@pytest.mark.parametrize(
    ("text", "sure", "goes_on"),
    [
        ("能让我儿子替我去吗", 0.1, True),
        ("能让我儿子替我去吗", 0.9, False),
        ("能让我儿子替我去吗" * 3, 0.1, False),
    ],
)
def test_a_few_words_about_nothing_else_go_on_about_the_current_service(
    text: str, sure: float, goes_on: bool
) -> None:
    service = record()
    context: Any = SimpleNamespace(text=text, confidence=sure, current=service)
    assert (_going_on(context) is service) is goes_on
