"""What is checked before a visit, each with its rule; and what two agencies at once leave behind."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.inspection import registration, registry, tables
from actions.inspection.errors import Refused
from actions.inspection.registration import Registered
from actions.inspection.visits import Filter, visit, visits
from tests.actions.inspection.conftest import CERTIFICATES, DAY, FIRE, HOUR, HOUSING, MARKET, NOW, City, part


def codes(found: Registered) -> list[str]:
    return [one.code for one in found.findings]


def test_a_visit_that_nothing_stops_is_registered_and_approved(city: City) -> None:
    visit_id = city.visit_id()
    found = city.write(visit, visit_id)
    assert (found.status, found.joint, found.type_name) == ("approved", False, "日常检查")
    assert [one.certificate for one in found.inspectors] == list(CERTIFICATES[MARKET])
    assert found.window == "2026年3月2日 11:00—13:00"


@pytest.mark.parametrize(
    ("changes", "code", "basis"),
    [
        ({"enterprise_id": "nobody"}, "enterprise_unknown", None),
        ({"type": "surprise"}, "type_unknown", "司法部"),
        ({"reason": "  "}, "reason_missing", None),
        ({"parts": (part(MARKET, item_ids=()),)}, "items_missing", "54号"),
        ({"parts": (part(MARKET, item_ids=("nothing",)),)}, "item_unknown", "54号"),
        ({"parts": (part(MARKET, item_ids=("hidden-item",)),)}, "item_unpublished", "54号"),
        ({"parts": (part(MARKET, item_ids=("fire-item",)),)}, "no_remit", "54号"),
        ({"parts": (part(MARKET, agency_id="club"),)}, "agency_unqualified", "54号"),
        ({"parts": (part(MARKET, certificates=("AA0000001",)),)}, "too_few_inspectors", "第四十二条"),
        ({"parts": (part(MARKET, certificates=("AA0000001",) * 2),)}, "too_few_inspectors", "第四十二条"),
        ({"parts": (part(MARKET, certificates=("AA0000001", "ZZ9")),)}, "inspector_unknown", "54号"),
        ({"parts": (part(MARKET, certificates=CERTIFICATES[FIRE]),)}, "inspector_elsewhere", "54号"),
        ({"ends_at": NOW}, "window_invalid", None),
        ({"ends_at": NOW + 30 * DAY}, "window_invalid", None),
        ({"starts_at": NOW - DAY}, "past_not_emergency", "54号"),
        ({"starts_at": NOW - HOUR, "emergency": True}, "past_without_reason", None),
        (
            {"starts_at": NOW - 25 * HOUR, "emergency": True, "late_reason": "救火"},
            "past_too_late",
            None,
        ),
        ({"emergency": True, "reason": ""}, "emergency_without_reason", None),
        ({"type": "special", "plan_id": "nothing"}, "plan_unknown", "河南省"),
    ],
)
def test_each_rule_refuses_with_its_code_and_basis(
    city: City, changes: dict[str, Any], code: str, basis: str | None
) -> None:
    found = city.register(**changes)
    assert found.visit_id is None
    assert code in codes(found)
    told = next(one for one in found.findings if one.code == code)
    assert told.text.endswith(("。", "！"))
    assert (basis is None and told.basis is None) or (basis is not None and basis in (told.basis or ""))
    assert city.write(visits, Filter()) == []


def test_a_revoked_inspector_is_refused(city: City) -> None:
    city.write(registry.revoke_inspector, "AA0000002", NOW - HOUR)
    assert codes(city.register())[:2] == ["inspector_revoked", "too_few_inspectors"]


def test_an_emergency_may_be_registered_within_a_day_with_a_reason(city: City) -> None:
    visit_id = city.visit_id(
        starts_at=NOW - 20 * HOUR, ends_at=NOW - 18 * HOUR, emergency=True, late_reason="现场有人受伤"
    )
    found = city.write(visit, visit_id)
    assert (found.emergency, found.capped, found.type_name) == (True, False, "日常检查（突发应急）")


def test_approval_and_notice_are_asked_for(city: City) -> None:
    found = city.register(parts=(part(MARKET, approved_by=""),), notice_by="")
    assert codes(found) == ["approval_missing", "notice_missing"]
    assert found.visit_id is not None
    assert city.write(visit, found.visit_id).status == "registered"
    city.write(registration.approve, found.visit_id, MARKET, "王局长", NOW)
    city.write(registration.notify, found.visit_id, "李科员", NOW)
    approved = city.write(visit, found.visit_id)
    assert (approved.status, approved.noticed_at) == ("approved", NOW)


def test_a_special_inspection_names_its_plan(city: City) -> None:
    assert codes(city.register(type="special")) == ["plan_missing"]
    mine = city.write(registry.add_plan, MARKET, 2026, "某专项", "special", NOW - DAY)
    far = {"starts_at": NOW + 20 * DAY, "ends_at": NOW + 20 * DAY + HOUR}
    assert codes(city.register(type="special", plan_id=mine, **far)) == []
    assert codes(city.register(FIRE, type="special", plan_id=mine, **far)) == ["overlap", "plan_unknown"]
    with pytest.raises(Refused, match="检查类型"):
        city.write(registry.add_plan, MARKET, 2026, "某专项", "surprise", NOW)


def test_the_cap_is_reached_by_visits_of_the_year_only(city: City) -> None:
    for month in range(4):
        city.visit_id(starts_at=NOW + (60 * month + 1) * DAY, ends_at=NOW + (60 * month + 1) * DAY + HOUR)
    last = {"starts_at": NOW + 290 * DAY, "ends_at": NOW + 290 * DAY + HOUR}
    over = city.register(**last)
    assert codes(over) == ["cap_reached"]
    assert "上限是 4 次，已经登记 4 次" in over.findings[0].text
    assert city.register(**last, type="case").visit_id is not None
    assert city.register(**last, emergency=True).visit_id is not None
    assert city.register(FIRE, **last).visit_id is not None
    next_year = {"starts_at": NOW + 340 * DAY, "ends_at": NOW + 340 * DAY + HOUR}
    assert city.register(**next_year).visit_id is not None


def test_a_cancelled_visit_counts_for_nothing(city: City) -> None:
    city.write(registry.set_cap, MARKET, "normal", 1)
    visit_id = city.visit_id()
    city.write(registration.cancel, visit_id, "企业停产", NOW)
    assert city.register().visit_id is not None
    with pytest.raises(Refused, match="已撤销"):
        city.write(registration.cancel, visit_id, "再撤一次", NOW)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 4), st.lists(st.sampled_from(["routine", "special", "case"]), max_size=8))
def test_no_sequence_of_requests_gets_over_a_cap(city: City, cap: int, types: list[str]) -> None:
    city.write(_empty)
    city.write(registry.set_cap, MARKET, "normal", cap)
    for place, kind in enumerate(types):
        at = NOW + (20 * place + 1) * DAY
        city.register(type=kind, starts_at=at, ends_at=at + HOUR)
    kept = city.write(visits, Filter())
    counted = [one for one in kept if one.capped]
    assert len(counted) == min(cap, sum(kind != "case" for kind in types))
    assert len(kept) - len(counted) == types.count("case")


def _empty(connection: sa.Connection) -> None:
    for table in (tables.visit_inspectors, tables.visit_items, tables.visit_agencies, tables.visits):
        connection.execute(sa.delete(table))


def test_another_agency_in_the_same_week_is_proposed_a_joint_visit(city: City) -> None:
    first = city.visit_id()
    found = city.register(FIRE, starts_at=NOW + 2 * DAY, ends_at=NOW + 2 * DAY + HOUR)
    assert codes(found) == ["overlap"]
    assert "由甲局牵头" in found.findings[0].text
    proposal = found.proposal
    assert proposal is not None
    assert (proposal.visit_id, proposal.lead_id, proposal.agency_ids) == (first, MARKET, (MARKET, FIRE))
    assert (proposal.saved_visits, proposal.saved_hours) == (1, 1.0)
    city.write(registration.join, first, part(FIRE), NOW)
    joint = city.write(visit, first)
    assert list(joint.agencies.values()) == ["甲局", "乙局"]
    assert (joint.joint, joint.status, len(joint.inspectors), len(joint.items)) == (True, "approved", 4, 2)


def test_an_agency_may_come_separately_with_a_reason_that_is_kept(city: City) -> None:
    city.visit_id()
    found = city.register(FIRE, separate_reason="需要停机检测")
    assert codes(found) == ["overlap_separate"]
    assert found.visit_id is not None
    assert city.write(visit, found.visit_id).separate_reason == "需要停机检测"


def test_the_same_agency_is_told_to_merge(city: City) -> None:
    city.visit_id()
    assert codes(city.register(starts_at=NOW + 3 * DAY, ends_at=NOW + 3 * DAY + HOUR)) == [
        "same_agency_overlap"
    ]


@pytest.mark.parametrize("changes", [{"emergency": True}, {"type": "case"}])
def test_emergencies_and_clues_need_not_wait_for_others(city: City, changes: dict[str, Any]) -> None:
    city.visit_id()
    assert city.register(FIRE, **changes).visit_id is not None


@pytest.mark.parametrize(
    ("joining", "code"),
    [
        (part(MARKET), "already_joined"),
        (part(FIRE, approved_by=" "), "not_approved"),
        (part(HOUSING), "too_few_inspectors"),
        (part(FIRE, item_ids=("market-item",)), "no_remit"),
    ],
)
def test_joining_is_checked_like_registering(city: City, joining: Any, code: str) -> None:
    visit_id = city.visit_id()
    with pytest.raises(Refused) as caught:
        city.write(registration.join, visit_id, joining, NOW)
    assert code in caught.value.codes
    assert not city.write(visit, visit_id).joint


def test_joining_counts_against_the_cap(city: City) -> None:
    city.write(registry.set_cap, FIRE, "normal", 0)
    with pytest.raises(Refused, match="上限是 0 次"):
        city.write(registration.join, city.visit_id(), part(FIRE), NOW)


def test_the_same_request_again_registers_once(city: City) -> None:
    first = city.visit_id(request_key="market:1")
    assert city.visit_id(request_key="market:1") == first
    assert len(city.write(visits, Filter())) == 1


def test_agencies_that_register_at_once_see_each_other(city: City) -> None:
    found = _at_once(city, [city.request(MARKET), city.request(FIRE)] * 3)
    kept = city.write(visits, Filter())
    assert len(kept) == 1
    assert sum(one.visit_id is not None for one in found) == 1
    assert all(one.proposal is not None for one in found if one.visit_id is None)


def test_the_last_visit_under_a_cap_is_given_once(city: City) -> None:
    city.write(registry.set_cap, MARKET, "normal", 1)
    requests = [city.request(separate_reason="分开") for _ in range(6)]
    found = _at_once(city, requests)
    assert sum(one.visit_id is not None for one in found) == 1
    assert sum("cap_reached" in codes(one) for one in found) == 5


def _at_once(city: City, requests: list[Any]) -> list[Registered]:
    ready = threading.Barrier(len(requests))
    found: list[Registered] = []

    def run(request: Any) -> None:
        ready.wait(10)
        found.append(city.write(registration.register, request, city.keyring, NOW))

    threads = [threading.Thread(target=run, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == len(requests)
    return found
