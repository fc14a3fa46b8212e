"""That the judging of conversations can fail: an expectation that nothing breaks is worth nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conversation import Expectation
from tests.e2e.judging import problem_faults, reply_faults
from tests.e2e.resident import Answer

REPLY: dict[str, Any] = {
    "id": "1",
    "kind": "service",
    "outcome": "answered",
    "text": "每证40元。",
    "choices": [{"title": "在哪办", "text": "身份证在哪办"}],
    "sources": [{"document": "id-card", "title": "居民身份证法", "number": "文号"}],
    "service": {"id": "id-card", "name": "身份证", "aspect": "fee"},
    "contacts": [{"title": "火警", "number": "119"}],
}
PROBLEM = {"code": "message_empty", "status": 422, "request_id": "r", "detail": "请输入问题。"}
MET: dict[str, Any] = {
    "outcome": "answered", "kind": "service", "service": "id-card", "aspect": "fee", "document": "id-card",
    "number": "文号", "cites": "身份证法", "contains": "40元", "contains_not": "免费", "choices": "在哪办",
    "choices_not": "都不是", "choices_at_most": 1, "calls": "119",
}  # fmt: skip


CHECKLIST: dict[str, Any] = {
    **REPLY,
    "guide": {
        "title": "清单",
        "materials": [
            {"name": "申请表", "required": True},
            {"name": "户口簿", "required": True, "exempt": "数据共享"},
        ],
        "time_total": "20日（最长的一条线）",
    },
    "rating": {"subject": "id-card", "title": "好差评"},
    "form": {
        "name": "guide_form", "title": "清单", "step": 1, "of": 1,
        "field": {"id": "age", "kind": "choice", "label": "几岁？", "optional": False},
    },
}  # fmt: skip
LISTED: dict[str, Any] = {
    "brings": ["申请表"], "exempts": ["户口簿"], "total": "20日", "rates": "id-card", "asks": "age",
}  # fmt: skip


def faults(reply: dict[str, Any], **expected: Any) -> list[str]:
    answer = Answer(200, {}, {"request_id": "r", "replies": [reply]})
    return list(reply_faults(answer, Expectation.model_validate({"outcome": "answered", **expected})))


def refusal_faults(status: int = 422, body: Any = PROBLEM, **expected: Any) -> list[str]:
    headers = {"Content-Type": "application/problem+json; charset=utf-8", "X-Request-ID": "r"}
    expectation = Expectation.model_validate({"problem": "message_empty", **expected})
    return list(problem_faults(Answer(status, headers, body), expectation))


def test_what_is_met_is_no_fault() -> None:
    assert faults(REPLY, **MET) == []


def test_a_checklist_as_expected_is_no_fault() -> None:
    assert faults(CHECKLIST, **LISTED) == []


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("brings", []),
        ("exempts", ["户口簿", "照片"]),
        ("total", "3日"),
        ("rates", "newborn"),
        ("asks", "hukou"),
    ],
)
def test_a_checklist_that_differs_is_a_fault(key: str, other: object) -> None:
    assert len(faults(CHECKLIST, **{**LISTED, key: other})) == 1
    assert faults(REPLY, **{key: LISTED[key]})


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("outcome", ["no_answer", "clarification"]),
        ("kind", "answer"),
        ("service", "residence-permit"),
        ("aspect", "place"),
        ("document", "id-card-law"),
        ("number", "别的文号"),
        ("cites", "户口登记条例"),
        ("contains", ["40元", "60日"]),
        ("contains_not", "40元"),
        ("choices", ["在哪办", "都不是"]),
        ("choices_not", "在哪办"),
        ("choices_at_most", 0),
        ("calls", "120"),
    ],
)
def test_what_is_not_met_is_one_fault(key: str, other: Any) -> None:
    assert len(faults(REPLY, **{**MET, key: other})) == 1


def test_an_answer_without_a_source_is_a_fault() -> None:
    bare = {key: value for key, value in REPLY.items() if key != "sources"}
    assert faults(bare) == ["给了答复,却没有出处"]
    assert faults({**bare, "outcome": "no_answer"}, outcome="no_answer") == []


@pytest.mark.parametrize("extra", [{"ticket": None}, {"colour": "red"}, {"choices": []}])
def test_a_reply_of_another_shape_is_a_fault(extra: dict[str, Any]) -> None:
    assert len(faults({**REPLY, **extra})) == 1


def test_a_problem_instead_of_an_answer_is_a_fault() -> None:
    answer = Answer(503, {}, PROBLEM)
    assert len(list(reply_faults(answer, Expectation.model_validate({"outcome": "answered"})))) == 1


def test_a_refusal_as_expected_is_no_fault() -> None:
    assert refusal_faults(contains="请输入", contains_not="身份证") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({**PROBLEM, "code": "message_too_long"}, {}),
        ({**PROBLEM, "status": 500}, {}),
        ({**PROBLEM, "request_id": "another"}, {}),
        (PROBLEM, {"contains": "分几次问"}),
    ],
)
def test_a_refusal_of_another_kind_is_one_fault(body: Any, expected: dict[str, Any]) -> None:
    assert len(refusal_faults(body=body, **expected)) == 1


def test_an_answer_instead_of_a_refusal_is_a_fault() -> None:
    assert len(refusal_faults(200, {"request_id": "r", "replies": [REPLY]})) == 1
