"""Signing in as an enterprise: credit code, then a one-time code that is delivered to its contact.

Whoever asks for a code is told the same, whether the enterprise is registered or not.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import attempts, tables
from actions.inspection.credit_code import masked_credit_code, read_credit_code
from actions.inspection.errors import CreditCodeInvalid, Refused
from actions.inspection.registry import Enterprise, enterprise, enterprise_by_credit_code, new_id
from actions.inspection.signing import Keyring
from actions.inspection.vocabulary import numbers

DIGITS = 6
#: What is said when ``sign_in`` returns None, whatever the cause.
WRONG = "one_time_wrong"

log = logging.getLogger("inspection.sign_in")


class Delivery(Protocol):
    """Brings a one-time code to an enterprise: a text message gateway, say."""

    def deliver(self, owner: Enterprise, code: str) -> None:
        """Send it to the enterprise's contact."""


class OperatorLog:
    """The embedded default: the operator reads the code in the log and passes it on. Not for the public."""

    def deliver(self, owner: Enterprise, code: str) -> None:
        """Write a clearly marked line."""
        # The log writes messages without their arguments, which mostly are what somebody typed.
        shown = masked_credit_code(owner.credit_code)
        log.warning(f"【登录验证码·未接短信·由操作员转告】企业 {shown} 验证码 {code}")


@dataclass(frozen=True)
class Asked:
    """A one-time code that was made, to be delivered once the transaction is over; None for nobody."""

    owner: Enterprise | None
    code: str = ""

    def deliver(self, delivery: Delivery) -> None:
        """Bring it there, if there is somebody to bring it to."""
        if self.owner is not None:
            delivery.deliver(self.owner, self.code)


def ask_code(connection: Connection, credit_code: str, keyring: Keyring, now: datetime) -> Asked:
    """Make a one-time code for the enterprise; earlier ones stop working."""
    code_read = read_credit_code(credit_code)
    who = attempts.subject("one-time", code_read)
    if attempts.exhausted(connection, who, numbers().one_time_per_hour, now):
        raise Refused.because("one_time_too_often")
    attempts.count(connection, who, now)
    owner = enterprise_by_credit_code(connection, code_read)
    if owner is None:
        return Asked(None)
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    codes, one = tables.one_time_codes, new_id()
    connection.execute(sa.delete(codes).where(codes.c.enterprise_id == owner.id))
    row = {
        "id": one,
        "enterprise_id": owner.id,
        "code_hash": keyring.tag("one-time", f"{one}:{code}"),
        "created_at": now,
        "expires_at": now + timedelta(minutes=numbers().one_time_minutes),
        "tries": 0,
    }
    connection.execute(sa.insert(codes).values(row))
    return Asked(owner, code)


def sign_in(
    connection: Connection, credit_code: str, code: str, keyring: Keyring, now: datetime
) -> str | None:
    """The token of a new session; None when the code is wrong, used, expired or tried too often.

    A wrong try must be kept, so nothing is raised: the caller commits and then tells.
    """
    try:
        owner = enterprise_by_credit_code(connection, read_credit_code(credit_code))
    except CreditCodeInvalid:
        return None
    if owner is None or not _matches(connection, owner.id, code, keyring, now):
        return None
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": _hash(token),
        "enterprise_id": owner.id,
        "created_at": now,
        "expires_at": now + timedelta(hours=numbers().session_hours),
    }
    connection.execute(sa.insert(tables.enterprise_sessions).values(row))
    return token


def _matches(connection: Connection, enterprise_id: str, code: str, keyring: Keyring, now: datetime) -> bool:
    codes = tables.one_time_codes
    mine = sa.select(codes).where(codes.c.enterprise_id == enterprise_id).with_for_update()
    row = connection.execute(mine).mappings().one_or_none()
    if row is None or row["used_at"] is not None or row["expires_at"] <= now:
        return False
    if row["tries"] >= numbers().one_time_attempts:
        return False
    right = hmac.compare_digest(row["code_hash"], keyring.tag("one-time", f"{row['id']}:{code.strip()}"))
    connection.execute(
        sa.update(codes)
        .where(codes.c.id == row["id"])
        .values(tries=row["tries"] + 1, used_at=now if right else None)
    )
    return right


def signed_in(connection: Connection, token: str, now: datetime) -> Enterprise | None:
    """The enterprise of a session that is not over."""
    sessions = tables.enterprise_sessions
    row = connection.execute(sa.select(sessions).where(sessions.c.token_hash == _hash(token))).one_or_none()
    return None if row is None or row.expires_at <= now else enterprise(connection, row.enterprise_id)


def sign_out(connection: Connection, token: str) -> None:
    """End a session."""
    sessions = tables.enterprise_sessions
    connection.execute(sa.delete(sessions).where(sessions.c.token_hash == _hash(token)))


def purge(connection: Connection, now: datetime) -> int:
    """Delete what is over; how many sessions."""
    codes, sessions = tables.one_time_codes, tables.enterprise_sessions
    connection.execute(sa.delete(codes).where(codes.c.expires_at <= now))
    return connection.execute(sa.delete(sessions).where(sessions.c.expires_at <= now)).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
