"""Failed attempts to sign in: a few are free, then each one locks for longer.

An attempt is counted before the password is looked at, in one transaction, so that many at once get
no further than one after another. Names that do not exist are counted like those that do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from actions.staff.errors import TooManyAttempts
from actions.staff.tables import staff_attempts

FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(minutes=30)
#: Failures are forgotten when none was added for this long.
FORGET = timedelta(hours=24)


@dataclass(frozen=True)
class Key:
    """What is counted, and how many failures are free. A hall's computers may share an address."""

    kind: str
    value: str
    free: int

    @property
    def stored(self) -> str:
        """The hash that is stored: people type passwords into the field for the name."""
        return hashlib.sha256(f"{self.kind}:{self.value}".encode()).hexdigest()


def name_key(name: str) -> Key:
    """Counts by login name."""
    return Key("name", name.strip().lower(), 5)


def code_key(account_id: str) -> Key:
    """Counts second factors of an account."""
    return Key("code", account_id, 5)


def address_key(address: str) -> Key:
    """Counts by client address."""
    return Key("address", address, 30)


def begin(connection: Connection, keys: Iterable[Key], at: datetime) -> None:
    """Count an attempt as failed until it succeeds; :class:`TooManyAttempts` when it may not be made.

    The refusal undoes nothing: it is raised before anything is counted.
    """
    # Always in the same order: two transactions that lock both rows must not wait for each other.
    found = {key: _row(connection, key, at) for key in sorted(keys, key=lambda key: key.stored)}
    waits = [until - at for _, until in found.values() if until is not None and until > at]
    if waits:
        raise TooManyAttempts(max(1, int(max(waits).total_seconds())))
    for key, (failures, _) in found.items():
        _count(connection, key, failures + 1, at)


def succeed(connection: Connection, keys: Iterable[Key]) -> None:
    """Forget the failures: the attempt was a right one."""
    stored = [key.stored for key in keys]
    connection.execute(sa.delete(staff_attempts).where(staff_attempts.c.key.in_(stored)))


def purge(connection: Connection, at: datetime) -> int:
    """Delete counts that are forgotten; how many."""
    old = staff_attempts.c.last_at <= at - FORGET
    return connection.execute(sa.delete(staff_attempts).where(old)).rowcount


def _row(connection: Connection, key: Key, at: datetime) -> tuple[int, datetime | None]:
    # A row to lock has to exist, or attempts at once would all count from nothing.
    connection.execute(_insert(connection).values(key=key.stored, failures=0, last_at=at))
    row = connection.execute(
        sa.select(staff_attempts).where(staff_attempts.c.key == key.stored).with_for_update()
    ).first()
    if row is None or row.last_at <= at - FORGET:
        return 0, None
    return row.failures, row.locked_until


def _count(connection: Connection, key: Key, failures: int, at: datetime) -> None:
    over = failures - key.free
    lock = None if over < 0 else at + min(FIRST_LOCK * 2 ** min(over, 10), LONGEST_LOCK)
    connection.execute(
        sa.update(staff_attempts)
        .where(staff_attempts.c.key == key.stored)
        .values(failures=failures, last_at=at, locked_until=lock)
    )


def _insert(connection: Connection) -> sa.Insert:
    """Adds a row unless there is one."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(staff_attempts).on_conflict_do_nothing()
    return postgresql.insert(staff_attempts).on_conflict_do_nothing()
