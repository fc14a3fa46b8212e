"""One-time links by which a person chooses a password: the first administrator, a new account, a reset."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.staff import accounts, audit
from actions.staff.accounts import Account, Details
from actions.staff.audit import Entry
from actions.staff.errors import AccountUnknown, LinkInvalid
from actions.staff.roles import ADMINISTRATOR
from actions.staff.tables import staff_links
from actions.staff.tokens import new_token, token_hash

#: Long enough to reach a person who is not at the desk today.
VALID = timedelta(hours=24)


def first(connection: Connection, at: datetime) -> str | None:
    """A new link that makes the first administrator; None when there is one. Earlier such links are void."""
    connection.execute(sa.delete(staff_links).where(staff_links.c.account_id.is_(None)))
    if accounts.has_administrator(connection):
        return None
    return _issue(connection, None, at)


def reset(connection: Connection, account_id: str, at: datetime, actor: str) -> str:
    """A new link by which a person chooses a new password; until then the old one works."""
    account = accounts.by_id(connection, account_id)
    if account.disabled:
        raise AccountUnknown()
    connection.execute(sa.delete(staff_links).where(staff_links.c.account_id == account_id))
    audit.record(connection, Entry(at, actor, "account.link", f"account:{account.name}"))
    return _issue(connection, account_id, at)


def look(connection: Connection, token: str, at: datetime) -> Account | None:
    """Whose link it is, None for the first administrator's; :class:`LinkInvalid` when it is no good."""
    row = connection.execute(
        sa.select(staff_links).where(
            staff_links.c.token_hash == token_hash(token), staff_links.c.expires_at > at
        )
    ).first()
    if row is None:
        raise LinkInvalid()
    if row.account_id is None:
        if accounts.has_administrator(connection):
            raise LinkInvalid()
        return None
    account = accounts.by_id(connection, row.account_id)
    if account.disabled:
        raise LinkInvalid()
    return account


def use(connection: Connection, token: str, password_hash: str, at: datetime) -> Account:
    """Set the password of the link's account; the link is used up."""
    account = look(connection, token, at)
    if account is None:
        raise LinkInvalid()
    accounts.set_password(connection, account.id, password_hash, at, account.name)
    return accounts.by_id(connection, account.id)


def use_first(
    connection: Connection, token: str, name: str, display_name: str, password_hash: str, at: datetime
) -> Account:
    """Make the first administrator; the link is used up."""
    if look(connection, token, at) is not None:
        raise LinkInvalid()
    connection.execute(sa.delete(staff_links).where(staff_links.c.account_id.is_(None)))
    details = Details(display_name, (ADMINISTRATOR,))
    return accounts.add(connection, name, details, at, audit.SYSTEM, password_hash)


def purge(connection: Connection, at: datetime) -> int:
    """Delete links that are too old; how many."""
    return connection.execute(sa.delete(staff_links).where(staff_links.c.expires_at <= at)).rowcount


def _issue(connection: Connection, account_id: str | None, at: datetime) -> str:
    token = new_token()
    connection.execute(
        sa.insert(staff_links).values(
            token_hash=token_hash(token), account_id=account_id, expires_at=at + VALID
        )
    )
    return token
