"""Tables of the staff: accounts, their sessions and one-time links, failed attempts, audit, switches.

Tokens, links and recovery codes are only ever stored as hashes. The audit record can be added to but
neither changed nor deleted: triggers in the database itself refuse it.
"""

from __future__ import annotations

import sqlalchemy as sa

from actions.storage.schema import RowNumber, UtcDateTime, metadata


def _account_column(**options: bool) -> sa.Column[str]:
    key = sa.ForeignKey("staff_accounts.id", ondelete="CASCADE")
    return sa.Column("account_id", sa.String(32), key, **options)  # type: ignore[arg-type]


staff_accounts = sa.Table(
    "staff_accounts",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    #: What one signs in with, in lower case.
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("display_name", sa.String(64), nullable=False),
    #: Names of ``roles.yml``.
    sa.Column("roles", sa.JSON, nullable=False),
    #: The inspecting agency or department that the person works for; empty when none is needed.
    sa.Column("agency", sa.String(64), nullable=False),
    #: Null until the person has chosen a password by a one-time link.
    sa.Column("password_hash", sa.String(255)),
    #: Base32 secret of the authenticator; null when none is set up.
    sa.Column("totp_secret", sa.String(64)),
    #: The last time step whose code was used: a code works once.
    sa.Column("totp_step", sa.BigInteger, nullable=False),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("signed_in_at", UtcDateTime),
)

staff_sessions = sa.Table(
    "staff_sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    _account_column(nullable=False, index=True),
    #: What the console keeps for the session, such as messages for the next page.
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
    sa.Column("used_at", UtcDateTime, nullable=False, index=True),
)

staff_links = sa.Table(
    "staff_links",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    #: Null: the link makes the first administrator.
    _account_column(nullable=True, index=True),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

staff_recovery_codes = sa.Table(
    "staff_recovery_codes",
    metadata,
    _account_column(primary_key=True),
    sa.Column("code_hash", sa.String(64), primary_key=True),
)

staff_attempts = sa.Table(
    "staff_attempts",
    metadata,
    #: Hash of what was tried: a name, whether or not there is such an account, or an address.
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False, index=True),
    sa.Column("locked_until", UtcDateTime),
)

staff_audit = sa.Table(
    "staff_audit",
    metadata,
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    #: The account's name as it was then; accounts may go, the record stays. ``system`` for the program.
    sa.Column("actor", sa.String(64), nullable=False, index=True),
    sa.Column("action", sa.String(64), nullable=False, index=True),
    #: What it was done to: ``account:zhangsan``, ``switch:answering``.
    sa.Column("subject", sa.String(200), nullable=False, index=True),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("reason", sa.Text, nullable=False),
)

staff_switches = sa.Table(
    "staff_switches",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)
