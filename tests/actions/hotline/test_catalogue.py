from pathlib import Path

import pytest

from actions.hotline.catalogue import RULE_SOURCE, Catalogue, catalogue, read
from knowledge.catalogue import CONTENT, load
from knowledge.errors import ContentError
from knowledge.formats.hotline import GRASSROOTS, read_categories

ENTRY = """- id: street-light
  name: 路灯
  group: 城市管理
  lead: 城市管理部门
  keywords: [路灯]
  examples: [路灯坏了, 灯不亮, 灯杆歪了]
"""


def test_every_department_of_the_catalogue_is_known() -> None:
    names = [department.name for department in load(CONTENT, lenient=True).departments]
    categories, faults = read_categories(CONTENT / "hotline" / "categories.yml", names)
    assert faults == []
    assert len(categories) > 40


def test_a_category_is_found_by_id_and_by_name() -> None:
    ours = catalogue()
    assert ours.find("street-light") is ours.find("路灯")
    assert ours.find("没有这一类") is None


@pytest.mark.parametrize(
    "unit", ["克井镇", "克井镇人民政府", "沁园街道办事处", "佃头村", "沁园社区", GRASSROOTS]
)
def test_what_departments_must_do_is_not_sent_to_towns(unit: str) -> None:
    decision = catalogue().may_dispatch("wages", unit)
    assert not decision.allowed
    assert decision.source == RULE_SOURCE
    assert "人力资源和社会保障部门" in decision.reason


@pytest.mark.parametrize("unit", ["城市管理部门", "人力资源和社会保障部门", "供电企业"])
def test_any_department_may_be_sent_to(unit: str) -> None:
    assert catalogue().may_dispatch("wages", unit).allowed


def test_the_towns_own_matters_may_be_sent_to_them() -> None:
    decision = catalogue().may_dispatch("neighbour", "轵城镇")
    assert decision.allowed
    assert decision.source


def test_an_unknown_category_is_not_for_towns() -> None:
    assert not catalogue().may_dispatch("没有这一类", "轵城镇").allowed
    assert not catalogue().towns_remit("没有这一类")


def test_a_part_that_towns_do_does_not_make_the_matter_theirs() -> None:
    relief = catalogue().find("relief")
    assert relief is not None
    assert relief.grassroots is not None
    assert not catalogue().towns_remit("relief")


def test_no_time_limit_is_claimed_without_its_rule() -> None:
    assert all(category.limit is None or category.limit.basis for category in catalogue().categories.values())


@pytest.mark.parametrize(
    ("before", "after", "line", "part"),
    [
        ("lead: 城市管理部门", "lead: 城建委", 4, "不在 departments.yml"),
        ("lead: 城市管理部门", f"lead: {GRASSROOTS}", 4, "依据"),
        ("examples: [路灯坏了, 灯不亮, 灯杆歪了]", "examples: [路灯坏了]", 6, "至少要有 3 项"),
        ("group: 城市管理", "groups: 城市管理", 3, "不认识的字段"),
    ],
)
def test_a_wrong_entry_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, part: str
) -> None:
    path = tmp_path / "categories.yml"
    path.write_text(ENTRY.replace(before, after), encoding="utf-8")
    faults = read_categories(path, ["城市管理部门", GRASSROOTS])[1]
    assert any(fault.line == line and part in fault.message for fault in faults)


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hotline").mkdir()
    (tmp_path / "hotline" / "categories.yml").write_text(ENTRY + ENTRY, encoding="utf-8")
    with pytest.raises(ContentError, match="写了两次"):
        read(tmp_path)


def test_an_empty_catalogue_knows_nothing() -> None:
    assert not Catalogue.of([]).may_dispatch("wages", "轵城镇").allowed
