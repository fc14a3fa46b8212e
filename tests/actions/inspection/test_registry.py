"""What may be registered, and what is refused with its rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.inspection import registry
from actions.inspection.errors import CreditCodeInvalid, Refused
from tests.actions.inspection.conftest import DAY, MARKET, NOW, City, credit_code


@pytest.mark.parametrize(
    ("role", "named"),
    [
        ("assistant", "执法辅助人员"),
        ("grid_worker", "网格员"),
        ("temporary", "临时工"),
        ("third_party", "第三方机构人员"),
        ("intermediary", "中介机构人员"),
        ("friend", "这类人员"),
    ],
)
def test_only_inspectors_are_registered_as_inspectors(city: City, role: str, named: str) -> None:
    with pytest.raises(Refused, match=f"{named}不能登记为检查人员.*54号") as caught:
        city.write(registry.add_inspector, MARKET, "赵六", "AA0000009", role=role)
    assert caught.value.codes == ("not_an_inspector",)


@pytest.mark.parametrize("certificate", ["", "12345", "证号一二三四五", "A" * 21, "AA 000001"])
def test_certificates_have_a_form(city: City, certificate: str) -> None:
    with pytest.raises(Refused, match="执法证号不对"):
        city.write(registry.add_inspector, MARKET, "赵六", certificate)


def test_a_certificate_is_registered_once(city: City) -> None:
    with pytest.raises(Refused, match="已经登记过"):
        city.write(registry.add_inspector, MARKET, "赵六", " aa0000001 ")


def test_a_certificate_holds_until_it_ends_or_is_revoked(city: City) -> None:
    inspector = city.write(registry.add_inspector, MARKET, "赵六", "AA0000009", valid_until=NOW + DAY)
    assert inspector.is_valid(NOW)
    assert not inspector.is_valid(NOW + DAY)
    assert city.write(registry.revoke_inspector, "AA0000009", NOW) is True
    assert city.write(registry.revoke_inspector, "AA0000009", NOW) is False


@pytest.mark.parametrize("kind", ["coordination", "testing", "institute", "intermediary", "club"])
def test_only_agencies_are_registered_as_agencies(city: City, kind: str) -> None:
    with pytest.raises(Refused, match="不能登记为检查机关"):
        city.write(registry.add_agency, "x", "某某", kind, NOW)


def test_an_entrusted_organisation_names_its_principal(city: City) -> None:
    with pytest.raises(Refused, match="委托机关"):
        city.write(registry.add_agency, "x", "某某所", "entrusted", NOW)
    city.write(registry.add_agency, "x", "某某所", "entrusted", NOW, principal_id=MARKET)


def test_an_item_rests_on_law(city: City) -> None:
    with pytest.raises(Refused, match="法律、法规、规章或国务院决定"):
        city.write(registry.add_item, "x", "某事项", "会议纪要", "minutes")


def test_an_item_may_be_published_and_withdrawn(city: City) -> None:
    city.write(registry.publish_item, "hidden-item", NOW)
    parts = (
        city.request().parts[0].__class__(MARKET, ("AA0000001", "AA0000002"), ("hidden-item",), "批准人"),
    )
    assert city.register(parts=parts, type="case").visit_id is not None
    city.write(registry.withdraw_item, "hidden-item", NOW + timedelta(minutes=1))
    later = city.register(parts=parts, type="case", at=NOW + timedelta(minutes=2))
    assert [one.code for one in later.findings] == ["item_unpublished"]


def test_an_enterprise_is_registered_once_and_found_by_its_code(city: City) -> None:
    assert city.write(registry.enterprise_by_credit_code, credit_code(1)) == city.bakery
    assert city.write(registry.enterprise_by_code_id, city.bakery.code_id) == city.bakery
    with pytest.raises(Refused, match="已经登记过"):
        city.write(registry.add_enterprise, credit_code(1).lower(), "又一家", "normal", NOW)
    with pytest.raises(CreditCodeInvalid):
        city.write(registry.add_enterprise, "123", "某店", "normal", NOW)


def test_classes_are_those_of_the_vocabulary(city: City) -> None:
    with pytest.raises(ValueError, match="unknown class"):
        city.write(registry.add_enterprise, credit_code(3), "某店", "huge", NOW)
    with pytest.raises(ValueError, match="unknown class"):
        city.write(registry.set_cap, MARKET, "huge", 1)
