"""What a code says to the person at the door, in each situation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.inspection import arrival, registration, registry, signing
from actions.inspection.codes import TYPED_ALPHABET
from actions.inspection.verification import Verification, verify
from actions.inspection.visits import visit
from bot.web.reply import InspectionRef, Reply
from tests.actions.inspection.conftest import CERTIFICATES, DAY, FIRE, HOUR, MARKET, NOW, City, part

AT = NOW + HOUR


def shown(city: City, visit_id: str, at: datetime = AT) -> arrival.Shown:
    found = city.write(arrival.shown_codes, city.write(visit, visit_id), city.keyring, at)
    assert isinstance(found, arrival.Shown)
    return found


def ask(city: City, said: str, enterprise: registry.Enterprise | None, at: datetime = AT) -> Verification:
    owner = enterprise.id if enterprise else None
    found = city.write(verify, said, owner, city.keyring, at, asker="somebody")
    assert isinstance(found, Verification)
    return found


def enter(city: City, visit_id: str) -> None:
    text = city.write(arrival.enterprise_qr_text, city.bakery, city.keyring, NOW)
    city.write(arrival.check_in, visit_id, text, CERTIFICATES[MARKET], "", AT)


@pytest.fixture(params=["token", "typed"])
def code_of(request: pytest.FixtureRequest) -> Any:
    """Reads either code of a visit."""
    return lambda city, visit_id, at=AT: getattr(shown(city, visit_id, at), request.param)


def test_a_registered_visit_is_told_in_full_with_masked_people(city: City, code_of: Any) -> None:
    visit_id = city.visit_id()
    enter(city, visit_id)
    found = ask(city, f"码是 {code_of(city, visit_id)}，真的吗", city.bakery)
    card = found.document()
    assert (found.status, card["verdict"], card["agencies"]) == ("registered", "genuine", ["甲局"])
    assert card["inspectors"][0] == {"name": "张**", "certificate": "AA****001"}
    assert card["items"] == [{"name": "甲局事项", "basis": "某法第一条"}]
    assert (card["type"], card["joint"]) == ("日常检查", False)
    assert "张三丰" not in found.text
    assert "AA0000001" not in found.text
    assert "2026年3月2日 11:00—13:00" in found.text


def test_the_reply_fits_the_chat_contract(city: City) -> None:
    visit_id = city.visit_id()
    for said in (shown(city, visit_id).typed, "没有码"):
        reply = Reply.model_validate({"id": "r1", **ask(city, said, city.bakery).reply()})
        assert isinstance(reply.inspection, InspectionRef)
        assert reply.inspection.next


def test_a_visit_before_the_scan_is_to_be_scanned_first(city: City, code_of: Any) -> None:
    found = ask(city, code_of(city, city.visit_id()), city.bakery)
    assert (found.status, found.verdict) == ("not_checked_in", "caution")


def test_without_an_enterprise_its_name_is_to_be_compared(city: City, code_of: Any) -> None:
    visit_id = city.visit_id()
    enter(city, visit_id)
    found = ask(city, code_of(city, visit_id), None)
    assert (found.status, found.verdict) == ("registered_unbound", "caution")
    assert "某某****公司" in found.text
    assert "面包" not in found.text


def test_a_typed_code_of_another_enterprise_is_told_like_one_that_does_not_exist(city: City) -> None:
    foreign = ask(city, shown(city, city.visit_id()).typed, city.factory)
    unknown = ask(city, "222-222-222", city.factory)
    assert foreign == unknown
    assert foreign.document() == unknown.document()
    assert (foreign.status, foreign.text) == ("unknown_code", unknown.text)


def test_a_token_of_another_enterprise_says_so_and_nothing_else(city: City) -> None:
    found = ask(city, shown(city, city.visit_id()).token, city.factory)
    assert (found.status, found.verdict, found.visit) == ("wrong_enterprise", "refuse", None)
    assert "甲局" not in found.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["token", "typed"]), st.integers(0, 7 * 24), st.integers(0, 8 * 24))
def test_no_code_of_one_enterprise_ever_verifies_for_another(
    city: City, kind: str, made: int, asked: int
) -> None:
    visit_id = city.visit_id(separate_reason="分开", type="case")
    code = getattr(shown(city, visit_id, NOW + made * HOUR), kind)
    found = city.write(
        verify, code, city.factory.id, city.keyring, NOW + asked * HOUR, asker=f"{made} {asked}"
    )
    assert found.visit is None
    assert found.verdict in ("refuse", "unknown", "caution")
    assert found.status not in ("registered", "registered_unbound", "not_checked_in")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10), st.sampled_from(TYPED_ALPHABET))
def test_a_typed_code_with_one_other_character_is_unknown(city: City, place: int, other: str) -> None:
    typed = shown(city, city.visit_id(separate_reason="分开", type="case")).typed
    if typed[place] in ("-", other):
        return
    altered = typed[:place] + other + typed[place + 1 :]
    found = city.write(verify, altered, city.bakery.id, city.keyring, AT, asker=altered)
    assert found.status == "unknown_code"


def test_a_tampered_or_truncated_token_is_refused(city: City) -> None:
    token = shown(city, city.visit_id()).token
    head, body, signature = token.split(".")
    for altered in (f"{head}.{body[:-2]}.{signature}", token[:-1], f"{head}.{body}", f"{head}.{body}.AAAA"):
        found = ask(city, altered, city.bakery)
        assert (found.status, found.verdict) == ("tampered", "refuse")


def test_a_screenshot_of_yesterday_has_expired_but_a_fresh_code_has_not(city: City) -> None:
    visit_id = city.visit_id(ends_at=NOW + 2 * DAY)
    old = shown(city, visit_id).token
    tomorrow = AT + DAY
    assert ask(city, old, city.bakery, tomorrow).status == "code_expired"
    assert ask(city, shown(city, visit_id, tomorrow).token, city.bakery, tomorrow).status == "not_checked_in"


def test_after_its_window_a_visit_has_expired(city: City, code_of: Any) -> None:
    visit_id, late = city.visit_id(), NOW + 4 * HOUR
    assert ask(city, code_of(city, visit_id, late), city.bakery, late).status == "expired"


def test_before_its_window_a_visit_is_early(city: City, code_of: Any) -> None:
    visit_id = city.visit_id(starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR)
    found = ask(city, code_of(city, visit_id), city.bakery)
    assert (found.status, found.verdict) == ("early", "caution")


def test_without_approval_the_answer_is_no(city: City, code_of: Any) -> None:
    visit_id = city.visit_id(parts=(part(MARKET, approved_by=""),))
    for owner in (city.bakery, None):
        found = ask(city, code_of(city, visit_id), owner)
        assert (found.status, found.verdict) == ("not_approved", "refuse")


def test_a_cap_lowered_later_is_told(city: City, code_of: Any) -> None:
    visit_id = city.visit_id()
    city.write(registry.set_cap, MARKET, "normal", 0)
    found = ask(city, code_of(city, visit_id), city.bakery)
    assert found.status == "cap_exceeded"
    assert "甲局今年对您企业的检查上限（0 次）" in found.text


def test_a_cancelled_and_a_finished_visit_are_refused(city: City, code_of: Any) -> None:
    cancelled = city.visit_id()
    city.write(registration.cancel, cancelled, "改期", NOW)
    assert ask(city, code_of(city, cancelled), city.bakery).status == "cancelled"
    finished = city.visit_id()
    enter(city, finished)
    city.write(arrival.finish, finished, [], AT)
    assert ask(city, code_of(city, finished), city.bakery).status == "finished"


def test_an_inspector_revoked_in_between_is_noticed(city: City, code_of: Any) -> None:
    visit_id = city.visit_id()
    city.write(registry.revoke_inspector, "AA0000001", NOW + timedelta(minutes=1))
    found = ask(city, code_of(city, visit_id), city.bakery)
    assert (found.status, "甲局有效的执法人员不足两名" in found.text) == ("inspectors_invalid", True)
    assert found.document()["inspectors"][0]["certificate"] == "AA****001，执法资格已失效"


def test_one_of_three_revoked_is_named_and_the_others_may_go_on(city: City, code_of: Any) -> None:
    city.write(registry.add_inspector, MARKET, "赵六", "AA0000003")
    visit_id = city.visit_id(parts=(part(MARKET, certificates=(*CERTIFICATES[MARKET], "AA0000003")),))
    city.write(registry.revoke_inspector, "AA0000003", NOW + timedelta(minutes=1))
    before = ask(city, code_of(city, visit_id), city.bakery)
    assert (before.status, "赵*（AA****003，执法资格已失效）" in before.text) == ("not_checked_in", True)
    enter(city, visit_id)
    found = ask(city, code_of(city, visit_id), city.bakery)
    assert (found.status, found.verdict) == ("inspector_lapsed", "caution")
    assert "但赵*（AA****003）的执法资格已经注销或过期" in found.text
    assert "赵六" not in found.text


def test_each_agency_of_a_joint_visit_needs_its_own_people(city: City, code_of: Any) -> None:
    visit_id = city.visit_id()
    city.write(registration.join, visit_id, part(FIRE), NOW)
    city.write(registry.revoke_inspector, CERTIFICATES[FIRE][0], NOW + timedelta(minutes=1))
    found = ask(city, code_of(city, visit_id), city.bakery)
    assert (found.status, "但乙局有效的执法人员不足两名" in found.text) == ("inspectors_invalid", True)


def test_an_item_or_a_standing_that_went_is_told(city: City, code_of: Any) -> None:
    city.write(registry.publish_item, "hidden-item", NOW)
    visit_id = city.visit_id(parts=(part(MARKET, item_ids=("market-item", "hidden-item")),))
    city.write(registry.withdraw_item, "hidden-item", NOW + timedelta(minutes=1))
    found = ask(city, code_of(city, visit_id), city.bakery)
    assert (found.status, "未公布事项（已取消，不能查）" in found.text) == ("not_checked_in", True)
    city.write(registry.withdraw_item, "market-item", NOW + timedelta(minutes=1))
    gone = ask(city, code_of(city, visit_id), None)
    assert (gone.status, gone.verdict) == ("basis_lapsed", "refuse")
    assert "甲局的检查资格或者登记的检查事项后来被取消" in gone.text


def test_a_joint_visit_is_told_as_one(city: City, code_of: Any) -> None:
    visit_id = city.visit_id()
    city.write(registration.join, visit_id, part(FIRE), NOW)
    found = ask(city, code_of(city, visit_id), city.bakery)
    assert "甲局、乙局，综合查一次" in found.text
    assert found.document()["joint"] is True


def test_guessing_is_stopped_but_a_scanned_code_still_works(city: City) -> None:
    visit_id = city.visit_id()
    for _ in range(10):
        assert ask(city, "333-333-333", city.bakery).status == "unknown_code"
    right = shown(city, visit_id)
    assert ask(city, right.typed, city.bakery).status == "too_many_tries"
    assert ask(city, right.token, city.bakery).status == "not_checked_in"
    later = AT + HOUR + timedelta(minutes=1)
    assert ask(city, right.typed, city.bakery, later).status == "not_checked_in"


def test_a_revoked_signing_key_verifies_nothing(city: City) -> None:
    token = shown(city, city.visit_id()).token
    kid = city.write(signing.key_set)["keys"][0]["kid"]
    city.write(signing.revoke, kid, AT)
    assert ask(city, token, city.bakery).status == "tampered"
