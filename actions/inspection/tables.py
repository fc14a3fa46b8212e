"""Tables of ``actions.inspection``.

Rows that were loaded as a demonstration carry ``demo``; figures leave them out. Who reported a case
stands in a table of its own, so that nothing which lists cases for an agency can show it by accident.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from actions.storage.schema import RowNumber, UtcDateTime, metadata


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.String(32), primary_key=True)


def _text(name: str, length: int, **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), **{"nullable": False, **options})


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text)


def _moment(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime, **options)


def _to(table: str, name: str, length: int = 32, **options: Any) -> sa.Column[str]:
    key = sa.ForeignKey(f"inspection_{table}.id")
    return sa.Column(name, sa.String(length), key, **{"nullable": False, **options})


def _demo() -> sa.Column[bool]:
    return sa.Column("demo", sa.Boolean, nullable=False)


def _table(name: str, *columns: Any) -> sa.Table:
    return sa.Table(f"inspection_{name}", metadata, *columns)


enterprises = _table(
    "enterprises",
    _id(),
    _text("credit_code", 18, unique=True),
    _text("name", 200),
    _text("class", 16),
    #: Where one-time codes are delivered; the delivery adapter knows what it means.
    _text("contact", 200, nullable=True),
    #: What the enterprise's QR carries: random, replaced when the QR is issued anew.
    _text("code_id", 32, unique=True),
    _moment("created_at", nullable=False),
    *(_moment("closed_at"), _demo()),
)

agencies = _table(
    "agencies",
    _text("id", 40, primary_key=True),
    _text("name", 200, unique=True),
    _text("kind", 16),
    _to("agencies", "principal_id", 40, nullable=True),
    #: When its standing was confirmed and made public; without it the agency cannot register visits.
    _moment("confirmed_at"),
    _demo(),
)

items = _table(
    "items",
    _text("id", 40, primary_key=True),
    _text("name", 200),
    _text("basis", 500),
    _text("basis_kind", 16),
    _moment("published_at"),
    _moment("withdrawn_at"),
    _demo(),
)

remits = _table(
    "remits",
    _to("agencies", "agency_id", 40, primary_key=True),
    _to("items", "item_id", 40, primary_key=True),
)

inspectors = _table(
    "inspectors",
    _id(),
    _to("agencies", "agency_id", 40, index=True),
    _text("name", 60),
    _text("certificate", 20, unique=True),
    _moment("valid_until"),
    _moment("revoked_at"),
    _demo(),
)

caps = _table(
    "caps",
    _to("agencies", "agency_id", 40, primary_key=True),
    _text("class", 16, primary_key=True),
    sa.Column("per_year", sa.Integer, nullable=False),
    sa.CheckConstraint("per_year >= 0", name="per_year"),
)

plans = _table(
    "plans",
    _id(),
    _to("agencies", "agency_id", 40, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    _text("title", 200),
    _text("type", 16),
    sa.Column("quantity", sa.Integer),
    _moment("approved_at"),
    _moment("published_at"),
    _demo(),
)

visits = _table(
    "visits",
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
    #: Why an emergency was registered afterwards; why a visit was not joined with a neighbouring one.
    _words("late_reason"),
    _words("separate_reason"),
    _moment("created_at", nullable=False),
    _moment("noticed_at"),
    _text("notice_by", 100, nullable=True),
    _moment("finished_at"),
    _moment("cancelled_at"),
    _words("cancel_reason"),
    #: The typed code, as its keyed hash.
    _text("short_hash", 64, unique=True),
    #: The client's name for its request: registering the same again does nothing twice.
    _text("request_key", 80, nullable=True, unique=True),
    _demo(),
)

visit_agencies = _table(
    "visit_agencies",
    _to("visits", "visit_id", primary_key=True),
    _to("agencies", "agency_id", 40, primary_key=True, index=True),
    _moment("joined_at", nullable=False),
    #: Each agency approves its own part; a visit is approved when all have.
    _moment("approved_at"),
    _text("approved_by", 100, nullable=True),
    #: Hours that the agency would have been there by itself.
    sa.Column("hours", sa.Float, nullable=False),
)

visit_items = _table(
    "visit_items",
    _to("visits", "visit_id", primary_key=True),
    _to("items", "item_id", 40, primary_key=True),
    _to("agencies", "agency_id", 40, primary_key=True),
)

visit_inspectors = _table(
    "visit_inspectors",
    _to("visits", "visit_id", primary_key=True),
    _to("inspectors", "inspector_id", primary_key=True),
)

check_ins = _table(
    "check_ins",
    _to("visits", "visit_id", primary_key=True),
    _to("inspectors", "inspector_id", primary_key=True),
    #: The day in China: several days of one visit are several check-ins.
    sa.Column("day", sa.Date, primary_key=True),
    _moment("at", nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    #: Scanned from the enterprise's code, or recorded afterwards in an emergency.
    sa.Column("scanned", sa.Boolean, nullable=False),
)

findings = _table(
    "findings",
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    _to("visits", "visit_id", index=True),
    _to("items", "item_id", 40),
    sa.Column("found_on", sa.Date, nullable=False),
    sa.Column("problem", sa.Boolean, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("correct_by", sa.Date),
)

ratings = _table(
    "ratings",
    _to("visits", "visit_id", primary_key=True),
    sa.Column("grade", sa.Integer, nullable=False),
    _words("comment"),
    _moment("at", nullable=False),
    sa.CheckConstraint("grade BETWEEN 1 AND 5", name="grade"),
)

cases = _table(
    "cases",
    _id(),
    _text("number", 20, unique=True),
    _text("kind", 16),
    _text("status", 16),
    _to("agencies", "agency_id", 40, nullable=True, index=True),
    _to("visits", "visit_id", nullable=True),
    #: Whom it is about, in the reporter's words, where the agency is not known by name.
    _text("accused", 200, nullable=True),
    _moment("happened_at"),
    _text("place", 300, nullable=True),
    _text("people", 500, nullable=True),
    sa.Column("text", sa.Text, nullable=False),
    _moment("created_at", nullable=False),
    _demo(),
)

#: Photos of a case in their order, drawn anew. Nothing that agencies read comes here.
photos = _table(
    "photos",
    _id(),
    _to("cases", "case_id", index=True),
    _text("media_type", 16),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("width", "height", "place")),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

reporters = _table(
    "reporters",
    _to("cases", "case_id", primary_key=True),
    _to("enterprises", "enterprise_id", nullable=True, index=True),
    #: The conversation that it came from.
    _text("sender", 64, nullable=True, index=True),
    _text("contact", 200, nullable=True),
    #: Lets a reporter without a sign-in ask for the state; stored as its hash.
    _text("receipt_hash", 64, unique=True),
)

case_events = _table(
    "case_events",
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    _to("cases", "case_id", index=True),
    _moment("at", nullable=False),
    _text("status", 16),
    #: What the reporter may read.
    _words("note"),
)

agency_keys = _table(
    "agency_keys",
    _id(),
    _to("agencies", "agency_id", 40, index=True),
    _text("name", 100),
    _text("key_hash", 64, unique=True),
    _moment("created_at", nullable=False),
    _moment("expires_at"),
    _moment("revoked_at"),
)

signing_keys = _table(
    "signing_keys",
    _id(),
    #: Ed25519, raw, base64url. The private half is a file on the machine that signs.
    _text("public_key", 64),
    _moment("created_at", nullable=False),
    #: Signs no more, still verifies what it signed.
    _moment("retired_at"),
    #: Verifies nothing any more.
    _moment("revoked_at"),
)

one_time_codes = _table(
    "one_time_codes",
    _id(),
    _to("enterprises", "enterprise_id", index=True),
    _text("code_hash", 64),
    _moment("created_at", nullable=False),
    _moment("expires_at", nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    _moment("used_at"),
)

enterprise_sessions = _table(
    "sessions",
    _text("token_hash", 64, primary_key=True),
    _to("enterprises", "enterprise_id", index=True),
    _moment("created_at", nullable=False),
    _moment("expires_at", nullable=False),
)

#: Wrong codes and asked-for one-time codes, by whom: the limits hold across processes.
attempts = _table(
    "attempts",
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    _text("subject", 64, index=True),
    _moment("at", nullable=False, index=True),
)
