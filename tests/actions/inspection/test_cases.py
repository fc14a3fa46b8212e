"""Reports are confidential: the reported unit never sees the reporter, the reporter sees the state."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from actions.inspection import cases
from actions.inspection.access import PUBLIC, SUPERVISION, Actor, Role
from actions.inspection.cases import Filed, Report, Reporter
from actions.inspection.errors import NotAllowed, Refused
from tests.actions.inspection.conftest import HOUR, MARKET, NOW, City

REPORT = Report("unscanned", "两个人没扫码就进车间", NOW, "东车间", "一男一女", "甲局", MARKET)


def file(city: City, **changes: object) -> Filed:
    who = Reporter(enterprise_id=city.bakery.id, sender="chat-1", contact="留言")
    filed = city.write(cases.file_case, dataclasses.replace(REPORT, **changes), who, NOW)
    assert isinstance(filed, Filed)
    return filed


def test_the_reporter_sees_the_state_as_it_moves(city: City) -> None:
    filed = file(city)
    owner = Actor(Role.ENTERPRISE, city.bakery.id)
    assert city.write(cases.state_for, owner, filed.number).status_name == "已收到"
    city.write(cases.move_case, SUPERVISION, filed.case_id, "reviewing", "", NOW + HOUR)
    city.write(cases.move_case, SUPERVISION, filed.case_id, "upheld", "已责令改正", NOW + 2 * HOUR)
    for state in (
        city.write(cases.state_for, owner, filed.number),
        city.write(cases.state_by_receipt, filed.receipt),
        *city.write(cases.states_of, Reporter(sender="chat-1")),
    ):
        assert [step.status for step in state.steps] == ["received", "reviewing", "upheld"]
        assert state.steps[-1].note == "已责令改正"


def test_the_reported_unit_sees_neither_case_nor_reporter(city: City) -> None:
    filed = file(city)
    for actor in (Actor(Role.AGENCY, MARKET), PUBLIC, Actor(Role.ENTERPRISE, city.factory.id)):
        for ask, arguments in (
            (cases.cases, ()),
            (cases.case, (filed.case_id,)),
            (cases.reporter, (filed.case_id,)),
            (cases.state_for, (filed.number,)),
            (cases.move_case, (filed.case_id, "not_upheld", "", NOW)),
        ):
            with pytest.raises(NotAllowed):
                city.write(ask, actor, *arguments)


def test_supervision_works_on_cases_without_meeting_the_reporter(city: City) -> None:
    filed = file(city)
    found = city.write(cases.case, SUPERVISION, filed.case_id)
    assert city.write(cases.cases, SUPERVISION, "received") == [found]
    assert city.write(cases.cases, SUPERVISION, "upheld") == []
    told = str(dataclasses.asdict(found))
    assert city.bakery.id not in told
    assert "chat-1" not in told
    assert city.write(cases.reporter, SUPERVISION, filed.case_id).enterprise_id == city.bakery.id


def test_listing_cases_never_reads_the_table_of_reporters() -> None:
    for work in (cases.cases, cases.case):
        assert "reporters" not in inspect.getsource(work)


def test_a_report_may_be_anonymous(city: City) -> None:
    filed = city.write(cases.file_case, REPORT, Reporter(), NOW)
    assert city.write(cases.state_by_receipt, filed.receipt).number == filed.number
    assert city.write(cases.state_by_receipt, "guess") is None
    assert city.write(cases.states_of, Reporter()) == []
    with pytest.raises(NotAllowed):
        city.write(cases.state_for, Actor(Role.ENTERPRISE, city.bakery.id), filed.number)


def test_a_report_says_what_happened(city: City) -> None:
    with pytest.raises(Refused, match="写明发生了什么"):
        file(city, text=" ")


@pytest.mark.parametrize("steps", [["upheld"], ["reviewing", "received"], ["withdrawn", "reviewing"]])
def test_a_case_moves_one_step_at_a_time(city: City, steps: list[str]) -> None:
    filed = file(city)
    for status in steps[:-1]:
        city.write(cases.move_case, SUPERVISION, filed.case_id, status, "", NOW)
    with pytest.raises(Refused):
        city.write(cases.move_case, SUPERVISION, filed.case_id, steps[-1], "", NOW)


def test_numbers_cannot_be_counted_through(city: City) -> None:
    assert file(city).number[:-6] == file(city).number[:-6]
    assert file(city).number != file(city).number
    with pytest.raises(NotAllowed):
        city.write(cases.state_for, Actor(Role.ENTERPRISE, city.bakery.id), "JC20260302-000000")
