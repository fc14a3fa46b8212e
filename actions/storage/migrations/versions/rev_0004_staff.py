"""Staff accounts, sessions, links, attempts, audit and switches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSAL = "the audit record can only be added to"


def upgrade() -> None:
    _create_accounts()
    _create_sessions()
    _create_links_and_codes()
    _create_attempts()
    _create_audit()
    _create_switches()


def downgrade() -> None:
    _drop_audit()
    for table in (
        "staff_switches",
        "staff_attempts",
        "staff_recovery_codes",
        "staff_links",
        "staff_sessions",
        "staff_accounts",
    ):
        op.drop_table(table)


def _create_accounts() -> None:
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("display_name", sa.String(64), nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("agency", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("totp_secret", sa.String(64)),
        sa.Column("totp_step", sa.BigInteger, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("signed_in_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_staff_accounts"),
        sa.UniqueConstraint("name", name="uq_staff_accounts_name"),
    )


def _create_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
        _account_key("staff_sessions"),
    )
    for column in ("account_id", "created_at", "used_at"):
        op.create_index(f"ix_staff_sessions_{column}", "staff_sessions", [column])


def _create_links_and_codes() -> None:
    op.create_table(
        "staff_links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(32)),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_links"),
        _account_key("staff_links"),
    )
    op.create_index("ix_staff_links_account_id", "staff_links", ["account_id"])
    op.create_table(
        "staff_recovery_codes",
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name="pk_staff_recovery_codes"),
        _account_key("staff_recovery_codes"),
    )


def _create_attempts() -> None:
    op.create_table(
        "staff_attempts",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.PrimaryKeyConstraint("key", name="pk_staff_attempts"),
    )
    op.create_index("ix_staff_attempts_last_at", "staff_attempts", ["last_at"])


def _create_audit() -> None:
    op.create_table(
        "staff_audit",
        sa.Column("number", ROW_NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_staff_audit"),
    )
    for column in ("at", "actor", "action", "subject"):
        op.create_index(f"ix_staff_audit_{column}", "staff_audit", [column])
    _guard_audit()


def _guard_audit() -> None:
    """The database itself refuses to change or delete what was recorded."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER staff_audit_no_{verb} BEFORE {verb.upper()} ON staff_audit "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION staff_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER staff_audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON staff_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION staff_audit_refuse()"
    )


def _drop_audit() -> None:
    # Its triggers go with the table.
    op.drop_table("staff_audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION staff_audit_refuse()")


def _create_switches() -> None:
    op.create_table(
        "staff_switches",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_staff_switches"),
    )


def _account_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"],
        ["staff_accounts.id"],
        name=f"fk_{table}_account_id_staff_accounts",
        ondelete="CASCADE",
    )
