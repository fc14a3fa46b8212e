"""An enterprise signs in with its credit code and a one-time code."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from actions.inspection import sign_in, tables
from actions.inspection.errors import CreditCodeInvalid, Refused
from actions.inspection.registry import Enterprise
from tests.actions.inspection.conftest import HOUR, NOW, City, credit_code

MINUTE = timedelta(minutes=1)


class Box:
    """A delivery that tests can open."""

    def __init__(self) -> None:
        self.codes: list[tuple[str, str]] = []

    def deliver(self, owner: Enterprise, code: str) -> None:
        """Keep it."""
        self.codes.append((owner.id, code))


def ask(city: City, code: str | None = None) -> str:
    box = Box()
    city.write(sign_in.ask_code, code or city.bakery.credit_code, city.keyring, NOW).deliver(box)
    assert len(box.codes) == 1
    return box.codes[0][1]


def enter(city: City, code: str, at: object = NOW, owner: str | None = None) -> str | None:
    token = city.write(sign_in.sign_in, owner or city.bakery.credit_code, code, city.keyring, at)
    assert token is None or isinstance(token, str)
    return token


def test_a_right_code_opens_a_session_that_ends(city: City) -> None:
    token = enter(city, ask(city))
    assert token is not None
    assert city.write(sign_in.signed_in, token, NOW) == city.bakery
    assert city.write(sign_in.signed_in, token, NOW + 13 * HOUR) is None
    assert city.write(sign_in.signed_in, token + "x", NOW) is None


def test_signing_out_ends_it_at_once(city: City) -> None:
    token = enter(city, ask(city))
    city.write(sign_in.sign_out, token)
    assert city.write(sign_in.signed_in, token, NOW) is None


def test_a_code_works_once(city: City) -> None:
    code = ask(city)
    assert enter(city, code) is not None
    assert enter(city, code) is None


def test_a_code_expires(city: City) -> None:
    assert enter(city, ask(city), NOW + 5 * MINUTE) is None


def test_a_new_code_replaces_the_old_one(city: City) -> None:
    first, second = ask(city), ask(city)
    assert first == second or enter(city, first) is None
    assert enter(city, second) is not None


def test_five_wrong_tries_spoil_a_code(city: City) -> None:
    code = ask(city)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert enter(city, wrong) is None
    assert enter(city, code) is None


def test_a_code_is_for_one_enterprise(city: City) -> None:
    code = ask(city)
    ask(city, city.factory.credit_code)
    other = enter(city, code, owner=city.factory.credit_code)
    assert other is None


def test_codes_cannot_be_asked_for_without_end(city: City) -> None:
    for _ in range(5):
        ask(city)
    with pytest.raises(Refused, match="太频繁"):
        ask(city)


def test_an_unknown_enterprise_is_told_the_same_and_gets_nothing(city: City) -> None:
    box = Box()
    city.write(sign_in.ask_code, credit_code(77), city.keyring, NOW).deliver(box)
    assert box.codes == []
    assert enter(city, "123456", owner=credit_code(77)) is None
    assert enter(city, "123456", owner="not a code") is None
    with pytest.raises(CreditCodeInvalid):
        city.write(sign_in.ask_code, "not a code", city.keyring, NOW)


def test_neither_code_nor_token_is_stored(city: City) -> None:
    code = ask(city)
    stored = city.write(lambda c: [str(row) for row in c.execute(sa.select(tables.one_time_codes))])
    assert code not in stored[0]
    token = enter(city, code)
    rows = city.write(lambda c: [str(row) for row in c.execute(sa.select(tables.enterprise_sessions))])
    assert token is not None
    assert token not in rows[0]


def test_the_embedded_delivery_is_a_marked_line_for_the_operator(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "inspection.sign_in"):
        city.write(sign_in.ask_code, city.bakery.credit_code, city.keyring, NOW).deliver(
            sign_in.OperatorLog()
        )
    assert "未接短信" in caplog.text
    assert city.bakery.credit_code not in caplog.text


def test_what_is_over_is_purged(city: City) -> None:
    enter(city, ask(city))
    assert city.write(sign_in.purge, NOW) == 0
    assert city.write(sign_in.purge, NOW + 13 * HOUR) == 1
