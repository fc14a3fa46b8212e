"""Signing in: name and password, then a code where one is set up; each try is counted.

Slow work (argon2) runs on a thread of its own, outside of any transaction and never more than a few
at once: each takes 64 MiB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.staff import accounts, attempts, audit, passwords, second_factor
from actions.staff.accounts import Account
from actions.staff.audit import Entry
from actions.staff.errors import AccountUnknown, SignInRefused
from actions.staff.tables import staff_accounts
from actions.storage.database import Database

AT_ONCE = 2


@dataclass(frozen=True)
class SignIn:
    """The door: who may come in."""

    database: Database
    clock: Callable[[], datetime]
    _hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def with_password(self, name: str, password: str, address: str) -> Account:
        """The account of a right name and password; not yet signed in when it has a second factor.

        Raises :class:`SignInRefused` or :class:`TooManyAttempts`, alike for every name.
        """
        keys = (attempts.name_key(name), attempts.address_key(address))
        await self.database.write(attempts.begin, keys, self.clock())
        found, stored = await self.database.read(_with_hash, name)
        async with self._hashing:
            right = await asyncio.to_thread(passwords.matches, password, stored)
        if not right or found is None or found.disabled or stored is None:
            raise SignInRefused()
        await self.database.write(attempts.succeed, keys[:1] if found.has_totp else keys)
        if passwords.is_outdated(stored):
            await self._renew(found.id, password)
        return found

    async def with_code(self, account_id: str, code: str, address: str) -> Account:
        """The account once its code is right, too."""
        keys = (attempts.code_key(account_id), attempts.address_key(address))
        await self.database.write(attempts.begin, keys, self.clock())
        if not await self.database.write(second_factor.accept, account_id, code, self.clock()):
            raise SignInRefused()
        await self.database.write(attempts.succeed, keys)
        return await self.database.read(accounts.by_id, account_id)

    async def confirm(self, account: Account, password: str, address: str) -> None:
        """The person at the keyboard knows the password; asked before something grave."""
        await self.with_password(account.name, password, address)

    async def hashed(self, password: str, name: str) -> str:
        """The hash of a new password that keeps to the rules."""
        passwords.check(password, name)
        async with self._hashing:
            return await asyncio.to_thread(passwords.hashed, password)

    async def _renew(self, account_id: str, password: str) -> None:
        async with self._hashing:
            stored = await asyncio.to_thread(passwords.hashed, password)
        await self.database.write(_store_hash, account_id, stored)


def note_sign_in(connection: Connection, account: Account, at: datetime) -> None:
    """The account is signed in now; goes into the record."""
    connection.execute(
        sa.update(staff_accounts).where(staff_accounts.c.id == account.id).values(signed_in_at=at)
    )
    audit.record(connection, Entry(at, account.name, "session.sign_in", f"account:{account.name}"))


def _with_hash(connection: Connection, name: str) -> tuple[Account | None, str | None]:
    try:
        account = accounts.by_name(connection, name)
    except AccountUnknown:
        return None, None
    query = sa.select(staff_accounts.c.password_hash).where(staff_accounts.c.id == account.id)
    return account, connection.scalar(query)


def _store_hash(connection: Connection, account_id: str, stored: str) -> None:
    connection.execute(
        sa.update(staff_accounts).where(staff_accounts.c.id == account_id).values(password_hash=stored)
    )
