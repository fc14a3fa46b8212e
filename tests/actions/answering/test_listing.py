from __future__ import annotations

import pytest

from actions.answering.listing import department_named, of_department, of_group
from knowledge.catalogue import CONTENT, Catalogue, load
from knowledge.formats.service import Applicant, LifeStage
from knowledge.text.lists import Group


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(CONTENT, lenient=True)


@pytest.mark.parametrize(
    ("text", "name"),
    [("公安局能办哪些事", "公安机关"), ("公积金中心管哪些事", "住房公积金管理机构"), ("今天吃啥", None)],
)
def test_departments_are_known_by_what_people_call_them(
    catalogue: Catalogue, text: str, name: str | None
) -> None:
    department = department_named(catalogue, text)
    assert (department.name if department else None) == name


def test_what_a_department_leads_comes_first(catalogue: Catalogue) -> None:
    police = department_named(catalogue, "公安局")
    assert police is not None
    places = [service.departments.index("公安机关") for service in of_department(catalogue, police)]
    assert places == sorted(places)
    assert places[0] == 0


def test_stages_are_listed_in_their_order(catalogue: Catalogue) -> None:
    stages = (LifeStage.ENTRY, LifeStage.EXIT)
    found = of_group(catalogue, Group("开公司到注销", stages, Applicant.ENTERPRISE))
    assert [service.life_stage for service in found] == sorted(
        (service.life_stage for service in found), key=stages.index
    )
    assert all(Applicant.ENTERPRISE in service.applicant for service in found)
    assert {service.life_stage for service in found} == set(stages)
