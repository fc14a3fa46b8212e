"""Tables of ``actions.inspection``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(32), primary_key=True)


def _text(name: str, length: int, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), **{"nullable": False, **options})


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text)


def _moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), **options)


def _to(table: str, name: str, length: int = 32, **options: Any) -> sa.Column[str]:
    key = sa.ForeignKey(f"inspection_{table}.id")
    return sa.Column(name, sa.String(length), key, **{"nullable": False, **options})


def _demo() -> sa.Column[bool]:
    return sa.Column("demo", sa.Boolean, nullable=False)


#: In the order in which they refer to each other; columns belong to one table each, so they are made when wanted.
TABLES: Mapping[str, Callable[[], list[Any]]] = {
    "enterprises": lambda: [
        _id(),
        _text("credit_code", 18, unique=True),
        _text("name", 200),
        _text("class", 16),
        _text("contact", 200, nullable=True),
        _text("code_id", 32, unique=True),
        _moment("created_at", nullable=False),
        _moment("closed_at"),
        _demo(),
    ],
    "agencies": lambda: [
        _text("id", 40, primary_key=True),
        _text("name", 200, unique=True),
        _text("kind", 16),
        _to("agencies", "principal_id", 40, nullable=True),
        _moment("confirmed_at"),
        _demo(),
    ],
    "items": lambda: [
        _text("id", 40, primary_key=True),
        _text("name", 200),
        _text("basis", 500),
        _text("basis_kind", 16),
        _moment("published_at"),
        _moment("withdrawn_at"),
        _demo(),
    ],
    "remits": lambda: [
        _to("agencies", "agency_id", 40, primary_key=True),
        _to("items", "item_id", 40, primary_key=True),
    ],
    "inspectors": lambda: [
        _id(),
        _to("agencies", "agency_id", 40, index=True),
        _text("name", 60),
        _text("certificate", 20, unique=True),
        _moment("valid_until"),
        _moment("revoked_at"),
        _demo(),
    ],
    "caps": lambda: [
        _to("agencies", "agency_id", 40, primary_key=True),
        _text("class", 16, primary_key=True),
        sa.Column("per_year", sa.Integer, nullable=False),
        sa.CheckConstraint("per_year >= 0", name="per_year"),
    ],
    "plans": lambda: [
        _id(),
        _to("agencies", "agency_id", 40, index=True),
        sa.Column("year", sa.Integer, nullable=False),
        _text("title", 200),
        _text("type", 16),
        sa.Column("quantity", sa.Integer),
        _moment("approved_at"),
        _moment("published_at"),
        _demo(),
    ],
    "visits": lambda: [
        _id(),
        _to("enterprises", "enterprise_id", index=True),
        _to("agencies", "lead_id", 40, index=True),
        _to("plans", "plan_id", nullable=True),
        _text("type", 16),
        _text("status", 16),
        sa.Column("reason", sa.Text, nullable=False),
        _moment("starts_at", nullable=False, index=True),
        _moment("ends_at", nullable=False),
        sa.Column("emergency", sa.Boolean, nullable=False),
        _words("late_reason"),
        _words("separate_reason"),
        _moment("created_at", nullable=False),
        _moment("noticed_at"),
        _text("notice_by", 100, nullable=True),
        _moment("finished_at"),
        _moment("cancelled_at"),
        _words("cancel_reason"),
        _text("short_hash", 64, unique=True),
        _text("request_key", 80, nullable=True, unique=True),
        _demo(),
    ],
    "visit_agencies": lambda: [
        _to("visits", "visit_id", primary_key=True),
        _to("agencies", "agency_id", 40, primary_key=True, index=True),
        _moment("joined_at", nullable=False),
        _moment("approved_at"),
        _text("approved_by", 100, nullable=True),
        sa.Column("hours", sa.Float, nullable=False),
    ],
    "visit_items": lambda: [
        _to("visits", "visit_id", primary_key=True),
        _to("items", "item_id", 40, primary_key=True),
        _to("agencies", "agency_id", 40, primary_key=True),
    ],
    "visit_inspectors": lambda: [
        _to("visits", "visit_id", primary_key=True),
        _to("inspectors", "inspector_id", primary_key=True),
    ],
    "check_ins": lambda: [
        _to("visits", "visit_id", primary_key=True),
        _to("inspectors", "inspector_id", primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        _moment("at", nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("scanned", sa.Boolean, nullable=False),
    ],
    "findings": lambda: [
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        _to("visits", "visit_id", index=True),
        _to("items", "item_id", 40),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("problem", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("correct_by", sa.Date),
    ],
    "ratings": lambda: [
        _to("visits", "visit_id", primary_key=True),
        sa.Column("grade", sa.Integer, nullable=False),
        _words("comment"),
        _moment("at", nullable=False),
        sa.CheckConstraint("grade BETWEEN 1 AND 5", name="grade"),
    ],
    "cases": lambda: [
        _id(),
        _text("number", 20, unique=True),
        _text("kind", 16),
        _text("status", 16),
        _to("agencies", "agency_id", 40, nullable=True, index=True),
        _to("visits", "visit_id", nullable=True),
        _text("accused", 200, nullable=True),
        _moment("happened_at"),
        _text("place", 300, nullable=True),
        _text("people", 500, nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        _moment("created_at", nullable=False),
        _demo(),
    ],
    "photos": lambda: [
        _id(),
        _to("cases", "case_id", index=True),
        _text("media_type", 16),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
    ],
    "reporters": lambda: [
        _to("cases", "case_id", primary_key=True),
        _to("enterprises", "enterprise_id", nullable=True, index=True),
        _text("sender", 64, nullable=True, index=True),
        _text("contact", 200, nullable=True),
        _text("receipt_hash", 64, unique=True),
    ],
    "case_events": lambda: [
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        _to("cases", "case_id", index=True),
        _moment("at", nullable=False),
        _text("status", 16),
        _words("note"),
    ],
    "agency_keys": lambda: [
        _id(),
        _to("agencies", "agency_id", 40, index=True),
        _text("name", 100),
        _text("key_hash", 64, unique=True),
        _moment("created_at", nullable=False),
        _moment("expires_at"),
        _moment("revoked_at"),
    ],
    "signing_keys": lambda: [
        _id(),
        _text("public_key", 64),
        _moment("created_at", nullable=False),
        _moment("retired_at"),
        _moment("revoked_at"),
    ],
    "one_time_codes": lambda: [
        _id(),
        _to("enterprises", "enterprise_id", index=True),
        _text("code_hash", 64),
        _moment("created_at", nullable=False),
        _moment("expires_at", nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        _moment("used_at"),
    ],
    "sessions": lambda: [
        _text("token_hash", 64, primary_key=True),
        _to("enterprises", "enterprise_id", index=True),
        _moment("created_at", nullable=False),
        _moment("expires_at", nullable=False),
    ],
    "attempts": lambda: [
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        _text("subject", 64, index=True),
        _moment("at", nullable=False, index=True),
    ],
}


def upgrade() -> None:
    for name, columns in TABLES.items():
        # Constraints get their names from the metadata's convention.
        op.create_table(f"inspection_{name}", *columns())


def downgrade() -> None:
    for name in reversed(list(TABLES)):
        op.drop_table(f"inspection_{name}")
