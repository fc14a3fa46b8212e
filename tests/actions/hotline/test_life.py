"""Whatever people do to a ticket, in whatever order, it stays within the rules."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline import errors
from actions.hotline.errors import StepRefused
from actions.hotline.life import Act, Standing, is_grassroots, nothing_is_the_towns, step
from actions.hotline.rules import Event, Role, Status, rules
from tests.actions.hotline.conftest import NOW

RULES = rules()
PENDING = Standing(Status.PENDING, "street-light")
DEPARTMENTS = ["城市管理部门", "克井镇", "沁园街道办事处", "", None]
acts = st.builds(
    Act,
    event=st.sampled_from([event for event in Event if event is not Event.FILE]),
    role=st.sampled_from(Role),
    who=st.just("tester"),
    at=st.integers(0, 400).map(lambda hours: NOW + timedelta(hours=hours)),
    why=st.sampled_from([None, " ", "原因"]),
    department=st.sampled_from(DEPARTMENTS),
    days=st.sampled_from([None, 0, 1, 5, 10, 11]),
    answer=st.sampled_from([None, "", "已办"]),
    grade=st.sampled_from([None, "满意", "不满意", "很好"]),
)


@given(st.lists(acts, max_size=60), st.booleans())
def test_any_sequence_of_steps_keeps_the_rules(sequence: list[Act], towns: bool) -> None:
    standing, done = PENDING, Counter[Event]()
    for act in sorted(sequence, key=lambda act: act.at):
        try:
            after = step(standing, act, RULES, done, lambda _: towns)
        except StepRefused:
            continue
        rule = RULES.events[act.event]
        assert act.role in rule.by
        assert standing.status in rule.from_
        assert after.status is (rule.to or standing.status)
        standing, done = after, done + Counter([act.event])
    _check_totals(standing, done, towns)


def _check_totals(standing: Standing, done: Counter[Event], towns: bool) -> None:
    assert done[Event.EXTEND] <= RULES.limits.extensions
    assert done[Event.REOPEN] == standing.reopened <= RULES.limits.reopenings
    assert standing.extended_days <= RULES.limits.extensions * RULES.limits.extension_days
    assert standing.status in (Status.PENDING, Status.DECLINED, Status.WITHDRAWN, Status.MERGED) or (
        standing.limit_from is not None
    )
    if standing.status in (Status.DISPATCHED, Status.HANDLING, Status.ANSWERED, Status.CLOSED):
        assert standing.department
        assert towns or not is_grassroots(standing.department)
    if standing.status in (Status.ANSWERED, Status.CLOSED):
        assert standing.answer


def test_the_whole_way() -> None:
    standing, done = PENDING, Counter[Event]()
    way = [
        (Event.ACCEPT, {"days": 5}, Status.ACCEPTED),
        (Event.DISPATCH, {"department": "甲部门"}, Status.DISPATCHED),
        (Event.RETURN, {"why": "不归我管"}, Status.ACCEPTED),
        (Event.DISPATCH, {"department": "乙部门"}, Status.DISPATCHED),
        (Event.START, {}, Status.HANDLING),
        (Event.EXTEND, {"why": "要等配件", "days": 3}, Status.HANDLING),
        (Event.ANSWER, {"answer": "修好了"}, Status.ANSWERED),
        (Event.CLOSE, {}, Status.CLOSED),
        (Event.REOPEN, {"why": "回访不满意"}, Status.DISPATCHED),
        (Event.ANSWER, {"answer": "又修好了"}, Status.ANSWERED),
        (Event.CLOSE, {}, Status.CLOSED),
    ]
    for event, told, status in way:
        standing = step(standing, Act(event, Role.STAFF, "tester", NOW, **told), RULES, done)  # type: ignore[arg-type]
        done[event] += 1
        assert standing.status is status
    assert (standing.department, standing.reopened, standing.answer) == ("乙部门", 1, "又修好了")


def _standing(status: Status, **known: object) -> Standing:
    return Standing(status, "street-light", "甲部门", limit_from=NOW, limit_days=5, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "act", "error"),
    [
        (_standing(Status.CLOSED), Act(Event.URGE, Role.RESIDENT, "r", NOW), errors.TicketOver),
        (_standing(Status.ANSWERED), Act(Event.WITHDRAW, Role.RESIDENT, "r", NOW), errors.TicketOver),
        (PENDING, Act(Event.DISPATCH, Role.STAFF, "s", NOW, department="甲"), errors.StepNotYet),
        (PENDING, Act(Event.ACCEPT, Role.RESIDENT, "r", NOW), errors.NotYours),
        (PENDING, Act(Event.WITHDRAW, Role.STAFF, "s", NOW), errors.NotYours),
        (PENDING, Act(Event.DECLINE, Role.STAFF, "s", NOW), errors.ReasonMissing),
        (_standing(Status.HANDLING), Act(Event.RETURN, Role.STAFF, "s", NOW, why=" "), errors.ReasonMissing),
        (
            Standing(Status.ACCEPTED, "street-light"),
            Act(Event.DISPATCH, Role.STAFF, "s", NOW),
            errors.DepartmentMissing,
        ),
        (
            _standing(Status.ACCEPTED),
            Act(Event.DISPATCH, Role.STAFF, "s", NOW, department="克井镇"),
            errors.NotForTown,
        ),
        (
            _standing(Status.HANDLING),
            Act(Event.ANSWER, Role.STAFF, "s", NOW, answer=" "),
            errors.AnswerMissing,
        ),
        (
            _standing(Status.HANDLING),
            Act(Event.EXTEND, Role.STAFF, "s", NOW, why="等", days=11),
            errors.ExtensionTooLong,
        ),
        (
            _standing(Status.HANDLING, urged_at=NOW - timedelta(hours=23)),
            Act(Event.URGE, Role.RESIDENT, "r", NOW),
            errors.UrgedAlready,
        ),
        (
            _standing(Status.CLOSED, grade="满意"),
            Act(Event.REOPEN, Role.RESIDENT, "r", NOW, why="没修好"),
            errors.NotUnsatisfied,
        ),
        (
            _standing(Status.CLOSED, grade="不满意", reopened=1),
            Act(Event.REOPEN, Role.RESIDENT, "r", NOW, why="没修好"),
            errors.TooOften,
        ),
        (_standing(Status.CLOSED), Act(Event.RATE, Role.RESIDENT, "r", NOW, grade="差"), errors.GradeUnknown),
    ],
)
def test_what_is_not_possible_is_said(before: Standing, act: Act, error: type[StepRefused]) -> None:
    with pytest.raises(error) as raised:
        step(before, act, RULES, {})
    assert "{" not in raised.value.sentence


def test_a_ticket_may_be_urged_again_later() -> None:
    urged = _standing(Status.HANDLING, urged_at=NOW - timedelta(hours=24))
    assert step(urged, Act(Event.URGE, Role.RESIDENT, "r", NOW), RULES, {}).urged_at == NOW


def test_an_extension_is_given_once() -> None:
    act = Act(Event.EXTEND, Role.STAFF, "s", NOW, why="等", days=3)
    assert step(_standing(Status.HANDLING), act, RULES, {}).extended_days == 3
    with pytest.raises(errors.TooOften):
        step(_standing(Status.HANDLING), act, RULES, {Event.EXTEND: 1})


@pytest.mark.parametrize(
    ("name", "grassroots"),
    [
        ("克井镇", True),
        ("济源市克井镇人民政府", True),
        ("沁园街道办事处", True),
        ("东马蓬居民委员会", True),
        ("某某社区", True),
        ("卫生健康委员会", False),
        ("工业和科技创新委员会", False),
        ("城市管理部门", False),
    ],
)
def test_what_is_the_grassroots(name: str, grassroots: bool) -> None:
    assert is_grassroots(name) is grassroots
    assert not nothing_is_the_towns("any")
