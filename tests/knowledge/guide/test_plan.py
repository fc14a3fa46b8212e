"""The plan of a situation: merged, without repetitions, honest about what is open."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue import CONTENT, load
from knowledge.formats.service import Service
from knowledge.guide.checklist import checklist
from knowledge.guide.plan import plan, without_reference
from knowledge.text.normalise import content_characters
from tests.knowledge.guide.records import ELSEWHERE, LAW, record, when
from tests.knowledge.guide.test_questions import random_answers

SERVICES = load(CONTENT).services


def material(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "source": LAW, **more}


def bundle(*parts: dict[str, object], **more: object) -> Service:
    return record(
        id="bundle",
        kind="一件事",
        parts=[{"department": "样例局", "source": LAW, **part} for part in parts],
        **more,
    )


def names(records: list[Service], service: Service, situation: dict[str, str]) -> list[str]:
    found = checklist({one.id: one for one in records}, service, situation)
    return [item.material.name for item in found.items]


@pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_material_is_listed_twice(service: Service, data: st.DataObject) -> None:
    made = plan(SERVICES, service, data.draw(random_answers(service)))
    listed = Counter(content_characters(material.name) for material in made.materials)
    assert [name for name, times in listed.items() if times > 1] == []
    assert {*made.to_bring, *made.exempt} == set(made.materials)
    assert made.sources


def test_a_linked_part_brings_its_materials_once() -> None:
    linked = record(
        id="linked", materials=[material("户口簿"), material("照片", aliases=["相片"]), material("出生证明")]
    )
    own = bundle({"name": "甲", "service": "linked"}, materials=[material("户口簿"), material("相片")])
    assert names([linked], own, {}) == ["户口簿", "相片", "出生证明"]


def test_a_circle_of_parts_ends() -> None:
    one = bundle({"name": "乙", "service": "other"}, materials=[material("甲证")])
    other = record(
        id="other", materials=[material("乙证")],
        parts=[{"name": "甲", "department": "样例局", "service": "bundle", "source": LAW}],
    )  # fmt: skip
    assert names([one, other], one, {}) == ["甲证", "乙证"]


def test_a_part_of_another_situation_is_left_out() -> None:
    linked = record(id="linked", materials=[material("出生证明")])
    own = bundle({"name": "甲", "service": "linked", **when(age="child")})
    assert names([linked], own, {"age": "child"}) == ["户口簿", "出生证明"]
    assert names([linked], own, {"age": "adult"}) == ["户口簿"]
    assert names([linked], own, {}) == ["户口簿"]


def test_what_depends_on_the_linked_records_own_questions_is_named_not_guessed() -> None:
    linked = record(
        id="linked",
        questions=[
            {"id": "way", "ask": "?", "options": [{"id": "a", "title": "甲"}, {"id": "b", "title": "乙"}]}
        ],
        materials=[material("定的"), material("看情况的", **when(way="a"))],
    )
    own = bundle({"name": "甲", "service": "linked"})
    found = checklist({"linked": linked}, own, {})
    assert [item.material.name for item in found.items] == ["户口簿", "定的"]
    assert [one.id for one in found.elsewhere] == ["linked"]


def test_an_answer_to_the_same_question_counts_for_the_linked_record() -> None:
    linked = record(id="linked", materials=[material("监护人身份证", **when(age="child"))])
    own = bundle({"name": "甲", "service": "linked"})
    assert names([linked], own, {"age": "child"}) == ["户口簿", "监护人身份证"]
    assert names([linked], own, {"age": "adult"}) == ["户口簿"]


def test_two_entries_of_one_name_stand_once_with_both_situations() -> None:
    service = record(
        materials=[material("表", **when(situation="lost")), material("表", **when(situation="damaged"))]
    )
    (listed,) = plan({}, service, {}).materials
    assert listed.line.label == "丢失补领或损坏换领"


def test_what_is_open_carries_the_situation_it_is_for() -> None:
    service = record(materials=[material("报失说明", **when(situation="lost"))])
    (listed,) = plan({}, service, {"situation": None}).materials
    assert listed.line.label == "丢失补领"
    assert plan({}, service, {"situation": None}).answers == (("您要办哪一种?", None),)
    assert plan({}, service, {"situation": "lost"}).materials[0].line.label == ""


def test_exempt_materials_say_why() -> None:
    exempt = {"how": "电子证照", "note": "扫码核验。"}
    made = plan({}, record(materials=[material("身份证", exempt=exempt), material("照片")]), {})
    assert [(one.name, one.exempt) for one in made.exempt] == [("身份证", "电子证照，扫码核验")]
    assert [one.name for one in made.to_bring] == ["照片"]


def test_another_provinces_rule_is_marked_once() -> None:
    text = "办理出生登记（外省做法，仅供参照）。"
    made = plan({}, record(result=[{"text": text, "source": ELSEWHERE}]), {})
    assert (made.result[0].text, made.result[0].elsewhere) == ("办理出生登记。", True)
    assert made.uses_reference


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("外省做法，仅供参照，以河南政务服务网济源站点公布的指南为准。", ""),
        ("只指换证。外省做法，仅供参照，以本地为准。", "只指换证。"),
        ("外省做法，仅供参照：退休前先还清贷款。", "退休前先还清贷款。"),
        ("不收费（外省做法，仅供参照）。", "不收费。"),
        ("不收费。", "不收费。"),
    ],
)
def test_the_remark_of_another_province_is_dropped(text: str, left: str) -> None:
    assert without_reference(text) == left


def test_a_gap_says_whom_to_ask() -> None:
    made = plan({}, record(), {})
    assert made.place[0].text == "窗口地址待核实（请向窗口或12345核实）"
