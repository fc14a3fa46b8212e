"""Tables of ``actions.inspection``.

Rows that were loaded as a demonstration carry ``demo``; figures leave them out. Who reported a case
stands in a table of its own, so that nothing which lists cases for an agency can show it by accident.
"""

from __future__ import annotations

import sqlalchemy as sa

from actions.inspection.columns import demo, identifier, moment, table, text, to, words
from actions.storage.schema import RowNumber

enterprises = table(
    "enterprises",
    identifier(),
    text("credit_code", 18, unique=True),
    text("name", 200),
    text("class", 16),
    #: Where one-time codes are delivered; the delivery adapter knows what it means.
    text("contact", 200, nullable=True),
    #: What the enterprise's QR carries: random, replaced when the QR is issued anew.
    text("code_id", 32, unique=True),
    moment("created_at", nullable=False),
    moment("closed_at"),
    demo(),
)

agencies = table(
    "agencies",
    text("id", 40, primary_key=True),
    text("name", 200, unique=True),
    text("kind", 16),
    to("agencies", "principal_id", 40, nullable=True),
    #: When its standing was confirmed and made public; without it the agency cannot register visits.
    moment("confirmed_at"),
    demo(),
)

items = table(
    "items",
    text("id", 40, primary_key=True),
    text("name", 200),
    text("basis", 500),
    text("basis_kind", 16),
    moment("published_at"),
    moment("withdrawn_at"),
    demo(),
)

remits = table(
    "remits",
    to("agencies", "agency_id", 40, primary_key=True),
    to("items", "item_id", 40, primary_key=True),
)

inspectors = table(
    "inspectors",
    identifier(),
    to("agencies", "agency_id", 40, index=True),
    text("name", 60),
    text("certificate", 20, unique=True),
    moment("valid_until"),
    moment("revoked_at"),
    demo(),
)

caps = table(
    "caps",
    to("agencies", "agency_id", 40, primary_key=True),
    text("class", 16, primary_key=True),
    sa.Column("per_year", sa.Integer, nullable=False),
    sa.CheckConstraint("per_year >= 0", name="per_year"),
)

plans = table(
    "plans",
    identifier(),
    to("agencies", "agency_id", 40, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    text("title", 200),
    text("type", 16),
    sa.Column("quantity", sa.Integer),
    moment("approved_at"),
    moment("published_at"),
    demo(),
)

visits = table(
    "visits",
    identifier(),
    to("enterprises", "enterprise_id", index=True),
    to("agencies", "lead_id", 40, index=True),
    to("plans", "plan_id", nullable=True),
    text("type", 16),
    text("status", 16),
    sa.Column("reason", sa.Text, nullable=False),
    moment("starts_at", nullable=False, index=True),
    moment("ends_at", nullable=False),
    sa.Column("emergency", sa.Boolean, nullable=False),
    #: Why an emergency was registered afterwards; why a visit was not joined with a neighbouring one.
    words("late_reason"),
    words("separate_reason"),
    moment("created_at", nullable=False),
    moment("noticed_at"),
    text("notice_by", 100, nullable=True),
    moment("finished_at"),
    moment("cancelled_at"),
    words("cancel_reason"),
    #: The typed code, as its keyed hash.
    text("short_hash", 64, unique=True),
    #: The client's name for its request: registering the same again does nothing twice.
    text("request_key", 80, nullable=True, unique=True),
    demo(),
)

visit_agencies = table(
    "visit_agencies",
    to("visits", "visit_id", primary_key=True),
    to("agencies", "agency_id", 40, primary_key=True, index=True),
    moment("joined_at", nullable=False),
    #: Each agency approves its own part; a visit is approved when all have.
    moment("approved_at"),
    text("approved_by", 100, nullable=True),
    #: Hours that the agency would have been there by itself.
    sa.Column("hours", sa.Float, nullable=False),
)

visit_items = table(
    "visit_items",
    to("visits", "visit_id", primary_key=True),
    to("items", "item_id", 40, primary_key=True),
    to("agencies", "agency_id", 40, primary_key=True),
)

visit_inspectors = table(
    "visit_inspectors",
    to("visits", "visit_id", primary_key=True),
    to("inspectors", "inspector_id", primary_key=True),
)

check_ins = table(
    "check_ins",
    to("visits", "visit_id", primary_key=True),
    to("inspectors", "inspector_id", primary_key=True),
    #: The day in China: several days of one visit are several check-ins.
    sa.Column("day", sa.Date, primary_key=True),
    moment("at", nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    #: Scanned from the enterprise's code, or recorded afterwards in an emergency.
    sa.Column("scanned", sa.Boolean, nullable=False),
)

findings = table(
    "findings",
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    to("visits", "visit_id", index=True),
    to("items", "item_id", 40),
    sa.Column("found_on", sa.Date, nullable=False),
    sa.Column("problem", sa.Boolean, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("correct_by", sa.Date),
)

ratings = table(
    "ratings",
    to("visits", "visit_id", primary_key=True),
    sa.Column("grade", sa.Integer, nullable=False),
    words("comment"),
    moment("at", nullable=False),
    sa.CheckConstraint("grade BETWEEN 1 AND 5", name="grade"),
)

cases = table(
    "cases",
    identifier(),
    text("number", 20, unique=True),
    text("kind", 16),
    text("status", 16),
    to("agencies", "agency_id", 40, nullable=True, index=True),
    to("visits", "visit_id", nullable=True),
    #: Whom it is about, in the reporter's words, where the agency is not known by name.
    text("accused", 200, nullable=True),
    moment("happened_at"),
    text("place", 300, nullable=True),
    text("people", 500, nullable=True),
    sa.Column("text", sa.Text, nullable=False),
    moment("created_at", nullable=False),
    demo(),
)

#: Photos of a case in their order, drawn anew. Nothing that agencies read comes here.
photos = table(
    "photos",
    identifier(),
    to("cases", "case_id", index=True),
    text("media_type", 16),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("width", "height", "place")),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

reporters = table(
    "reporters",
    to("cases", "case_id", primary_key=True),
    to("enterprises", "enterprise_id", nullable=True, index=True),
    #: The conversation that it came from.
    text("sender", 64, nullable=True, index=True),
    text("contact", 200, nullable=True),
    #: Lets a reporter without a sign-in ask for the state; stored as its hash.
    text("receipt_hash", 64, unique=True),
)

case_events = table(
    "case_events",
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    to("cases", "case_id", index=True),
    moment("at", nullable=False),
    text("status", 16),
    #: What the reporter may read.
    words("note"),
)

agency_keys = table(
    "agency_keys",
    identifier(),
    to("agencies", "agency_id", 40, index=True),
    text("name", 100),
    text("key_hash", 64, unique=True),
    moment("created_at", nullable=False),
    moment("expires_at"),
    moment("revoked_at"),
)

signing_keys = table(
    "signing_keys",
    identifier(),
    #: Ed25519, raw, base64url. The private half is a file on the machine that signs.
    text("public_key", 64),
    moment("created_at", nullable=False),
    #: Signs no more, still verifies what it signed.
    moment("retired_at"),
    #: Verifies nothing any more.
    moment("revoked_at"),
)

one_time_codes = table(
    "one_time_codes",
    identifier(),
    to("enterprises", "enterprise_id", index=True),
    text("code_hash", 64),
    moment("created_at", nullable=False),
    moment("expires_at", nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    moment("used_at"),
)

enterprise_sessions = table(
    "sessions",
    text("token_hash", 64, primary_key=True),
    to("enterprises", "enterprise_id", index=True),
    moment("created_at", nullable=False),
    moment("expires_at", nullable=False),
)

#: Wrong codes and asked-for one-time codes, by whom: the limits hold across processes.
attempts = table(
    "attempts",
    sa.Column("number", RowNumber, primary_key=True, autoincrement=True),
    text("subject", 64, index=True),
    moment("at", nullable=False, index=True),
)
