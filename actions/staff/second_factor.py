"""The optional second factor: codes of an authenticator (RFC 6238), and recovery codes for a lost phone."""

from __future__ import annotations

import secrets
from datetime import datetime

import pyotp
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.staff import accounts, audit
from actions.staff.audit import Entry
from actions.staff.errors import SignInRefused
from actions.staff.tables import staff_accounts, staff_recovery_codes
from actions.staff.tokens import token_hash

ISSUER = "济事通"
STEP_SECONDS = 30
RECOVERY_CODES = 10
#: Without characters that look alike.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_secret() -> str:
    """A secret for an authenticator."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """What the authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is, within one step of the moment; None for a wrong code."""
    now = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        if pyotp.utils.strings_equal(code.strip().replace(" ", ""), totp.at(step * STEP_SECONDS)):
            return step
    return None


def enable(connection: Connection, account_id: str, secret: str, code: str, at: datetime) -> list[str]:
    """Set up the authenticator once a code of it was right; the recovery codes, told this once."""
    step = step_of(secret, code, at)
    if step is None:
        raise SignInRefused()
    account = accounts.by_id(connection, account_id)
    connection.execute(
        sa.update(staff_accounts)
        .where(staff_accounts.c.id == account_id)
        .values(totp_secret=secret, totp_step=step)
    )
    audit.record(connection, Entry(at, account.name, "account.totp_on", f"account:{account.name}"))
    return _new_recovery_codes(connection, account_id)


def accept(connection: Connection, account_id: str, code: str, at: datetime) -> bool:
    """Whether a code of the authenticator, or a recovery code, is right; either works once."""
    row = connection.execute(
        sa.select(staff_accounts.c.totp_secret, staff_accounts.c.totp_step)
        .where(staff_accounts.c.id == account_id)
        .with_for_update()
    ).one()
    step = step_of(row.totp_secret, code, at) if row.totp_secret else None
    if step is not None and step > row.totp_step:
        connection.execute(
            sa.update(staff_accounts).where(staff_accounts.c.id == account_id).values(totp_step=step)
        )
        return True
    return _use_recovery_code(connection, account_id, code)


def _new_recovery_codes(connection: Connection, account_id: str) -> list[str]:
    connection.execute(sa.delete(staff_recovery_codes).where(staff_recovery_codes.c.account_id == account_id))
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    rows = [{"account_id": account_id, "code_hash": token_hash(code)} for code in codes]
    connection.execute(sa.insert(staff_recovery_codes), rows)
    return codes


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _use_recovery_code(connection: Connection, account_id: str, code: str) -> bool:
    used = connection.execute(
        sa.delete(staff_recovery_codes).where(
            staff_recovery_codes.c.account_id == account_id,
            staff_recovery_codes.c.code_hash == token_hash(code.strip().lower()),
        )
    )
    return used.rowcount == 1
