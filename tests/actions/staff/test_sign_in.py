"""Only the right person comes in, guessing is slowed down, and nobody learns which names exist."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest

from actions.staff import accounts, attempts, passwords, second_factor
from actions.staff.accounts import Account, Details
from actions.staff.errors import PasswordWeak, SignInRefused, TooManyAttempts
from actions.staff.sign_in import SignIn
from actions.storage.database import Database
from tests.actions.staff.conftest import NOW

PASSWORD = "correct horse battery"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def stored() -> str:
    return passwords.hashed(PASSWORD)


@pytest.fixture
async def account(database: Database, stored: str) -> Account:
    return await database.write(accounts.add, "li", Details("李", ("editor",)), NOW, "root", stored)


@pytest.fixture
def door(database: Database, clock: Callable[[], datetime]) -> SignIn:
    return SignIn(database, clock)


async def test_the_right_password_opens(door: SignIn, account: Account) -> None:
    assert (await door.with_password("LI", PASSWORD, "1.2.3.4")).id == account.id


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("nobody", PASSWORD), ("", ""), ("li", "")])
async def test_anything_else_is_refused_in_the_same_words(
    door: SignIn, account: Account, name: str, password: str
) -> None:
    with pytest.raises(SignInRefused, match="登录名或密码不对"):
        await door.with_password(name, password, "1.2.3.4")


async def test_a_disabled_account_is_refused(door: SignIn, account: Account, database: Database) -> None:
    await database.write(accounts.set_disabled, account.id, True, NOW, "root")
    with pytest.raises(SignInRefused):
        await door.with_password("li", PASSWORD, "1.2.3.4")


@pytest.mark.parametrize("name", ["li", "nobody"])
async def test_guessing_locks_names_that_exist_and_names_that_do_not(
    door: SignIn, account: Account, clock: Clock, name: str
) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await door.with_password(name, "wrong", "1.2.3.4")
    with pytest.raises(TooManyAttempts) as caught:
        await door.with_password(name, PASSWORD, "5.6.7.8")
    assert caught.value.seconds == 60
    clock.now += timedelta(seconds=60)
    with pytest.raises(SignInRefused):
        await door.with_password(name, "wrong", "1.2.3.4")
    with pytest.raises(TooManyAttempts) as caught:
        await door.with_password(name, PASSWORD, "1.2.3.4")
    assert caught.value.seconds == 120


async def test_the_right_password_after_a_lock_opens_and_forgets(
    door: SignIn, account: Account, clock: Clock
) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            await door.with_password("li", "wrong", "1.2.3.4")
    clock.now += timedelta(minutes=1)
    assert await door.with_password("li", PASSWORD, "1.2.3.4")
    with pytest.raises(SignInRefused):
        await door.with_password("li", "wrong", "1.2.3.4")
    assert await door.with_password("li", PASSWORD, "1.2.3.4")


async def test_many_guesses_at_once_get_no_further(door: SignIn, account: Account) -> None:
    results = await asyncio.gather(
        *(door.with_password("li", f"guess {n}", "1.2.3.4") for n in range(20)), return_exceptions=True
    )
    assert [type(result) for result in results].count(SignInRefused) == 5
    assert [type(result) for result in results].count(TooManyAttempts) == 15


async def test_an_address_that_tries_many_names_is_locked(database: Database) -> None:
    for number in range(30):
        keys = (attempts.name_key(f"n{number}"), attempts.address_key("1.2.3.4"))
        await database.write(attempts.begin, keys, NOW)
    with pytest.raises(TooManyAttempts):
        await database.write(attempts.begin, (attempts.address_key("1.2.3.4"),), NOW)
    await database.write(attempts.begin, (attempts.address_key("1.2.3.5"),), NOW)
    assert await database.write(attempts.purge, NOW + attempts.FORGET) == 32


async def test_a_code_and_a_recovery_code_work_once(
    door: SignIn, account: Account, database: Database, clock: Clock
) -> None:
    secret = second_factor.new_secret()
    totp = pyotp.TOTP(secret)
    codes = await database.write(second_factor.enable, account.id, secret, totp.at(NOW), NOW)
    assert (await door.with_password("li", PASSWORD, "a")).has_totp
    with pytest.raises(SignInRefused):
        await door.with_code(account.id, totp.at(NOW), "a")
    clock.now += timedelta(seconds=30)
    assert (await door.with_code(account.id, totp.at(clock.now), "a")).id == account.id
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert (await door.with_code(account.id, codes[0].upper(), "a")).id == account.id
    with pytest.raises(SignInRefused):
        await door.with_code(account.id, codes[0], "a")


async def test_an_authenticator_needs_a_right_code_first(account: Account, database: Database) -> None:
    with pytest.raises(SignInRefused):
        await database.write(second_factor.enable, account.id, second_factor.new_secret(), "000000", NOW)
    assert not (await database.read(accounts.by_id, account.id)).has_totp


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "至少"),
        ("x" * 129, "最多"),
        ("zhangsan-2026-go", "登录名"),
        ("aaaaaaaaaaaa", "重复"),
        ("1qaz2wsx3edc", "常见"),
        ("Password 1234", "常见"),
    ],
)
def test_weak_passwords_are_refused_with_the_rule(password: str, sentence: str) -> None:
    with pytest.raises(PasswordWeak, match=sentence):
        passwords.check(password, "zhangsan")


def test_a_password_is_the_same_on_any_keyboard(stored: str) -> None:
    passwords.check(PASSWORD, "li")
    assert passwords.matches("ｃｏｒｒｅｃｔ horse battery", stored)
    assert not passwords.matches(PASSWORD, None)
    assert not passwords.matches(PASSWORD, "not a hash")
