"""Accounts of the staff. Each function is (part of) one transaction; changes write their audit entry."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.staff import audit
from actions.staff.audit import Entry
from actions.staff.errors import AccountInvalid, AccountUnknown, LastAdministrator, NameTaken
from actions.staff.roles import ADMINISTRATOR, staff_roles
from actions.staff.tables import staff_accounts, staff_links, staff_recovery_codes, staff_sessions

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")


@dataclass(frozen=True)
class Account:
    """A member of staff."""

    id: str
    name: str
    display_name: str
    roles: tuple[str, ...]
    agency: str
    disabled: bool
    has_password: bool
    has_totp: bool
    created_at: datetime
    signed_in_at: datetime | None

    @property
    def permissions(self) -> frozenset[str]:
        """What the account may do."""
        return staff_roles().allowed(self.roles)

    def may(self, permission: str) -> bool:
        """Whether the account has a permission."""
        return permission in self.permissions


@dataclass(frozen=True)
class Details:
    """What an administrator decides about an account."""

    display_name: str
    roles: tuple[str, ...]
    agency: str = ""

    def checked(self) -> Details:
        """The details without stray blanks; raises :class:`AccountInvalid`."""
        display_name, agency = self.display_name.strip(), self.agency.strip()
        if not 1 <= len(display_name) <= 32:
            raise AccountInvalid("姓名要写 1 到 32 个字")
        if len(agency) > 64:
            raise AccountInvalid("单位最多 64 个字")
        known = staff_roles()
        if not self.roles or any(role not in known.roles for role in self.roles):
            raise AccountInvalid("至少选一个角色")
        if known.need_agency(self.roles) and not agency:
            raise AccountInvalid("检查单位的账号要写明属于哪个单位")
        return Details(display_name, tuple(role for role in known.roles if role in self.roles), agency)

    def values(self) -> dict[str, Any]:
        """The columns."""
        return {"display_name": self.display_name, "roles": list(self.roles), "agency": self.agency}


def checked_name(name: str) -> str:
    """A login name in the form that is stored; raises :class:`AccountInvalid`."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name) or name == audit.SYSTEM:
        raise AccountInvalid("登录名用 2 到 32 个小写字母、数字、点、横线，以字母或数字开头")
    return name


def add(
    connection: Connection,
    name: str,
    details: Details,
    at: datetime,
    actor: str,
    password_hash: str | None = None,
) -> Account:
    """A new account; without a password it is opened by a one-time link."""
    name, details = checked_name(name), details.checked()
    if connection.scalar(sa.select(staff_accounts.c.id).where(staff_accounts.c.name == name)):
        raise NameTaken()
    account_id = secrets.token_hex(16)
    connection.execute(
        sa.insert(staff_accounts).values(
            id=account_id, name=name, password_hash=password_hash, totp_step=0, disabled=False,
            created_at=at, **details.values(),
        )
    )  # fmt: skip
    audit.record(connection, Entry(at, actor, "account.create", f"account:{name}", None, details.values()))
    return by_id(connection, account_id)


def by_id(connection: Connection, account_id: str) -> Account:
    """The account; :class:`AccountUnknown` when there is none."""
    row = connection.execute(sa.select(staff_accounts).where(staff_accounts.c.id == account_id)).first()
    if row is None:
        raise AccountUnknown()
    return of_row(row)


def by_name(connection: Connection, name: str) -> Account:
    """The account that signs in with this name; :class:`AccountUnknown` when there is none."""
    row = connection.execute(
        sa.select(staff_accounts).where(staff_accounts.c.name == name.strip().lower())
    ).first()
    if row is None:
        raise AccountUnknown()
    return of_row(row)


def every(connection: Connection) -> list[Account]:
    """All accounts by name."""
    return [
        of_row(row) for row in connection.execute(sa.select(staff_accounts).order_by(staff_accounts.c.name))
    ]


def change(
    connection: Connection, account_id: str, details: Details, at: datetime, actor: str, reason: str = ""
) -> Account:
    """Change what an administrator decides; the person is signed out when roles or agency change."""
    before, details = by_id(connection, account_id), details.checked()
    if ADMINISTRATOR in before.roles and ADMINISTRATOR not in details.roles:
        _leave_an_administrator(connection, account_id)
    _update(connection, account_id, details.values())
    if (before.roles, before.agency) != (details.roles, details.agency):
        end_sessions(connection, account_id)
    old = Details(before.display_name, before.roles, before.agency).values()
    subject = f"account:{before.name}"
    audit.record(connection, Entry(at, actor, "account.change", subject, old, details.values(), reason))
    return by_id(connection, account_id)


def set_disabled(
    connection: Connection, account_id: str, disabled: bool, at: datetime, actor: str, reason: str = ""
) -> Account:
    """Shut an account out at once, or let it in again."""
    before = by_id(connection, account_id)
    if disabled and ADMINISTRATOR in before.roles:
        _leave_an_administrator(connection, account_id)
    _update(connection, account_id, {"disabled": disabled})
    if disabled:
        end_sessions(connection, account_id)
        connection.execute(sa.delete(staff_links).where(staff_links.c.account_id == account_id))
    action = "account.disable" if disabled else "account.enable"
    was, now = {"disabled": before.disabled}, {"disabled": disabled}
    audit.record(connection, Entry(at, actor, action, f"account:{before.name}", was, now, reason))
    return by_id(connection, account_id)


def set_password(
    connection: Connection, account_id: str, password_hash: str, at: datetime, actor: str
) -> None:
    """A new password; every session of the account ends, and links to it are void."""
    account = by_id(connection, account_id)
    _update(connection, account_id, {"password_hash": password_hash})
    end_sessions(connection, account_id)
    connection.execute(sa.delete(staff_links).where(staff_links.c.account_id == account_id))
    audit.record(connection, Entry(at, actor, "account.password", f"account:{account.name}"))


def remove_totp(connection: Connection, account_id: str, at: datetime, actor: str, reason: str = "") -> None:
    """Sign in with the password alone again."""
    account = by_id(connection, account_id)
    _update(connection, account_id, {"totp_secret": None, "totp_step": 0})
    connection.execute(sa.delete(staff_recovery_codes).where(staff_recovery_codes.c.account_id == account_id))
    audit.record(connection, Entry(at, actor, "account.totp_off", f"account:{account.name}", reason=reason))


def end_sessions(connection: Connection, account_id: str) -> int:
    """Sign the account out everywhere; how many sessions there were."""
    return connection.execute(
        sa.delete(staff_sessions).where(staff_sessions.c.account_id == account_id)
    ).rowcount


def sign_out_everywhere(connection: Connection, account_id: str, at: datetime, actor: str) -> int:
    """End all sessions of an account, on request; how many."""
    account, ended = by_id(connection, account_id), end_sessions(connection, account_id)
    subject = f"account:{account.name}"
    audit.record(connection, Entry(at, actor, "session.end_all", subject, {"sessions": ended}))
    return ended


def has_administrator(connection: Connection, besides: Collection[str] = ()) -> bool:
    """Whether an administrator can sign in, other than the accounts ``besides``."""
    rows = connection.execute(
        sa.select(staff_accounts.c.id, staff_accounts.c.roles).where(
            staff_accounts.c.disabled.is_(False), staff_accounts.c.password_hash.is_not(None)
        )
    )
    return any(ADMINISTRATOR in row.roles and row.id not in besides for row in rows)


def of_row(row: sa.Row[Any]) -> Account:
    """The account of a row of ``staff_accounts``."""
    columns = row._mapping
    return Account(
        id=columns["id"],
        name=columns["name"],
        display_name=columns["display_name"],
        roles=tuple(columns["roles"]),
        agency=columns["agency"],
        disabled=columns["disabled"],
        has_password=columns["password_hash"] is not None,
        has_totp=columns["totp_secret"] is not None,
        created_at=columns["created_at"],
        signed_in_at=columns["signed_in_at"],
    )


def _leave_an_administrator(connection: Connection, account_id: str) -> None:
    if not has_administrator(connection, besides=(account_id,)):
        raise LastAdministrator()


def _update(connection: Connection, account_id: str, values: Mapping[str, Any]) -> None:
    connection.execute(sa.update(staff_accounts).where(staff_accounts.c.id == account_id).values(**values))
