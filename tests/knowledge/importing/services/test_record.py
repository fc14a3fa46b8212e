from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.formats.service import Service
from knowledge.importing.services import Mapping
from knowledge.importing.services.record import GAP, cleaned, identity, parts, record_of
from tests.knowledge.importing.services.conftest import MAPPING, ROW

REMARK = "（外省做法，仅供参照）"


def service_of(row: dict[str, Any], mapping: Mapping) -> Service:
    return Service.model_validate(record_of(row, str(row["title"]), mapping))


def test_every_field_lands_in_its_element(mapping: Mapping) -> None:
    service = service_of(ROW, mapping)
    assert (service.id, service.name, service.kind.value) == ("jia-a1", "养犬登记", "事项")
    assert service.summary == f"养犬登记，由甲省公安厅办理（省级）{REMARK}。"
    assert [who.value for who in service.applicant] == ["个人", "企业"]
    assert service.life_stage.value == "出生"
    assert service.departments == ("甲省公安厅",)
    assert service.conditions[0].text == f"有固定住所{REMARK}。"
    assert [material.name for material in service.materials] == ["申请表", "免疫证明"]
    statutory, promised = service.time_limit.statutory[0], service.time_limit.promised[0]
    assert (statutory.value, statutory.unit) == (20, "工作日")
    assert (promised.value, promised.unit) == (3, "日")
    assert service.channels[0].url == "https://www.gdzwfw.gov.cn/a?b=1"
    assert [place.text for place in service.place] == [f"大厅3号窗口{REMARK}。"]
    assert service.checked.isoformat() == "2026-11-01"


def test_everything_carries_the_tier_of_its_source(mapping: Mapping) -> None:
    service = service_of(ROW, mapping)
    assert {source.tier.value for source in service.sources.values()} == {"外省参照"}
    assert all(REMARK[1:-1] in (material.note or "") for material in service.materials)


def test_what_is_not_said_is_a_gap(mapping: Mapping) -> None:
    service = service_of({key: ROW[key] for key in ("code", "title", "dept")}, mapping)
    gaps = [
        *service.conditions, *service.materials, *service.process, *service.time_limit.statutory,
        *service.time_limit.promised, *service.fee, *service.channels, *service.place, *service.result,
        *service.basis, service.visits, service.evaluation,
    ]  # fmt: skip
    assert {entry.gap for entry in gaps} == {GAP}
    assert (service.applicant[0].value, service.life_stage.value) == ("个人", "经营发展")


@pytest.mark.parametrize(
    "value", ["20", "20(天)", "工作日", "很快", "", None, 20, "-3(工作日)", "99999(工作日)"]
)
def test_a_time_limit_without_a_known_unit_is_none(mapping: Mapping, value: object) -> None:
    assert service_of({**ROW, "days": value}, mapping).time_limit.promised[0].gap == GAP


@pytest.mark.parametrize(
    "value", ["ftp://x", "https://evil.example/a.gov.cn", "http://gov.cn.evil.com", "javascript:x", "", 3]
)
def test_only_government_sites_are_linked(mapping: Mapping, value: object) -> None:
    channel = service_of({**ROW, "url": value}, mapping).channels[0]
    assert (channel.url, channel.gap) == (None, GAP)


def test_a_telephone_number_stands_with_the_place(mapping: Mapping) -> None:
    service = service_of({**ROW, "phone": "12345"}, mapping)
    assert [place.text for place in service.place][1] == f"咨询电话：12345{REMARK}。"


def test_values_are_one_line_without_what_cannot_be_stored(mapping: Mapping) -> None:
    assert cleaned(" 甲\n\u0000乙\t丙\ud800 ", mapping) == "甲 乙 丙"
    assert cleaned("无", mapping) == cleaned(None, mapping) == cleaned({"a": 1}, mapping) == ""
    assert cleaned(["甲", "无", "乙"], mapping) == "甲、乙"
    assert parts(["甲", "甲", "", "乙"], mapping) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("value", "found"), [("A_1/乙", "jia-a-1"), ("--", ""), ("", ""), (None, ""), (12, "jia-12")]
)
def test_ids_are_ours(mapping: Mapping, value: object, found: str) -> None:
    assert identity(value, mapping) == found


def test_a_city_may_import_its_own_records_without_a_remark() -> None:
    own = Mapping.model_validate(
        {
            "source": {"title": "本市实施清单", "tier": "济源公开信息"}, "checked": "2026-11-01", "prefix": "jy",
            "fields": {"id": "code", "name": "title", "department": "dept", "conditions": "terms"},
        }
    )  # fmt: skip
    assert service_of(ROW, own).conditions[0].text == "有固定住所。"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries({}, optional={key: ANYTHING for key in ROW if key not in ("code", "title", "dept")})
)
def test_whatever_a_record_holds_it_becomes_a_sound_one(row: dict[str, Any]) -> None:
    mapping = Mapping.model_validate(yaml.safe_load(MAPPING))
    service = service_of({**row, "code": "a1", "title": "养犬登记", "dept": "公安厅"}, mapping)
    assert service.id == "jia-a1"
    assert len(service.conditions) == len(service.time_limit.promised) == 1
