from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.answering.aspects import SURE_INTENT, aspects_asked
from knowledge.formats.service import Aspect

A = Aspect


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("补身份证多少钱", A.FEE),
        ("换驾照要钱不", A.FEE),
        ("工本费收不收", A.FEE),
        ("居住证几天能办好", A.TIME_LIMIT),
        ("办理时限是几个工作日", A.TIME_LIMIT),
        ("啥时候能拿到证", A.TIME_LIMIT),
        ("公租房去哪申请", A.PLACE),
        ("找哪个部门", A.PLACE),
        ("能在网上弄不", A.CHANNEL),
        ("豫事办上有没有", A.CHANNEL),
        ("要带什么材料", A.MATERIALS),
        ("拿啥去办", A.MATERIALS),
        ("要户口本原件不", A.MATERIALS),
        ("低保需要符合什么条件", A.CONDITIONS),
        ("谁能申请", A.CONDITIONS),
        ("这是哪条法律规定的", A.BASIS),
        ("凭啥让我交", A.BASIS),
        ("办完给什么证", A.RESULT),
        ("身份证丢了咋补", A.PROCESS),
        ("申请流程", A.PROCESS),
    ],
)
def test_words_name_the_aspect(text: str, aspect: Aspect) -> None:
    assert aspects_asked(text, None, 0.0) == [aspect]


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("要带什么材料,多少钱", [A.FEE, A.MATERIALS]),
        ("多少钱,要带什么材料", [A.MATERIALS, A.FEE]),
        ("咋补,要钱不", [A.FEE, A.PROCESS]),
        ("流程是什么,几天能办好,在哪办", [A.PLACE, A.TIME_LIMIT, A.PROCESS]),
        ("材料都齐了,几天能办好?还要多少钱?", [A.TIME_LIMIT]),
    ],
)
def test_what_is_said_last_in_the_first_asking_sentence_is_the_main_aspect(
    text: str, aspects: list[Aspect]
) -> None:
    assert aspects_asked(text, None, 0.0) == aspects


def test_the_same_aspect_twice_is_asked_once() -> None:
    assert aspects_asked("多少钱,要不要钱,工本费", None, 0.0) == [A.FEE]


@pytest.mark.parametrize("aspect", Aspect)
def test_the_dialogue_act_tells_when_words_do_not(aspect: Aspect) -> None:
    assert aspects_asked("居住证", f"ask_{aspect.value}", SURE_INTENT) == [aspect]


@pytest.mark.parametrize(
    ("intent", "confidence"),
    [
        (None, 1.0),
        ("", 1.0),
        ("ask_fee", SURE_INTENT - 0.01),
        ("ask_fee", 0.0),
        ("ask_unknown", 1.0),
        ("fee", 1.0),
        ("out_of_scope", 1.0),
    ],
)
def test_an_unsure_or_other_act_tells_nothing(intent: str | None, confidence: float) -> None:
    assert aspects_asked("居住证", intent, confidence) == []


def test_words_win_over_the_dialogue_act() -> None:
    assert aspects_asked("居住证多少钱", "ask_place", 1.0) == [A.FEE]


@pytest.mark.parametrize("text", ["外地户口可以上学吗", "异地中不中", "这样行不行", "超过年龄还能领不"])
def test_asking_whether_one_may_asks_for_conditions(text: str) -> None:
    assert aspects_asked(text, None, 0.0) == [A.CONDITIONS]


@pytest.mark.parametrize("text", ["身份证", "你好", "", "😀", "shenfenzheng"])
def test_a_matter_alone_names_no_aspect(text: str) -> None:
    assert aspects_asked(text, None, 0.0) == []


@settings(deadline=None)
@given(
    st.text(st.one_of(st.sampled_from("多少钱在哪带什么材料几天流程网上依据能不能吗"), st.characters())),
    st.sampled_from([None, "ask_fee", "greet"]),
    st.floats(0, 1),
)
def test_aspects_are_named_once_and_how_is_never_before_another(
    text: str, intent: str | None, confidence: float
) -> None:
    found = aspects_asked(text, intent, confidence)
    assert len(found) == len(set(found))
    assert A.PROCESS not in found[:-1]
