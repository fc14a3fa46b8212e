"""Steps on the database: written whole, with who, when and why, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from actions.hotline import filing, store
from actions.hotline.catalogue import catalogue
from actions.hotline.errors import (
    MergeImpossible,
    NotForTown,
    ReasonMissing,
    StepRefused,
    TextTooLong,
    TicketOver,
    TicketUnknown,
)
from actions.hotline.life import Act
from actions.hotline.rules import Event, Role, Status
from actions.hotline.tables import history, outbox
from actions.hotline.workdays import calendar
from tests.actions.hotline.conftest import NOW, Desk


def test_a_step_is_in_ticket_history_and_outbox(connection: Connection, desk: Desk) -> None:
    ticket = desk.file()
    accepted = desk.act(ticket, Event.ACCEPT, days=5)
    assert accepted.due(calendar()) == date(2026, 3, 9)
    [_, step] = store.steps(connection, ticket)
    assert (step.event, step.before, step.after) == (Event.ACCEPT, Status.PENDING, Status.ACCEPTED)
    assert (step.role, step.who, step.at, dict(step.details)) == (Role.STAFF, "tester", NOW, {"days": 5})
    assert list(connection.scalars(sa.select(outbox.c.event).order_by(outbox.c.id))) == ["file", "accept"]


def test_a_refused_step_leaves_no_trace(connection: Connection, desk: Desk) -> None:
    ticket = desk.answered()
    before = (store.load(connection, ticket.number), len(store.steps(connection, ticket)))
    with pytest.raises(TicketOver) as raised:
        desk.act(ticket, Event.URGE)
    assert raised.value.sentence == "这件工单现在是“已答复”，不能再催办；有新的情况，请重新提交一件。"
    assert (store.load(connection, ticket.number), len(store.steps(connection, ticket))) == before


def test_nobody_steps_on_a_ticket_that_is_not_there(connection: Connection) -> None:
    with pytest.raises(TicketUnknown):
        store.act(connection, "2603020000008", Act(Event.ACCEPT, Role.STAFF, "tester", NOW))


def test_an_unsatisfied_resident_has_it_done_again_once(connection: Connection, desk: Desk) -> None:
    ticket = desk.answered()
    assert desk.act(ticket, Event.RATE, grade="基本满意").standing.grade == "基本满意"
    assert desk.act(ticket, Event.RATE, grade="不满意", why="还是不亮").standing.grade == "不满意"
    again = desk.act(ticket, Event.REOPEN, role=Role.RESIDENT, why="还是不亮", at=NOW + timedelta(days=7))
    assert (again.status, again.answer, again.standing.grade) == (Status.DISPATCHED, None, None)
    assert again.due(calendar()) == date(2026, 3, 16)
    desk.act(ticket, Event.ANSWER, answer="换了灯泡")
    assert desk.act(ticket, Event.RATE, grade="不满意").standing.grade == "不满意"
    with pytest.raises(StepRefused, match="too_often"):
        desk.act(ticket, Event.REOPEN, role=Role.RESIDENT, why="还是不亮")


def test_tickets_are_merged_into_an_open_one(connection: Connection, desk: Desk) -> None:
    first, second, over = desk.file(), desk.file(), desk.answered()
    for into in (second.number, over.number, None):
        with pytest.raises(MergeImpossible):
            desk.act(second, Event.MERGE, into=into)
    merged = desk.act(second, Event.MERGE, into=first.number)
    assert merged.status is Status.MERGED
    assert store.merged_numbers(connection, [merged, first]) == {first.id: first.number}


def test_a_departments_matter_is_not_dispatched_to_a_town(connection: Connection, desk: Desk) -> None:
    ticket = desk.file(category="street-light")
    desk.act(ticket, Event.ACCEPT)

    def dispatch(category_may: bool) -> None:
        what = Act(Event.DISPATCH, Role.STAFF, "tester", NOW, department="克井镇")
        store.act(connection, ticket.number, what, lambda _: category_may)

    with pytest.raises(NotForTown):
        dispatch(catalogue().may_dispatch("street-light", "克井镇").allowed)
    dispatch(True)
    found = store.load(connection, ticket.number)
    assert found is not None
    assert found.department == "克井镇"


def test_a_supplement_is_kept_as_said(connection: Connection, desk: Desk) -> None:
    ticket = desk.file()
    filing.supplement(connection, ticket.number, "chat-1", " 又坏了一盏<b> ", NOW)
    assert store.steps(connection, ticket)[-1].why == "又坏了一盏<b>"
    with pytest.raises(ReasonMissing):
        filing.supplement(connection, ticket.number, "chat-1", " ", NOW)
    with pytest.raises(TextTooLong):
        filing.supplement(connection, ticket.number, "chat-1", "长" * 5000, NOW)


def test_two_members_of_staff_accept_once(engine: Engine) -> None:
    with engine.begin() as connection:
        ticket = Desk(connection).file()

    def accept(_: int) -> bool:
        try:
            with engine.begin() as connection:
                Desk(connection).act(ticket, Event.ACCEPT)
        except StepRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(accept, range(4))) == [False, False, False, True]
    with engine.begin() as connection:
        query = sa.select(sa.func.count()).where(history.c.event == "accept")
        assert connection.execute(query).scalar_one() == 1


def test_a_sender_has_its_tickets_newest_first(connection: Connection, desk: Desk) -> None:
    first, second = desk.file(), desk.file(at=NOW + timedelta(hours=1))
    desk.file(sender="chat-9")
    assert [ticket.number for ticket in store.by_sender(connection, "chat-1")] == [
        second.number,
        first.number,
    ]
