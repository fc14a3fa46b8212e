from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.answering.guide import MORE, OVERVIEW, guide_reply, situation_from
from actions.answering.vocabulary import answering
from knowledge.catalogue import CONTENT, load
from knowledge.formats.service import Aspect
from knowledge.guide import LABELS
from tests.actions.answering import contract
from tests.knowledge.guide.records import ELSEWHERE, record, statement, when

A = Aspect


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("样例证丢了", {"situation": "lost"}),
        ("样例證丟了", {"situation": "lost"}),
        ("孩子第一次办", {"situation": "first", "age": "child"}),
        ("大人小孩都办", {}),
        ("坏了还是丢了说不清", {}),
        ("样例证怎么办", {}),
        ("", {}),
    ],
)
def test_the_question_tells_the_situation_when_it_tells_one(text: str, situation: dict[str, str]) -> None:
    assert situation_from(record(), text) == situation


def test_a_record_without_questions_has_no_situation() -> None:
    assert situation_from(record(questions=[]), "孩子丢了") == {}


@settings(deadline=None)
@given(st.text(st.one_of(st.sampled_from("第一次没办过丢了找不到坏大人小孩子"), st.characters())))
def test_a_situation_names_questions_and_options_of_the_record(text: str) -> None:
    service = record()
    known = {question.id: {option.id for option in question.options} for question in service.questions}
    assert all(answer in known[question] for question, answer in situation_from(service, text).items())


@pytest.mark.parametrize("aspects", [[], [A.PROCESS]])
def test_how_is_answered_by_the_overview(aspects: list[Aspect]) -> None:
    reply = guide_reply(record(), aspects, "样例证怎么办")
    contract.check(reply)
    assert reply["text"].startswith("样例证申领补领：第一次办样例证")
    positions = [reply["text"].index(f"【{LABELS[aspect]}】") for aspect in OVERVIEW]
    assert positions == sorted(positions)
    assert reply["outcome"] == "answered"


def test_the_overview_of_a_bundle_lists_its_parts() -> None:
    parts = [
        {"name": "落户", "department": "公安机关", "source": "law"},
        {"name": "参保", "department": "医保部门", "source": "law"},
    ]
    text = guide_reply(record(parts=parts), [], "样例证")["text"]
    assert "一次办好：落户（公安机关）、参保（医保部门）" in text
    assert "一次办好" not in guide_reply(record(), [], "样例证")["text"]


@pytest.mark.parametrize("aspect", [aspect for aspect in Aspect if aspect is not A.PROCESS])
def test_one_aspect_is_answered_alone(aspect: Aspect) -> None:
    reply = guide_reply(record(), [aspect], "样例证")
    contract.check(reply)
    assert reply["text"].startswith("样例证申领补领\n")
    assert [label for label in LABELS.values() if f"【{label}】" in reply["text"]] == [LABELS[aspect]]
    assert reply["service"] == {"id": "sample-card", "name": "样例证申领补领", "aspect": aspect.value}


def test_several_aspects_come_in_the_order_asked() -> None:
    reply = guide_reply(record(), [A.FEE, A.MATERIALS], "样例证")
    assert reply["text"].index("【收费】") < reply["text"].index("【申请材料】")
    assert reply["service"]["aspect"] == "fee"


def test_nothing_but_gaps_is_no_answer() -> None:
    reply = guide_reply(record(), [A.PLACE], "样例证在哪办")
    assert reply["outcome"] == "no_answer"
    assert reply["sources"] == []
    assert "请向窗口或12345核实" in reply["text"]


def test_one_known_aspect_is_an_answer() -> None:
    assert guide_reply(record(), [A.PLACE, A.FEE], "样例证")["outcome"] == "answered"


def test_the_situation_in_the_question_chooses_the_entries() -> None:
    service = record(
        fee=[
            {"text": "补领四十元。", "source": "law", **when(situation="lost")},
            {"text": "换领二十元。", "source": "law", **when(situation="damaged")},
        ]
    )
    lost = guide_reply(service, [A.FEE], "样例证丢了要多少钱")["text"]
    assert "补领四十元" in lost
    assert "换领二十元" not in lost
    both = guide_reply(service, [A.FEE], "样例证要多少钱")["text"]
    assert "【丢失补领】补领四十元" in both
    assert "【损坏换领】换领二十元" in both


def test_another_provinces_rule_brings_the_remark() -> None:
    remark = answering().texts.reference
    elsewhere: dict[str, Any] = {"conditions": [statement("满一年。", ELSEWHERE)]}
    assert guide_reply(record(**elsewhere), [A.CONDITIONS], "样例证")["text"].endswith(remark)
    assert guide_reply(record(**elsewhere), [], "样例证")["text"].endswith(remark)
    assert remark not in guide_reply(record(), [], "样例证")["text"]


def test_sources_are_named_once() -> None:
    reply = guide_reply(record(), [], "样例证")
    titles = [source["title"] for source in reply["sources"]]
    assert titles == ["样例证法"]


@pytest.mark.parametrize("aspect", [None, *MORE])
def test_choices_lead_to_the_other_aspects_of_the_same_service(aspect: Aspect | None) -> None:
    reply = guide_reply(record(), [aspect] if aspect else [], "样例证")
    assert [choice["title"] for choice in reply["choices"]] == [
        title for other, title in MORE.items() if other is not aspect
    ]
    assert all(choice["text"].startswith("样例证申领补领") for choice in reply["choices"])


@pytest.mark.parametrize("aspects", [[], *([aspect] for aspect in Aspect), [A.FEE, A.PLACE]])
def test_every_guide_of_ours_has_the_shape_of_the_contract(aspects: list[Aspect]) -> None:
    services = load(CONTENT, lenient=True).services.values()
    assert services
    for service in services:
        reply = guide_reply(service, aspects, service.name)
        contract.check(reply)
        assert reply["sources"] or reply["outcome"] == "no_answer", service.id
