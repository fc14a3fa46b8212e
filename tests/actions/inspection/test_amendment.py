"""Single rows of the registry: corrected, revoked, restored; by supervision alone."""

from __future__ import annotations

from typing import Any

import pytest

from actions.inspection import amendment, arrival, intake, registry, supervision
from actions.inspection.access import PUBLIC, SUPERVISION, Actor, Role
from actions.inspection.amending import KINDS
from actions.inspection.amendment import Change, Row
from actions.inspection.cells import LineFault
from actions.inspection.errors import NotAllowed, Refused
from actions.inspection.intake import TABLES
from tests.actions.inspection.conftest import CERTIFICATES, DAY, HOUR, MARKET, NOW, City


def key_of(city: City, kind: str) -> str:
    """The key of a row of market's, or of the bakery."""
    if kind == "inspectors":
        found = city.write(registry.add_inspector, MARKET, "赵六", "AA0000009")
        return str(found.id)
    if kind == "plans":
        return str(city.write(registry.add_plan, MARKET, 2026, "某专项", "special", NOW - DAY))
    return {
        "enterprises": city.bakery.id,
        "agencies": MARKET,
        "items": "market-item",
        "caps": "market|normal",
    }[kind]


def find(city: City, kind: str, key: str) -> Row:
    found = city.write(amendment.find, SUPERVISION, kind, key, NOW)
    assert isinstance(found, Row)
    return found


def edit(city: City, kind: str, key: str, **cells: str) -> Change:
    given = {**find(city, kind, key).cells, **cells}
    found = city.write(amendment.edit, SUPERVISION, kind, key, given, NOW)
    assert isinstance(found, Change)
    return found


def turn(city: City, kind: str, key: str) -> Change:
    found = city.write(amendment.turn, SUPERVISION, kind, key, NOW)
    assert isinstance(found, Change)
    return found


EDITS = {
    "enterprises": {"名称": "某某糕点有限公司", "检查类别": "重点领域", "联系方式": "邮箱"},
    "agencies": {"名称": "甲局（新）", "公告日期": "2026-01-05", "职责事项编号": "fire-item、market-item"},
    "items": {"名称": "甲局新事项", "依据": "某法第九条", "依据种类": "法规"},
    "inspectors": {"姓名": "赵七", "有效期至": "2027-01-01"},
    "caps": {"每年次数": "7"},
    "plans": {"名称": "某某专项", "批准日期": "2026-02-01"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_corrected_and_tells_before_and_after(city: City, kind: str) -> None:
    key = key_of(city, kind)
    before = find(city, kind, key)
    change = edit(city, kind, key, **EDITS[kind])
    assert change.before == before
    assert change.after is not None
    assert dict(change.after.cells) == EDITS[kind]
    assert find(city, kind, key) == change.after
    assert before.document() != change.after.document()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_revoked_and_restored(city: City, kind: str) -> None:
    key = key_of(city, kind)
    assert find(city, kind, key).holds
    revoked = turn(city, kind, key).after
    if kind == "caps":
        assert revoked is None
        with pytest.raises(NotAllowed):
            find(city, kind, key)
        return
    assert revoked is not None
    assert (revoked.holds, revoked.document()["效力"]) == (False, "无效")
    restored = turn(city, kind, key).after
    assert restored is not None
    assert restored.holds


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("actor", [PUBLIC, Actor(Role.AGENCY, MARKET), Actor(Role.ENTERPRISE, "x")])
def test_nobody_else_may_look_or_touch(city: City, kind: str, actor: Actor) -> None:
    key = key_of(city, kind)
    before = find(city, kind, key)
    for work, arguments in (
        (amendment.find, (NOW,)),
        (amendment.edit, (EDITS[kind], NOW)),
        (amendment.turn, (NOW,)),
    ):
        with pytest.raises(NotAllowed):
            city.write(work, actor, kind, key, *arguments)
    assert find(city, kind, key) == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", ["", "nobody", "a|b", "a|b|c", "0" * 32])
def test_a_row_that_is_not_there(city: City, kind: str, key: str) -> None:
    with pytest.raises(NotAllowed):
        find(city, kind, key)


@pytest.mark.parametrize(
    ("kind", "cells", "said"),
    [
        ("enterprises", {"名称": ""}, "没有填"),
        ("enterprises", {"检查类别": "很大"}, "应是：低风险"),
        ("enterprises", {"名称": "长" * 201}, "太长"),
        ("agencies", {"职责事项编号": "market-item、nothing"}, "没有编号为“nothing”"),
        ("agencies", {"名称": "乙局"}, "已经有了"),
        ("agencies", {"公告日期": "昨天"}, "要写成"),
        ("items", {"依据": " "}, "没有填"),
        ("items", {"依据种类": "会议纪要"}, "应是：法律"),
        ("inspectors", {"有效期至": "2026-13-01"}, "要写成"),
        ("caps", {"每年次数": "-1"}, "0 到 999"),
        ("caps", {"每年次数": "1000"}, "0 到 999"),
        ("plans", {"批准日期": ""}, "没有填"),
    ],
)
def test_a_wrong_cell_changes_nothing(city: City, kind: str, cells: dict[str, str], said: str) -> None:
    key = key_of(city, kind)
    before = find(city, kind, key)
    with pytest.raises(LineFault, match=said):
        edit(city, kind, key, **cells)
    assert find(city, kind, key) == before


def test_a_closed_enterprise_is_visited_no_more_and_not_counted(city: City) -> None:
    turn(city, "enterprises", city.bakery.id)
    assert [one.code for one in city.register().findings] == ["enterprise_closed"]
    counted = city.write(supervision.period, NOW + DAY, NOW + 2 * DAY, demo=False)
    assert counted.enterprises == 1
    assert city.write(supervision.period, NOW - DAY, NOW + DAY, demo=False).enterprises == 2


def test_an_item_taken_out_of_the_remit_is_refused(city: City) -> None:
    edit(city, "agencies", MARKET, 职责事项编号="hidden-item")
    assert "no_remit" in [one.code for one in city.register().findings]


def test_a_plan_that_was_taken_back_carries_nothing(city: City) -> None:
    key = key_of(city, "plans")
    turn(city, "plans", key)
    assert "plan_unknown" in [one.code for one in city.register(type="special", plan_id=key).findings]


LOST: list[tuple[str, str]] = [("agencies", MARKET), ("items", "market-item")]


@pytest.mark.parametrize(("kind", "key"), LOST)
def test_what_was_revoked_after_registering_keeps_inspectors_outside(city: City, kind: str, key: str) -> None:
    visit_id = city.visit_id()
    turn(city, kind, key)
    text = city.write(arrival.enterprise_qr_text, city.bakery, city.keyring, NOW)
    with pytest.raises(Refused) as caught:
        city.write(arrival.check_in, visit_id, text, CERTIFICATES[MARKET], "", NOW + HOUR)
    assert caught.value.codes == ("agency_lapsed",)
    turn(city, kind, key)
    found = city.write(arrival.check_in, visit_id, text, CERTIFICATES[MARKET], "", NOW + HOUR)
    assert found.status == "started"


def test_plans_are_taken_from_a_table(city: City) -> None:
    head = ",".join(TABLES["plans"].columns)
    wrong: Any = city.write(intake.take, "plans", f"{head}\nmarket,今年,某专项,专项检查,2026-01-05\n", NOW)
    assert wrong.faults == ((2, "“年份”要写 0 到 2199 的整数"),)
    taken: Any = city.write(intake.take, "plans", f"{head}\nmarket,2026,某专项,专项检查,2026-01-05\n", NOW)
    assert taken.lines == 1


def test_each_table_can_be_amended() -> None:
    assert set(KINDS) == set(TABLES)
