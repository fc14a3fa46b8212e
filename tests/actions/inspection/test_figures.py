"""Supervision's figures against a small year that was counted by hand.

Registered: the bakery and the factory. Market's cap for the class is 2, the others' 4. In 2026, to 1 July:

    visit              agencies       hours  scanned  remark
    V1 bakery 2 Mar    market + fire  2, 2   yes      joint
    V2 bakery 2 Apr    market         2      yes      second of market: cap 2 reached
    V3 bakery 2 May    market         2      no       emergency: no cap, no scan due
    V4 factory 2 Mar   fire           2      no       not scanned: the factory was disturbed
    V5 factory 2 Apr   fire           2      yes      kept apart from V6
    V6 factory 3 Apr   market         2      yes
    V7 factory 9 Jun   market         2      -        cancelled: counts for nothing

    visits 6 · emergencies 1 · scanned 4 of 5 · joint 1 of 6 · saved 1 visit, 2 hours · separate 1
    by agency: market 4 (V1 V2 V3 V6), fire 3 (V1 V4 V5)
    caps: bakery-market 2 of 2 (near), bakery-fire 1 of 4, factory-fire 2 of 4, factory-market 1 of 2 (near)
    reports: 2, one withdrawn and one upheld by the factory; disturbed: the factory; left in peace 1/2
    2025 to 1 July: one visit of market to the bakery
    ratings: the bakery gives V1 5 and V2 2, the factory V5 4: market (5 + 2) ÷ 2 = 3.5, fire (5 + 4) ÷ 2 = 4.5
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.inspection import afterwards, arrival, cases, registration, registry, supervision
from actions.inspection.access import PUBLIC, SUPERVISION, Actor, Role
from actions.inspection.cases import Report, Reporter
from actions.inspection.errors import NotAllowed
from actions.inspection.figures import VisitRow, change, figures
from actions.inspection.standings import AgencyLine
from actions.inspection.visits import Filter, visits
from knowledge.city_time import CHINA
from tests.actions.inspection.conftest import CERTIFICATES, DAY, FIRE, HOUR, MARKET, NOW, City, part


def moment(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 10, tzinfo=CHINA)


def hold(
    city: City, agency: str, at: datetime, owner: registry.Enterprise, *, scan: bool = True, **changes: Any
) -> str:
    visit_id = city.visit_id(
        agency, at - DAY, enterprise_id=owner.id, starts_at=at, ends_at=at + 2 * HOUR, **changes
    )
    if scan:
        text = city.write(arrival.enterprise_qr_text, owner, city.keyring, at)
        city.write(arrival.check_in, visit_id, text, CERTIFICATES[agency], "", at)
    return visit_id


@pytest.fixture
def year(city: City) -> City:
    city.write(registry.set_cap, MARKET, "normal", 2)
    bakery, factory = city.bakery, city.factory
    hold(city, MARKET, moment(3, 2, 2025), bakery)
    hold(city, MARKET, moment(3, 2), bakery, parts=(part(MARKET), part(FIRE)))
    hold(city, MARKET, moment(4, 2), bakery)
    hold(city, MARKET, moment(5, 2), bakery, scan=False, emergency=True)
    hold(city, FIRE, moment(3, 2), factory, scan=False)
    hold(city, FIRE, moment(4, 2), factory, separate_reason="需要停机检测")
    hold(city, MARKET, moment(4, 3), factory)
    cancelled = hold(city, MARKET, moment(6, 9), factory, scan=False)
    city.write(registration.cancel, cancelled, "改期", moment(6, 1))
    for status in ("upheld", "withdrawn"):
        filed = city.write(
            cases.file_case,
            Report("unscanned", "没扫码", agency_id=FIRE),
            Reporter(enterprise_id=factory.id),
            moment(3, 3),
        )
        city.write(cases.move_case, SUPERVISION, filed.case_id, "reviewing", "", moment(3, 4))
        city.write(cases.move_case, SUPERVISION, filed.case_id, status, "", moment(3, 5))
    return city


def test_the_view_is_what_was_counted_by_hand(year: City) -> None:
    view = year.write(supervision.view, SUPERVISION, 2026, moment(7, 1))
    now = view.now
    assert (now.visits, now.emergencies, now.by_agency) == (6, 1, {MARKET: 4, FIRE: 3})
    assert (now.scanned, now.joint) == (0.8, 0.1667)
    assert (now.saved_visits, now.saved_hours, now.separate) == (1, 2.0, 1)
    assert (now.caps_near, now.caps_over) == (2, 0)
    assert (now.unannounced, now.unannounced_by_agency) == (1, {FIRE: 1})
    assert (now.enterprises, now.disturbed, now.left_in_peace) == (2, 1, 0.5)
    assert (view.before.visits, view.change("visits"), view.change("joint")) == (1, 5.0, None)


def test_a_cap_lowered_later_shows_as_over(year: City) -> None:
    year.write(registry.set_cap, MARKET, "normal", 1)
    now = year.write(supervision.view, SUPERVISION, 2026, moment(7, 1)).now
    assert (now.caps_over, now.disturbed, now.left_in_peace) == (1, 2, 0.0)


def test_pairs_near_or_over_their_cap_are_listed(year: City) -> None:
    view = year.write(supervision.view, SUPERVISION, 2026, moment(7, 1))
    assert [(one.agency, one.enterprise, one.visits, one.cap, one.state) for one in view.caps] == [
        ("甲局", "某某面包有限公司", 2, 2, "已用完"),
        ("甲局", "某某机械有限公司", 1, 2, "还剩 1 次"),
    ]
    year.write(registry.set_cap, MARKET, "normal", 1)
    worst = year.write(supervision.view, SUPERVISION, 2026, moment(7, 1)).caps[0]
    assert (worst.enterprise, worst.over, worst.state) == ("某某面包有限公司", 1, "超过 1 次")


def test_each_agency_with_its_reports_and_ratings(year: City) -> None:
    bakery, factory = (Actor(Role.ENTERPRISE, one.id) for one in (year.bakery, year.factory))
    held = {
        (one.enterprise_id, one.starts_at): one.id for one in year.write(visits, Filter(since=moment(1, 1)))
    }
    for actor, at, grade in (
        (bakery, moment(3, 2), 5),
        (bakery, moment(4, 2), 2),
        (factory, moment(4, 2), 4),
    ):
        year.write(afterwards.rate, actor, held[actor.id, at], grade, "", at + DAY)
    unnamed = Report("unscanned", "没扫码")
    year.write(cases.file_case, unnamed, Reporter(enterprise_id=factory.id), moment(3, 4))
    market, fire, nobody = year.write(supervision.view, SUPERVISION, 2026, moment(7, 1)).lines
    assert market == AgencyLine("甲局", 4, 1, 0, 0, 0, 2, 3.5)
    assert fire == AgencyLine("乙局", 3, 0, 1, 0, 1, 2, 4.5)
    assert nobody == AgencyLine("没有说清是哪个机关", 0, 0, 1, 0, 0, 0, None)


def test_the_same_days_of_the_year_before_are_compared(year: City) -> None:
    assert year.write(supervision.view, SUPERVISION, 2026, moment(2, 1)).before.visits == 0
    assert year.write(supervision.view, SUPERVISION, 2026, moment(3, 3)).before.visits == 1


def test_csv_has_every_figure_with_its_formula(year: City) -> None:
    text = year.write(supervision.view, SUPERVISION, 2026, moment(7, 1)).csv()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["指标", "2026年", "2025年同期", "同比", "怎么算"]
    found = {row[0]: row[1:] for row in rows}
    assert found["检查次数"][:3] == ["6", "1", "5.0"]
    assert "在册企业数" in found["无事不扰率"][3]
    assert found["检查次数·甲局"][:2] == ["4", "1"]
    assert {len(row) for row in rows} == {5}


def test_a_name_that_a_spreadsheet_would_compute_is_text(year: City) -> None:
    assert supervision._plain("=1+1") == "'=1+1"
    assert supervision._plain("甲局") == "甲局"


def test_demonstration_data_is_never_mixed_in(year: City) -> None:
    view = year.write(supervision.view, SUPERVISION, 2026, moment(7, 1), demo=True)
    assert (view.now.visits, view.now.enterprises, view.now.left_in_peace) == (0, 0, None)
    assert "演示数据" in view.csv().splitlines()[0]


@pytest.mark.parametrize("actor", [PUBLIC, Actor(Role.AGENCY, MARKET), Actor(Role.ENTERPRISE, "x")])
def test_only_supervision_sees_all_figures(city: City, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        city.write(supervision.view, actor, 2026, NOW)


@pytest.mark.parametrize(
    ("now", "before", "share"), [(3, 2, 0.5), (1, 2, -0.5), (1, 0, None), (None, 1, None), (1, None, None)]
)
def test_a_change_is_a_share_of_the_year_before(now: Any, before: Any, share: float | None) -> None:
    assert change(now, before) == share


rows = st.builds(
    VisitRow,
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from([("x",), ("x", "y"), ("x", "y", "z")]),
    st.just(NOW),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.just((1.0, 2.0, 3.0)),
)


@given(st.lists(rows))
def test_shares_are_shares_and_parts_add_up(visits: list[VisitRow]) -> None:
    found = figures(visits, [], [], enterprises=3, near=1)
    for share in (found.scanned, found.joint, found.left_in_peace):
        assert share is None or 0 <= share <= 1
    assert sum(found.by_agency.values()) == found.visits + found.saved_visits
    assert found.disturbed <= found.enterprises


def test_a_period_ends_where_it_is_told(year: City) -> None:
    first = moment(1, 1) - timedelta(hours=10)
    found = year.write(supervision.period, first, moment(3, 2), demo=False)
    assert found.visits == 0
