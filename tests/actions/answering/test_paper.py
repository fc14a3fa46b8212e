from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering.paper import _verdict, listed_as
from tests.knowledge.guide.records import ELSEWHERE, record, when

BASE: Any = SimpleNamespace(canonical=lambda text: text.replace("户口本", "居民户口簿"))


def materials(*rows: dict[str, Any]) -> Any:
    return record(materials=list(rows))


def test_an_everyday_name_finds_the_official_one() -> None:
    service = materials({"name": "居民户口簿", "source": "law"}, {"name": "照片", "source": "law"})
    assert [entry.name for entry in listed_as(BASE, "户口本", service.materials)] == ["居民户口簿"]


def test_the_very_name_comes_before_names_with_it_in() -> None:
    service = materials({"name": "身份证", "source": "law"}, {"name": "监护人身份证明", "source": "law"})
    assert [entry.name for entry in listed_as(BASE, "身份证", service.materials)] == ["身份证"]


def test_a_paper_that_is_not_listed() -> None:
    assert listed_as(BASE, "结婚证", record().materials) == []


@pytest.mark.parametrize(
    ("row", "begin"),
    [
        ({"source": "law"}, "要。"),
        ({"source": "law", "exempt": {"how": "数据共享"}}, "一般不用交。"),
        ({"source": "law", "required": False}, "看情形。"),
        ({"source": "law", **when(situation="lost")}, "看情形。"),
        ({"gap": "待核实。"}, "“户口簿”要不要交，还没有核实"),
        ({"source": ELSEWHERE}, "济源要不要“户口簿”还没有核实"),
        ({"source": ELSEWHERE, "exempt": {"how": "数据共享"}}, "济源要不要“户口簿”还没有核实"),
    ],
)
def test_the_verdict_says_no_more_than_the_record(row: dict[str, Any], begin: str) -> None:
    service = materials({"name": "户口簿", **row})
    assert _verdict(service, "户口簿", list(service.materials), {}).startswith(begin)


def test_a_known_situation_settles_it() -> None:
    service = materials({"name": "户口簿", "source": "law", **when(situation="lost")})
    assert _verdict(service, "户口簿", list(service.materials), {"situation": "lost"}).startswith("要。")
