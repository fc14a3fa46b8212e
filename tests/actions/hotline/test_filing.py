"""A draft becomes a ticket once; what is wrong with one is said, and then nothing is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from actions.hotline import filing, numbers, store
from actions.hotline.errors import KeyReused, PhotoUnknown
from actions.hotline.rules import Event, Status
from actions.hotline.tables import contacts, history, outbox, tickets
from tests.actions.hotline.conftest import DRAFT, NOW, Desk


def _count(connection: Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def test_a_filed_ticket_has_everything_that_was_said(connection: Connection, desk: Desk) -> None:
    ticket = desk.file(answers={"杆号": "12"}, happened="昨天晚上", longitude=112.6, latitude=35.1)
    assert numbers.read_number(ticket.number) == ticket.number
    assert ticket.number.startswith("260302")
    assert (ticket.status, ticket.text, ticket.answers) == (Status.PENDING, DRAFT.text, {"杆号": "12"})
    assert (ticket.town, ticket.village, ticket.longitude) == ("419001001", "419001001001", 112.6)
    found = store.contact(connection, ticket)
    assert found is not None
    assert (found.name, found.phone) == ("测试人", "13800001234")
    [step] = store.steps(connection, ticket)
    assert (step.event, step.before, step.after, step.who) == (Event.FILE, None, Status.PENDING, "chat-1")


def test_the_same_key_files_once(connection: Connection) -> None:
    first, new = filing.file(connection, DRAFT, "key", NOW)
    again, new_again = filing.file(connection, DRAFT, "key", NOW)
    assert (new, new_again) == (True, False)
    assert first == again
    assert [_count(connection, table) for table in (tickets, contacts, history, outbox)] == [1, 1, 1, 1]


def test_the_same_key_with_other_content_is_refused(connection: Connection) -> None:
    filing.file(connection, DRAFT, "key", NOW)
    with pytest.raises(KeyReused):
        filing.file(connection, replace(DRAFT, text="另一件事"), "key", NOW)


def test_at_the_same_time_the_same_key_files_once(engine: Engine) -> None:
    def submit(_: int) -> str:
        with engine.begin() as connection:
            return filing.file(connection, DRAFT, "key", NOW)[0].number

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(submit, range(24)))) == 1
    with engine.begin() as connection:
        assert _count(connection, tickets) == 1
        assert _count(connection, history) == 1


def test_a_number_that_is_taken_is_not_given_again(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = iter(["2603020000008", "2603020000008", "2603020000013"])
    monkeypatch.setattr(filing, "new_number", lambda _day: next(offered))
    assert filing.file(connection, DRAFT, "one", NOW)[0].number == "2603020000008"
    assert filing.file(connection, DRAFT, "two", NOW)[0].number == "2603020000013"


def test_a_photo_of_somebody_else_files_nothing(engine: Engine) -> None:
    with pytest.raises(PhotoUnknown), engine.begin() as connection:
        filing.file(connection, replace(DRAFT, photos=("f" * 32,)), "key", NOW)
    with engine.begin() as connection:
        assert [_count(connection, table) for table in (tickets, contacts, history, outbox)] == [0, 0, 0, 0]


def test_joining_counts_each_person_once(connection: Connection, desk: Desk) -> None:
    ticket = desk.file()
    results = [filing.join(connection, ticket.number, who, NOW)[1] for who in ("a", "b", "a", "chat-1")]
    assert results == [True, True, False, False]
    assert store.joined(connection, ticket) == 2
    assert [step.event for step in store.steps(connection, ticket)] == [Event.FILE, Event.JOIN, Event.JOIN]


def test_history_cannot_be_changed(engine: Engine) -> None:
    with engine.begin() as connection:
        Desk(connection).file()
    for statement in (sa.update(history).values(who="other"), sa.delete(history)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(statement)
