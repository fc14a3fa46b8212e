"""Messages that go on about the last answer: what is remembered of it, and what they are answered from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from actions.answering import continued as module
from actions.answering.base import Match
from actions.answering.continued import REMEMBERED, continued, remembered
from actions.answering.question import Answered, Question
from knowledge.index.phrase import Phrase, Target

ASKED = "申请公开文件,政府几天答复"
BEFORE = Question("", previous=ASKED, documents=("open-information-2019",))
POLICY = {"kind": "answer", "text": "二十个工作日", "sources": [{"document": "open-information-2019"}]}


def rule(name: str, score: float, target: Target = Target.ANSWER) -> Match:
    return Match(Phrase(name, target, name), score, score, score)


def context(
    text: str, *, joint: list[Match] | None = None, alone: list[Match] | None = None, **more: Any
) -> Any:
    """A message after an answer from one document; ``late`` is a rule of it, ``fee`` one of another document."""
    answers = {
        "late": SimpleNamespace(service=None, sources=[SimpleNamespace(document="open-information-2019")]),
        "fee": SimpleNamespace(service=None, sources=[SimpleNamespace(document="licence-law")]),
    }
    policy = SimpleNamespace(id="open-information-2019", header=SimpleNamespace(title="政府信息公开条例"))
    known = {
        "text": text, "vector": np.zeros(2, np.float32), "aspects": [], "matches": [], "confidence": 0.1,
        "question": Question(text, "ask", 0.9, previous=BEFORE.previous, documents=BEFORE.documents),
    }  # fmt: skip
    base = SimpleNamespace(
        encoder=SimpleNamespace(encode_queries=lambda texts: np.zeros((len(texts), 2), np.float32)),
        rules=lambda asked, vector: (joint or []) if asked.startswith(ASKED) else (alone or []),
        subject_of=lambda match: match.phrase.id,
        explained=SimpleNamespace(share=lambda asked, name: 0.0),
        catalogue=SimpleNamespace(answers=answers, services={}, policies={"open-information-2019": policy}),
    )
    return SimpleNamespace(**{**known, "base": base, **more})


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the passages of the last answer's documents say."""
    passage: dict[str, Any] = {"reply": None}
    monkeypatch.setattr(module, "passage_among", lambda context, asked, documents: passage["reply"])
    monkeypatch.setattr(module, "matter_answer", lambda phrase, context: Answered([{"text": phrase.id}]))
    monkeypatch.setattr(module, "policy_source", lambda policy, section: {"document": policy.id})
    return passage


def test_a_rule_of_the_same_document_answers() -> None:
    both = [rule("fee", 0.8), rule("late", 0.7)]
    answered = continued(context("那要是他们不给呢?", joint=both, alone=both))
    assert answered == Answered([{"text": "late"}])


@pytest.mark.parametrize(("joint", "alone"), [(0.9, 0.2), (0.4, 0.4)])
def test_a_rule_must_fit_both_readings(joint: float, alone: float) -> None:
    asked = context("那要是他们不给呢?", joint=[rule("late", joint)], alone=[rule("late", alone)])
    answered = continued(asked)
    assert answered is not None
    assert answered.replies[0]["outcome"] == "no_answer"


def test_else_a_passage_of_the_same_document(told: dict[str, Any]) -> None:
    told["reply"] = POLICY
    answered = continued(context("那要是他们不给呢?"))
    assert answered is not None
    assert answered.replies == [POLICY]


def test_else_the_gap_is_named() -> None:
    answered = continued(context("那收不收钱呢"))
    assert answered is not None
    assert "政府信息公开条例" in answered.replies[0]["text"]
    assert answered.replies[0]["sources"] == [{"document": "open-information-2019"}]


@pytest.mark.parametrize(
    "asked",
    [
        context("那要是他们不给呢?", question=Question("那要是他们不给呢?")),
        context("长" * 31),
        context("身份证丢了怎么补", confidence=0.9, matches=[rule("late", 0.8)]),
        context("今天天气不错", question=Question("今天天气不错", "out_of_scope", 0.9, previous=ASKED)),
        context("我想注册商标"),
    ],
)
def test_what_stands_by_itself_is_left_to_the_other_steps(asked: Any) -> None:
    assert continued(asked) is None


@pytest.mark.parametrize(
    ("target", "score", "another"),
    [(Target.SERVICE, 0.9, False), (Target.SERVICE, 1.0, True), (Target.ANSWER, 0.9, True)],
)
def test_what_of_a_service_is_another_matter_only_by_its_very_words(
    target: Target, score: float, another: bool
) -> None:
    asked = context("那双胞胎呢", confidence=0.9, matches=[rule("newborn", score, target)])
    assert (continued(asked) is None) is another


def test_the_question_and_its_documents_are_remembered() -> None:
    reply = {**POLICY, "service": {"id": "id-card"}}
    answered = remembered(Question("问"), "政府信息公开" * 20, Answered([reply]))
    assert answered.documents == ["id-card", "open-information-2019"]
    assert answered.previous == ("政府信息公开" * 20)[:REMEMBERED]


@pytest.mark.parametrize(
    ("text", "reply", "before"),
    [
        ("你好呀朋友", {"text": "您好"}, Question("")),  # nothing that it was answered from
        ("多少钱", POLICY, Question("")),  # names nothing
        ("政府几天答复", POLICY, BEFORE),  # the fuller question before says more
    ],
)
def test_what_says_less_is_not_remembered(text: str, reply: dict[str, Any], before: Question) -> None:
    answered = Answered([reply])
    assert remembered(before, text, answered) == answered


def test_the_conversation_is_carried_on() -> None:
    first = Answered([], "id-card", "fee", previous=ASKED, documents=["id-card"])
    second = first.followed_by(Question("再问"), Question("问"))
    assert second == Question("再问", None, 0.0, "id-card", "fee", ASKED, ("id-card",))
    third = Answered([], None, None).followed_by(Question("又问"), second)
    assert third == Question("又问", previous=ASKED, documents=("id-card",))
    assert second.apart() == Question("再问")


def test_slots_are_told_only_when_there_is_something_new() -> None:
    assert Answered([], "id-card", "fee").slots() == {"current_service": "id-card", "last_aspect": "fee"}
    told = Answered([], None, None, previous="问", documents=["x"]).slots()
    assert told["last_question"] == "问"
    assert told["last_documents"] == ["x"]
