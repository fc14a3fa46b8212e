"""Checking in by the enterprise's QR, finishing, and the records that they leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.inspection import arrival, registration, registry, signing
from actions.inspection.arrival import ItemFinding
from actions.inspection.errors import Refused
from actions.inspection.visits import Visit, visit
from tests.actions.inspection.conftest import CERTIFICATES, DAY, FIRE, HOUR, MARKET, NOW, City, part

AT = NOW + HOUR


def qr(city: City, owner: registry.Enterprise) -> str:
    return str(city.write(arrival.enterprise_qr_text, owner, city.keyring, NOW))


def check_in(city: City, visit_id: str, **changes: Any) -> Visit:
    wanted: dict[str, Any] = {
        "scanned": qr(city, city.bakery),
        "certificates": CERTIFICATES[MARKET],
        "reason": "",
        "now": AT,
    }
    found = city.write(arrival.check_in, visit_id, **{**wanted, **changes})
    assert isinstance(found, Visit)
    return found


def test_a_check_in_records_people_time_and_scan(city: City) -> None:
    found = check_in(city, city.visit_id())
    assert found.status == "started"
    assert [(one.at, one.scanned) for one in found.check_ins] == [(AT, True)] * 2


def test_the_same_check_in_twice_changes_nothing(city: City) -> None:
    visit_id = city.visit_id()
    first = check_in(city, visit_id)
    assert check_in(city, visit_id, now=AT + timedelta(minutes=5)) == first
    city.write(arrival.finish, visit_id, [], AT + HOUR)
    assert check_in(city, visit_id, now=AT + HOUR).check_ins == first.check_ins


def test_a_joint_visit_is_checked_into_by_each_agency(city: City) -> None:
    visit_id = city.visit_id()
    city.write(registration.join, visit_id, part(FIRE), NOW)
    check_in(city, visit_id)
    found = check_in(city, visit_id, certificates=CERTIFICATES[FIRE])
    assert len(found.check_ins) == 4


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scanned": "nonsense"}, "enterprise_code_invalid"),
        ({"scanned": None}, "scan_missing"),
        ({"certificates": ("AA0000001",)}, "too_few_inspectors"),
        ({"certificates": CERTIFICATES[FIRE]}, "checkin_inspector_missing"),
        ({"now": NOW}, "not_in_window"),
        ({"now": NOW + 4 * HOUR}, "not_in_window"),
    ],
)
def test_what_is_not_as_registered_is_refused(city: City, changes: dict[str, Any], code: str) -> None:
    visit_id = city.visit_id()
    with pytest.raises(Refused) as caught:
        check_in(city, visit_id, **changes)
    assert caught.value.codes == (code,)


def test_another_enterprises_qr_is_refused(city: City) -> None:
    with pytest.raises(Refused, match="另一家企业"):
        check_in(city, city.visit_id(), scanned=qr(city, city.factory))


def test_a_qr_that_was_issued_anew_replaces_the_printed_one(city: City) -> None:
    printed, visit_id = qr(city, city.bakery), city.visit_id()
    city.write(registry.renew_code, city.bakery.id)
    with pytest.raises(Refused, match="不是有效的企业码"):
        check_in(city, visit_id, scanned=printed)
    renewed = city.write(registry.enterprise, city.bakery.id)
    assert check_in(city, visit_id, scanned=qr(city, renewed)).status == "started"


def test_an_inspector_revoked_after_registering_is_refused_at_the_door(city: City) -> None:
    visit_id = city.visit_id()
    city.write(registry.revoke_inspector, "AA0000002", NOW + timedelta(minutes=1))
    with pytest.raises(Refused) as caught:
        check_in(city, visit_id)
    assert caught.value.codes == ("inspector_revoked",)
    assert "第五十五条" in str(caught.value)


def test_without_approval_or_notice_nobody_enters(city: City) -> None:
    unapproved = city.visit_id(parts=(part(MARKET, approved_by=""),))
    with pytest.raises(Refused, match="还没有审批"):
        check_in(city, unapproved)
    city.write(registration.cancel, unapproved, "改期", NOW)
    unnoticed = city.visit_id(notice_by="")
    with pytest.raises(Refused, match="通知"):
        check_in(city, unnoticed)


def test_an_emergency_is_recorded_afterwards_as_unscanned(city: City) -> None:
    past = {"starts_at": NOW - 5 * HOUR, "ends_at": NOW - 4 * HOUR}
    visit_id = city.visit_id(
        **past, emergency=True, late_reason="事故现场", parts=(part(MARKET, approved_by=""),)
    )
    found = check_in(city, visit_id, scanned=None, now=NOW)
    assert [one.scanned for one in found.check_ins] == [False, False]


def test_each_agency_comes_with_two_and_a_third_may_follow(city: City) -> None:
    city.write(registry.add_inspector, MARKET, "赵六", "AA0000003")
    visit_id = city.visit_id(parts=(part(MARKET, certificates=(*CERTIFICATES[MARKET], "AA0000003")),))
    city.write(registration.join, visit_id, part(FIRE), NOW)
    with pytest.raises(Refused, match="甲局只有 1 名执法人员"):
        check_in(city, visit_id, certificates=(CERTIFICATES[MARKET][0], CERTIFICATES[FIRE][0]))
    with pytest.raises(Refused, match="只有 0 名"):
        check_in(city, visit_id, certificates=())
    check_in(city, visit_id)
    found = check_in(
        city, visit_id, certificates=("AA0000003",), reason="接班", now=AT + timedelta(minutes=5)
    )
    assert [one.reason for one in found.check_ins] == ["年度抽查", "年度抽查", "接班"]


def test_findings_of_several_items_on_several_days(city: City) -> None:
    city.write(registry.publish_item, "hidden-item", NOW)
    items = part(MARKET, item_ids=("market-item", "hidden-item"))
    visit_id = city.visit_id(parts=(items,), ends_at=NOW + 2 * DAY)
    check_in(city, visit_id)
    first = [ItemFinding("market-item", True, "标签缺失", (NOW + 9 * DAY).date())]
    city.write(arrival.note_findings, visit_id, first, AT)
    last = [ItemFinding("market-item", False, "已补上"), ItemFinding("hidden-item", False, "没有发现问题")]
    city.write(arrival.finish, visit_id, last, AT + DAY)
    found = city.write(visit, visit_id)
    assert found.status == "finished"
    assert [(one.item, str(one.on), one.problem) for one in found.findings] == [
        ("甲局事项", "2026-03-02", True),
        ("甲局事项", "2026-03-03", False),
        ("未公布事项", "2026-03-03", False),
    ]
    with pytest.raises(Refused, match="还没有扫码到场"):
        city.write(arrival.note_findings, visit_id, first, AT + DAY)


def test_a_finding_says_what_was_found_and_is_corrected_later(city: City) -> None:
    visit_id = city.visit_id()
    check_in(city, visit_id)
    for wrong, said in (
        (ItemFinding("market-item", True, " "), "写明发现了什么问题"),
        (ItemFinding("market-item", True, "问题", (NOW - DAY).date()), "整改期限"),
    ):
        with pytest.raises(Refused, match=said):
            city.write(arrival.finish, visit_id, [wrong], AT)
    assert city.write(visit, visit_id).findings == ()


def test_findings_are_kept_by_item_and_date(city: City) -> None:
    visit_id = city.visit_id()
    with pytest.raises(Refused, match="还没有扫码到场"):
        city.write(arrival.finish, visit_id, [], AT)
    check_in(city, visit_id)
    with pytest.raises(Refused, match="没有“fire-item”"):
        city.write(arrival.finish, visit_id, [ItemFinding("fire-item", True, "问题")], AT)
    city.write(arrival.finish, visit_id, [ItemFinding("market-item", True, "标签缺失")], AT)
    with pytest.raises(Refused, match="已办结"):
        city.write(registration.cancel, visit_id, "撤销", AT)


def test_a_visit_that_began_cannot_be_cancelled(city: City) -> None:
    visit_id = city.visit_id()
    check_in(city, visit_id)
    with pytest.raises(Refused, match="已经到场"):
        city.write(registration.cancel, visit_id, "撤销", AT)


def test_a_retired_key_still_verifies_and_a_revoked_one_does_not(city: City) -> None:
    printed, visit_id = qr(city, city.bakery), city.visit_id()
    old = printed.split(".")[1]
    city.write(signing.rotate, city.keyring, NOW + DAY)
    assert qr(city, city.bakery).split(".")[1] != old
    assert city.write(arrival.scanned_enterprise, printed).id == city.bakery.id
    city.write(signing.revoke, old, NOW + DAY)
    with pytest.raises(Refused, match="不是有效的企业码"):
        check_in(city, visit_id, scanned=printed)
    assert [key["kid"] for key in city.write(signing.key_set)["keys"]] == [
        qr(city, city.bakery).split(".")[1]
    ]


def test_private_keys_are_files_that_only_the_user_can_read(city: City) -> None:
    qr(city, city.bakery)
    city.visit_id()
    kept = list(city.keyring.folder.iterdir())
    assert len(kept) == 2
    assert all(file.stat().st_mode & 0o077 == 0 for file in kept)
