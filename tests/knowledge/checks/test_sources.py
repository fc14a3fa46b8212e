from __future__ import annotations

from datetime import date

import pytest

SERVICE = "services/id-card.yml"


def test_unknown_source(content):
    content.change(SERVICE, "who: 申请人, source: law", "who: 申请人, source: lwa")
    content.expect(SERVICE, "source: lwa", "来源“lwa”没有列在本文件的 sources 里（已列：law）")


def test_source_that_nothing_uses(content):
    content.change(SERVICE, "sources:\n", "sources:\n  other: {title: 别的, tier: 国家文件}\n")
    content.expect(SERVICE, "other:", "来源“other”没有被任何要素引用", warning=True)


def test_other_provinces_rule_without_remark(content):
    content.change(SERVICE, "tier: 国家法条}", "tier: 国家法条}\n  hunan: {title: 湖南指南, tier: 外省参照}")
    content.change(SERVICE, "    source: law\nprocess", "    source: hunan\nprocess")
    content.expect(SERVICE, "source: hunan", "外省参照", warning=True)


@pytest.mark.parametrize(
    "remarked",
    ["name: 申领登记表\n    note: 外省做法，仅供参照。\n    exempt: {how: 系统生成}",
     "name: 申领登记表\n    exempt: {how: 系统生成, note: 参照湖南}"],
)  # fmt: skip
def test_other_provinces_rule_with_remark(content, remarked):
    content.change(SERVICE, "tier: 国家法条}", "tier: 国家法条}\n  hunan: {title: 湖南指南, tier: 外省参照}")
    content.change(SERVICE, "    source: law\nprocess", "    source: hunan\nprocess")
    content.change(SERVICE, "name: 申领登记表\n    exempt: {how: 系统生成}", remarked)
    assert content.faults() == []


def test_parts_have_no_text_to_carry_a_remark(content):
    name = "services/newborn.yml"
    content.change(name, "tier: 国家法条}", "tier: 国家法条}\n  hunan: {title: 湖南指南, tier: 外省参照}")
    content.change(name, "service: id-card, source: law", "service: id-card, source: hunan")
    assert content.faults() == []


def test_at_once_is_zero(content):
    content.change(SERVICE, "value: 15, unit: 工作日", "value: 15, unit: 当场")
    content.expect(SERVICE, "value: 15", "单位是“当场”时 value 要写 0")


def test_zero_is_at_once(content):
    content.change(SERVICE, "value: 15, unit: 工作日", "value: 0, unit: 工作日")
    content.expect(SERVICE, "value: 0", "时限为 0 时单位要写“当场”")


def test_limit_without_unit(content):
    content.change(SERVICE, "value: 15, unit: 工作日", "value: 15")
    content.expect(SERVICE, "value: 15", "时限要同时写 value 和 unit")


def test_checked_in_the_future(content):
    content.change(SERVICE, "checked: 2026-05-01", "checked: 2026-06-02")
    content.expect(SERVICE, "checked:", "还没有到", warning=True)
    assert content.faults(date(2026, 6, 2)) == []
