from __future__ import annotations

import json

import pytest

from knowledge.report import EXEMPT_TARGET, REDUCTION_TARGET, Exemption, report

BUNDLE = "services/newborn.yml"
SERVICE = "services/id-card.yml"
ELSEWHERE = "tier: 国家法条}\n  hunan: {title: 湖南指南, tier: 外省参照}"


def line(content, key):
    return next(line for line in report(content.load()).lines if line.id == key)


def test_rates_of_one_record(content):
    found = line(content, "id-card")
    assert found.materials == Exemption(required=2, exempt=1)
    assert found.materials.rate == 0.5
    assert found.materials_reference == found.materials
    assert found.reduction == 0.75
    assert [(gap.place, gap.text) for gap in found.gaps] == [
        ("办理地点·第 1 项", "窗口地址待核实。"),
        ("到场次数", "待核实。"),
    ]


def test_totals_over_bundles_and_over_everything(content):
    found = report(content.load())
    assert [line.id for line in found.lines] == ["newborn", "id-card"]
    assert (found.bundles.records, found.bundles.exempt_rate, found.bundles.reduction) == (1, 0.5, 1.0)
    assert (found.everything.records, found.everything.exempt_rate) == (2, 0.5)
    assert found.everything.reduction == pytest.approx(0.875)
    assert found.everything.gaps == 3


def test_materials_that_are_optional_or_unknown_do_not_count(content):
    content.change(
        SERVICE,
        "  - name: 申领登记表",
        "  - {name: 照片, source: law, required: false}\n  - {name: 其他, gap: 待核实。}\n  - name: 申领登记表",
    )
    assert line(content, "id-card").materials == Exemption(required=2, exempt=1)


def test_other_provinces_exemptions_count_only_for_reference(content):
    content.change(BUNDLE, "tier: 国家法条}", ELSEWHERE)
    content.change(
        BUNDLE,
        "exempt: {how: 数据共享}, source: law",
        "exempt: {how: 数据共享, note: 参照湖南}, source: hunan",
    )
    found = line(content, "newborn")
    assert found.materials == Exemption(required=2, exempt=0)
    assert found.materials_reference == Exemption(required=2, exempt=1)


def test_a_record_without_local_figures_is_left_out_and_counted(content):
    content.change(BUNDLE, "tier: 国家法条}", "tier: 外省参照}")
    found = report(content.load())
    newborn = next(line for line in found.lines if line.id == "newborn")
    assert newborn.materials is None
    assert newborn.reduction is None
    assert newborn.materials_reference.rate == 0.5
    assert newborn.reduction_reference == 1.0
    assert (found.bundles.exempt_rate, found.bundles.exempt_counted, found.bundles.records) == (None, 0, 1)
    assert (found.everything.exempt_rate, found.everything.exempt_counted) == (0.5, 1)
    assert (found.everything.reduction, found.everything.reduction_counted) == (0.75, 1)


def test_unverified_sources_are_no_local_figures(content):
    content.change(BUNDLE, "tier: 国家法条}", "tier: 待核实}")
    assert line(content, "newborn").materials is None


@pytest.mark.parametrize(
    ("promised", "reduction"),
    [
        ("{value: 15, unit: 日, source: law}", None),
        ("{gap: 待核实。}", None),
        ("{value: 0, unit: 当场, source: law}", 1.0),
        ("{value: 60, unit: 工作日, source: law}", 0.0),
        ("{value: 90, unit: 工作日, source: law}", -0.5),
        ("{value: 30, unit: 工作日, source: law}\n    - {value: 6, unit: 工作日, source: law}", 0.7),
    ],
)
def test_reduction(content, promised, reduction):
    content.change(SERVICE, "{value: 15, unit: 工作日, source: law}", promised)
    found = line(content, "id-card").reduction
    assert found == (reduction if reduction is None else pytest.approx(reduction))


def test_limits_of_the_same_situation_are_compared(content):
    content.change(
        SERVICE,
        "{value: 60, unit: 工作日, source: law}",
        "{value: 60, unit: 工作日, source: law}\n    - {value: 20, unit: 工作日, source: law, when: {situation: [lost]}}",
    )
    content.change(
        SERVICE,
        "{value: 15, unit: 工作日, source: law}",
        "{value: 15, unit: 工作日, source: law, when: {situation: [lost]}}",
    )
    assert line(content, "id-card").reduction == 0.25


def test_nothing_to_compare_with(content):
    content.change(SERVICE, "{value: 60, unit: 工作日, source: law}", "{gap: 待核实。}")
    assert line(content, "id-card").reduction is None


def test_json_has_formulas_and_targets(content):
    found = json.loads(json.dumps(report(content.load()).as_json(), ensure_ascii=False))
    assert (
        found["targets"]
        == {"exempt_rate": EXEMPT_TARGET, "reduction": REDUCTION_TARGET}
        == {"exempt_rate": 0.6, "reduction": 0.7}
    )
    assert "÷" in found["formulas"]["exempt_rate"]
    assert found["records"][0]["exempt_rate"] == 0.5
    assert found["records"][1]["gaps"][0] == {"place": "办理地点·第 1 项", "text": "窗口地址待核实。"}
    assert found["all"]["gaps"] == 3


def test_no_services_at_all(content):
    for name in ("services/id-card.yml", "services/newborn.yml"):
        content.file(name).unlink()
    found = report(content.load())
    assert found.lines == ()
    assert (found.everything.exempt_rate, found.everything.reduction) == (None, None)
