from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from knowledge.catalogue import CONTENT, load
from knowledge.formats.service import Aspect, Limit, Material, Service, Step
from knowledge.guide import LABELS, aspect_text
from knowledge.guide.aspects import ASK, limit_days, limit_text, material_text, part_text, used_sources
from tests.knowledge.guide.records import ELSEWHERE, LAW, limit, record, statement, when

#: Where each aspect stands in a record, with an entry that is nothing but a gap.
GAPS: dict[Aspect, dict[str, Any]] = {
    Aspect.MATERIALS: {"materials": [{"name": "旧证", "gap": "要不要交待核实。"}]},
    Aspect.TIME_LIMIT: {
        "time_limit": {"statutory": [{"gap": "未查到。"}], "promised": [{"gap": "未取得。"}]}
    },
    Aspect.FEE: {"fee": [{"gap": "收费未核实。"}]},
    Aspect.PLACE: {"place": [{"gap": "地址未核实。"}]},
    Aspect.CONDITIONS: {"conditions": [{"gap": "条件未核实。"}]},
    Aspect.PROCESS: {"process": [{"id": "a", "text": "流程未核实。", "who": "申请人", "gap": "未核实。"}]},
    Aspect.CHANNEL: {"channels": [{"kind": "网上", "gap": "能否网办未核实。"}]},
    Aspect.BASIS: {"basis": [{"gap": "依据未核实。"}]},
    Aspect.RESULT: {"result": [{"gap": "结果未核实。"}]},
}
#: The same with an entry whose source is another province's.
REFERENCES: dict[Aspect, dict[str, Any]] = {
    Aspect.MATERIALS: {"materials": [{"name": "旧证", "source": ELSEWHERE}]},
    Aspect.TIME_LIMIT: {
        "time_limit": {"statutory": [limit(9, "日", ELSEWHERE)], "promised": [limit(3, "日", ELSEWHERE)]}
    },
    Aspect.FEE: {"fee": [{"text": "每证十元。", "source": ELSEWHERE}]},
    Aspect.PLACE: {"place": [statement("政务大厅。", ELSEWHERE)]},
    Aspect.CONDITIONS: {"conditions": [statement("本地户籍。", ELSEWHERE)]},
    Aspect.PROCESS: {"process": [{"id": "a", "text": "申请。", "who": "申请人", "source": ELSEWHERE}]},
    Aspect.CHANNEL: {"channels": [{"kind": "网上", "text": "网上申请。", "source": ELSEWHERE}]},
    Aspect.BASIS: {"basis": [{"text": "当地办法。", "source": ELSEWHERE}]},
    Aspect.RESULT: {"result": [statement("样例证。", ELSEWHERE)]},
}


def text_of(aspect: Aspect, situation: dict[str, str] | None = None, **changes: Any) -> str:
    return aspect_text(record(**changes), aspect, situation).text


def test_every_aspect_has_a_label() -> None:
    assert set(LABELS) == set(Aspect)


@pytest.mark.parametrize("aspect", Aspect)
def test_every_aspect_of_a_sound_record_has_words(aspect: Aspect) -> None:
    assert text_of(aspect).strip()


@pytest.mark.parametrize("aspect", Aspect)
def test_a_gap_says_where_to_ask(aspect: Aspect) -> None:
    found = aspect_text(record(**GAPS[aspect]), aspect)
    lines = found.text.split("\n")
    assert all(ASK in line for line in lines)
    assert found.only_gaps
    assert found.sources == ()


@pytest.mark.parametrize("aspect", Aspect)
def test_another_provinces_rule_is_marked(aspect: Aspect) -> None:
    found = aspect_text(record(**REFERENCES[aspect]), aspect)
    assert all("外省参照" in line for line in found.text.split("\n"))
    assert [source.title for source in found.sources] == ["外地样例证指南"]
    assert not found.only_gaps


@pytest.mark.parametrize("aspect", Aspect)
def test_what_holds_here_has_no_remark(aspect: Aspect) -> None:
    if aspect is not Aspect.PLACE:
        assert "外省" not in text_of(aspect)
    assert text_of(Aspect.FEE) == "不收费。"


def test_a_gap_that_names_where_to_ask_is_not_told_twice() -> None:
    assert text_of(Aspect.PLACE, place=[{"gap": f"地址未核实,{ASK}。"}]).count(ASK) == 1


def test_a_text_that_names_the_province_is_not_marked_twice() -> None:
    assert (
        text_of(Aspect.FEE, fee=[{"text": "外省做法：每证十元。", "source": ELSEWHERE}])
        == "外省做法：每证十元。"
    )


def test_one_entry_stands_alone_and_several_are_numbered() -> None:
    one, two = statement("甲。"), statement("乙。")
    assert text_of(Aspect.CONDITIONS, conditions=[one]) == "甲。"
    assert text_of(Aspect.CONDITIONS, conditions=[one, two]) == "1. 甲。\n2. 乙。"


def test_known_and_unknown_entries_stand_together() -> None:
    found = aspect_text(record(conditions=[statement("甲。"), {"gap": "乙待核实。"}]), Aspect.CONDITIONS)
    assert found.text == f"1. 甲。\n2. 乙待核实（{ASK}）"
    assert not found.only_gaps
    assert [source.title for source in found.sources] == ["样例证法"]


CONDITIONAL = [
    statement("通用。"),
    statement("补领的。", **when(situation="lost")),
    statement("首次的孩子。", **when(situation="first", age="child")),
]


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        (None, "1. 通用。\n2. 【丢失补领】补领的。\n3. 【首次申领、未成年】首次的孩子。"),
        ({"situation": "lost"}, "1. 通用。\n2. 补领的。"),
        ({"situation": "first"}, "1. 通用。\n2. 【未成年】首次的孩子。"),
        ({"situation": "first", "age": "child"}, "1. 通用。\n2. 首次的孩子。"),
        ({"situation": "damaged"}, "通用。"),
        ({"age": "adult"}, "1. 通用。\n2. 【丢失补领】补领的。"),
    ],
)
def test_entries_follow_the_situation(situation: dict[str, str] | None, text: str) -> None:
    assert text_of(Aspect.CONDITIONS, situation, conditions=CONDITIONAL) == text


def test_sources_follow_the_situation() -> None:
    entries = [statement("甲。", **when(age="adult")), statement("乙。", "rules", **when(age="child"))]
    found = aspect_text(record(conditions=entries), Aspect.CONDITIONS, {"age": "child"})
    assert [source.title for source in found.sources] == ["《样例证办法》"]


def test_nothing_listed_for_a_situation_is_said() -> None:
    found = aspect_text(
        record(conditions=[statement("甲。", **when(age="adult"))]), Aspect.CONDITIONS, {"age": "child"}
    )
    assert found.text == f"这种情形没有列出受理条件，{ASK}。"
    assert found.sources == ()
    assert found.only_gaps


def test_sources_are_named_once_in_order_of_appearance() -> None:
    service = record(
        conditions=[
            statement("一。", "rules"),
            statement("二。"),
            statement("三。", "rules"),
            {"gap": "四。"},
        ]
    )
    assert [source.title for source in used_sources(service, service.conditions)] == [
        "《样例证办法》",
        "样例证法",
    ]


@pytest.mark.parametrize(
    ("material", "text"),
    [
        ({"name": "户口簿"}, "户口簿"),
        ({"name": "户口簿", "form": "原件"}, "户口簿（原件）"),
        ({"name": "照片", "copies": 2}, "照片（2份）"),
        ({"name": "照片", "form": "纸质", "copies": 2}, "照片（纸质，2份）"),
        ({"name": "照片", "copies": 0}, "照片"),
        ({"name": "委托书", "required": False, "note": "代办时用。"}, "委托书，按情形提供。代办时用"),
        ({"name": "证照", "exempt": {"how": "电子证照"}}, "证照，免提交（电子证照）"),
        (
            {"name": "证照", "exempt": {"how": "数据共享", "note": "系统核验"}},
            "证照，免提交（数据共享：系统核验）",
        ),
        ({"name": "旧证", "note": "交回。"}, "旧证。交回"),
    ],
)
def test_a_material_in_words(material: dict[str, Any], text: str) -> None:
    assert material_text(Material(source=LAW, **material)) == text


def test_a_material_with_a_gap_says_so() -> None:
    assert material_text(Material(name="旧证", note="交回。", gap="待核实。")) == "旧证。交回。待核实"


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (limit(60, "日"), "60日"),
        (limit(15, "工作日"), "15个工作日"),
        (limit(3, "个月"), "3个月"),
        (limit(0, "当场"), "当场办结"),
        (limit(60, "日", note="可以延长。"), "60日。可以延长。"),
        ({"gap": "待核实。"}, "待核实。"),
    ],
)
def test_a_time_limit_in_words(entry: dict[str, Any], text: str) -> None:
    assert limit_text(Limit.model_validate(entry)) == text


def test_statutory_and_promised_limits_are_told_apart() -> None:
    times = {"statutory": [limit(60, "日")], "promised": [limit(15, "工作日")]}
    assert text_of(Aspect.TIME_LIMIT, time_limit=times) == "1. 法定时限：60日\n2. 承诺时限：15个工作日"


@pytest.mark.parametrize(
    ("days", "unit", "text"),
    [(5, "工作日", "5个工作日"), (30, "日", "30日"), (2, "个月", "2个月"), (0, "当场", "当场")],
)
def test_a_steps_duration_in_words(days: int, unit: str, text: str) -> None:
    entry = Step(id="a", text="审核。", who="窗口", days=days, unit=unit, source=LAW)
    assert limit_days(entry) == text
    step = {"id": "a", "text": "审核。", "who": "窗口", "days": days, "unit": unit, "source": LAW}
    assert text_of(Aspect.PROCESS, process=[step]) == f"审核（窗口，{text}）"


def test_a_step_without_duration_names_who_does_it() -> None:
    assert text_of(Aspect.PROCESS) == "提出申请（申请人）"


def test_a_channel_names_its_kind() -> None:
    channels = [{"kind": "窗口", "text": "到窗口。", "source": LAW}, {"kind": "网上", "gap": "待核实。"}]
    assert text_of(Aspect.CHANNEL, channels=channels) == f"1. 窗口：到窗口。\n2. 网上：待核实（{ASK}）"


@pytest.mark.parametrize(
    ("basis", "text"),
    [
        ({"article": "第三条", "text": "应当申领。", "source": LAW}, "《样例证法》第三条：应当申领。"),
        ({"text": "应当申领。", "source": LAW}, "《样例证法》第二条：应当申领。"),
        ({"source": "rules"}, "《样例证办法》"),
        ({"article": "第九条", "source": "rules"}, "《样例证办法》第九条"),
    ],
)
def test_a_basis_names_document_and_article(basis: dict[str, Any], text: str) -> None:
    assert text_of(Aspect.BASIS, basis=[basis]) == text


def test_a_part_names_its_department() -> None:
    service = record(parts=[{"name": "落户", "department": "公安机关", "source": LAW}])
    assert part_text(service.parts[0]) == "落户（公安机关）"


def _situations(service: Service) -> list[dict[str, str]]:
    """Every combination of answers, unanswered questions included."""
    choices = [[None, *(option.id for option in question.options)] for question in service.questions]
    names = [question.id for question in service.questions]
    return [
        {name: answer for name, answer in zip(names, answers, strict=True) if answer is not None}
        for answers in product(*choices)
    ]


def test_our_own_guides_never_hide_a_gap_or_a_reference() -> None:
    services = load(CONTENT, lenient=True).services
    assert services
    for service in services.values():
        for aspect in Aspect:
            found = aspect_text(service, aspect)
            assert found.text.strip(), (service.id, aspect)
            if found.only_gaps:
                assert ASK in found.text, (service.id, aspect)


def test_our_own_guides_have_words_in_every_situation() -> None:
    for service in load(CONTENT, lenient=True).services.values():
        for situation in _situations(service):
            for aspect in Aspect:
                found = aspect_text(service, aspect, situation)
                assert found.text.strip(), (service.id, aspect, situation)
                assert found.sources or ASK in found.text, (service.id, aspect, situation)
