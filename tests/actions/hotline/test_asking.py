"""Who may see a ticket, and how often one may guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.engine import Connection

from actions.hotline import asking, filing
from actions.hotline.errors import TooManyGuesses
from actions.hotline.numbers import new_number, spaced
from actions.hotline.rules import rules
from tests.actions.hotline.conftest import DRAFT, NOW, Desk

LIMITS = rules().limits


def test_number_and_digits_together_open_a_ticket(connection: Connection, desk: Desk) -> None:
    ticket = desk.file()
    found = asking.find(connection, spaced(ticket.number), " 1234", "asker", NOW)
    assert found is not None
    assert (found.ticket, found.own) == (ticket, True)


@pytest.mark.parametrize("digits", ["", "0000", "0123", "12345", "----", "１２３４"])
def test_anything_else_is_not_found(connection: Connection, desk: Desk, digits: str) -> None:
    ticket = desk.file()
    assert asking.find(connection, ticket.number, digits, "asker", NOW) is None
    assert asking.find(connection, new_number(NOW.date()), digits, "asker", NOW) is None


def test_a_ticket_without_a_phone_is_never_found(connection: Connection) -> None:
    ticket, _ = filing.file(connection, replace(DRAFT, phone=None), "k", NOW, phone_required=False)
    for digits in ("", "----", "None"):
        assert asking.find(connection, ticket.number, digits, "asker", NOW) is None


def test_guesses_of_one_asker_are_limited(connection: Connection, desk: Desk) -> None:
    ticket = desk.file()
    for _ in range(LIMITS.guesses_by_asker):
        assert asking.find(connection, new_number(NOW.date()), "1234", "asker", NOW) is None
    with pytest.raises(TooManyGuesses):
        asking.find(connection, ticket.number, "1234", "asker", NOW)
    assert asking.find(connection, ticket.number, "1234", "another", NOW) is not None
    later = NOW + asking.WINDOW
    assert asking.find(connection, ticket.number, "1234", "asker", later) is not None
    assert asking.forget(connection, later) == 2 * LIMITS.guesses_by_asker


def test_guesses_at_one_number_are_limited_whoever_asks(connection: Connection, desk: Desk) -> None:
    ticket = desk.file()
    for guess in range(LIMITS.guesses_at_number):
        assert asking.find(connection, ticket.number, "9999", f"asker-{guess}", NOW) is None
    with pytest.raises(TooManyGuesses):
        asking.find(connection, ticket.number, "1234", "honest", NOW + timedelta(minutes=59))


def test_those_who_joined_may_look_but_do_not_own(connection: Connection, desk: Desk) -> None:
    ticket = desk.file()
    filing.join(connection, ticket.number, "chat-2", NOW, phone="13900005678")
    found = asking.find(connection, ticket.number, "5678", "asker", NOW)
    assert found is not None
    assert not found.own


def test_a_chat_sees_what_it_filed_or_joined(connection: Connection, desk: Desk) -> None:
    ticket = desk.file()
    filing.join(connection, ticket.number, "chat-2", NOW)
    owns = {
        chat: found.own
        for chat in ("chat-1", "chat-2", "chat-3")
        if (found := asking.find_in_session(connection, ticket.number, chat))
    }
    assert owns == {"chat-1": True, "chat-2": False}
    assert asking.find_in_session(connection, "nonsense", "chat-1") is None
