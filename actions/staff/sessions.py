"""Sessions of signed-in staff, in the database; the browser knows a random token, the database its hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.staff import accounts
from actions.staff.accounts import Account
from actions.staff.tables import staff_accounts, staff_sessions
from actions.staff.tokens import token_hash


@dataclass(frozen=True)
class Expiry:
    """After how long a session ends: unused, and at the latest."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True)
class StaffSession:
    """A session with the account that it belongs to."""

    account: Account
    data: Mapping[str, Any]
    created_at: datetime
    used_at: datetime


def add(connection: Connection, token: str, account_id: str, data: Mapping[str, Any], at: datetime) -> None:
    """Start a session."""
    connection.execute(
        sa.insert(staff_sessions).values(
            token_hash=token_hash(token), account_id=account_id, data=dict(data), created_at=at, used_at=at
        )
    )


def find(connection: Connection, token: str, at: datetime, expiry: Expiry) -> StaffSession | None:
    """The session of a token, unless it is over or its account is disabled."""
    row = connection.execute(
        sa.select(
            staff_accounts,
            staff_sessions.c.data,
            staff_sessions.c.created_at.label("began_at"),
            staff_sessions.c.used_at,
        )
        .join_from(staff_sessions, staff_accounts)
        .where(
            staff_sessions.c.token_hash == token_hash(token),
            staff_sessions.c.used_at > at - expiry.idle,
            staff_sessions.c.created_at > at - expiry.longest,
            staff_accounts.c.disabled.is_(False),
        )
    ).first()
    if row is None:
        return None
    return StaffSession(accounts.of_row(row), row.data, row.began_at, row.used_at)


def touch(connection: Connection, token: str, at: datetime) -> None:
    """The session was used."""
    connection.execute(_of(token).values(used_at=at))


def store(connection: Connection, token: str, data: Mapping[str, Any]) -> None:
    """Keep the session's data; does nothing when the session ended meanwhile."""
    connection.execute(_of(token).values(data=dict(data)))


def remove(connection: Connection, token: str) -> None:
    """End a session."""
    connection.execute(sa.delete(staff_sessions).where(staff_sessions.c.token_hash == token_hash(token)))


def count(connection: Connection, account_id: str) -> int:
    """How many sessions an account has."""
    query = sa.select(sa.func.count()).where(staff_sessions.c.account_id == account_id)
    return connection.scalar(query) or 0


def purge(connection: Connection, at: datetime, expiry: Expiry) -> int:
    """Delete sessions that are over; how many."""
    over = (staff_sessions.c.used_at <= at - expiry.idle) | (
        staff_sessions.c.created_at <= at - expiry.longest
    )
    return connection.execute(sa.delete(staff_sessions).where(over)).rowcount


def _of(token: str) -> sa.Update:
    return sa.update(staff_sessions).where(staff_sessions.c.token_hash == token_hash(token))
