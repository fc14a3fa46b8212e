"""Tables of the hotline: tickets, their history, and what hangs on them.

Who a reporter is stands in ``hotline_contacts`` alone, so that no public reading can join it by
accident. ``hotline_history`` is append-only: triggers on both databases refuse anything else.
"""

from __future__ import annotations

import sqlalchemy as sa

from actions.storage.schema import RowNumber, UtcDateTime, metadata


def _ticket_column(**options: bool) -> sa.Column[int]:
    key = sa.ForeignKey("hotline_tickets.id")
    return sa.Column("ticket_id", RowNumber, key, nullable=False, **options)  # type: ignore[arg-type]


tickets = sa.Table(
    "hotline_tickets",
    metadata,
    sa.Column("id", RowNumber, primary_key=True, autoincrement=True),
    #: What residents are told: a date, random digits, a check digit (``numbers``).
    sa.Column("number", sa.String(16), nullable=False, unique=True),
    #: 咨询, 求助, 投诉, 举报, 建议.
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("category", sa.String(64), nullable=False, index=True),
    #: In charge now; null until somebody suggests or decides one.
    sa.Column("department", sa.String(64), index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("place", sa.String(200)),
    #: Official codes: 9 digits for a town or street, 12 for a village or community.
    sa.Column("town", sa.String(9), index=True),
    sa.Column("village", sa.String(12)),
    sa.Column("longitude", sa.Float),
    sa.Column("latitude", sa.Float),
    #: When it happened, in the resident's words.
    sa.Column("happened", sa.String(100)),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    #: The contact may be passed on to the department in charge.
    sa.Column("disclose", sa.Boolean, nullable=False),
    #: The text may be shown to everybody, personal numbers masked.
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("sender", sa.String(64), index=True),
    #: Answers to the questions of the category: label → answer.
    sa.Column("answers", sa.JSON, nullable=False),
    sa.Column("idempotency_key", sa.String(160), nullable=False, unique=True),
    #: Hash of what was filed: tells whether a repeated key brings the same content.
    sa.Column("fingerprint", sa.String(64), nullable=False),
    #: The time limit in working days runs from here; due and overdue are computed, never stored.
    sa.Column("limit_from", UtcDateTime),
    sa.Column("limit_days", sa.Integer),
    sa.Column("extended_days", sa.Integer, nullable=False),
    sa.Column("reopened", sa.Integer, nullable=False),
    sa.Column("urged_at", UtcDateTime),
    sa.Column("answer", sa.Text),
    sa.Column("merged_into", RowNumber, sa.ForeignKey("hotline_tickets.id")),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
    sa.Column("updated_at", UtcDateTime, nullable=False),
)

contacts = sa.Table(
    "hotline_contacts",
    metadata,
    _ticket_column(primary_key=True),
    sa.Column("name", sa.String(40)),
    sa.Column("phone", sa.String(20), index=True),
    sa.Column("email", sa.String(100)),
)

#: Numbers that a ticket's own words name, a caller's or a taxi's: everywhere else they are masked.
quoted = sa.Table(
    "hotline_quoted",
    metadata,
    _ticket_column(primary_key=True),
    sa.Column("masked", sa.String(32), primary_key=True),
    #: As written; several that look the same masked stand beside each other.
    sa.Column("written", sa.String(200), nullable=False),
)

history = sa.Table(
    "hotline_history",
    metadata,
    sa.Column("id", RowNumber, primary_key=True, autoincrement=True),
    _ticket_column(index=True),
    sa.Column("event", sa.String(16), nullable=False),
    sa.Column("before", sa.String(16)),
    sa.Column("after", sa.String(16), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    #: resident, staff or system; ``who`` names the account of a member of staff.
    sa.Column("role", sa.String(8), nullable=False),
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("why", sa.Text),
    sa.Column("details", sa.JSON, nullable=False),
)

photos = sa.Table(
    "hotline_photos",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    #: Null while the draft that it was taken for is not filed.
    sa.Column("ticket_id", RowNumber, sa.ForeignKey("hotline_tickets.id"), index=True),
    sa.Column("sender", sa.String(64), index=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("media_type", sa.String(16), nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
)

joins = sa.Table(
    "hotline_joins",
    metadata,
    _ticket_column(primary_key=True),
    #: Who joined: a chat's sender or any other name that is unique for the person.
    sa.Column("sender", sa.String(64), primary_key=True, index=True),
    sa.Column("phone", sa.String(20)),
    sa.Column("text", sa.Text),
    sa.Column("at", UtcDateTime, nullable=False),
)

ratings = sa.Table(
    "hotline_ratings",
    metadata,
    _ticket_column(primary_key=True),
    #: 0 for the first answer, 1 for the one after reopening.
    sa.Column("round", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("grade", sa.String(16), nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("at", UtcDateTime, nullable=False),
)

outbox = sa.Table(
    "hotline_outbox",
    metadata,
    sa.Column("id", RowNumber, primary_key=True, autoincrement=True),
    #: Told to the receiver, which may see an event twice and must act on it once.
    sa.Column("event_id", sa.String(32), nullable=False, unique=True),
    _ticket_column(index=True),
    sa.Column("event", sa.String(16), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    #: When to try (again); null once delivered or given up.
    sa.Column("next_at", UtcDateTime, index=True),
    sa.Column("delivered_at", UtcDateTime),
    sa.Column("dead_at", UtcDateTime),
    #: What failed last, without anything of the content.
    sa.Column("error", sa.String(200)),
)

api_keys = sa.Table(
    "hotline_api_keys",
    metadata,
    sa.Column("id", RowNumber, primary_key=True, autoincrement=True),
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("revoked_at", UtcDateTime),
)

#: Wrong guesses at a ticket's phone number, shared by all processes.
guesses = sa.Table(
    "hotline_guesses",
    metadata,
    sa.Column("id", RowNumber, primary_key=True, autoincrement=True),
    #: Hash of who asked, or of the number asked for.
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_hotline_guesses_subject_at", "subject", "at"),
)

#: What a resident has said for a ticket that is not filed yet; one a chat, deleted when it is filed.
drafts = sa.Table(
    "hotline_drafts",
    metadata,
    sa.Column("sender", sa.String(64), primary_key=True),
    #: Also the idempotency key of the ticket.
    sa.Column("id", sa.String(32), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    #: The message that was heard last: sent again, it is not heard twice.
    sa.Column("message", sa.String(64)),
    #: The ticket, once filed; the content is empty then.
    sa.Column("number", sa.String(16)),
    sa.Column("updated_at", UtcDateTime, nullable=False, index=True),
)

#: Telephone numbers and plates as residents typed them: Rasa and the transcripts see them masked.
confided = sa.Table(
    "hotline_confided",
    metadata,
    sa.Column("sender", sa.String(64), primary_key=True),
    sa.Column("masked", sa.String(32), primary_key=True),
    sa.Column("phone", sa.String(32), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
)

#: How much of a ticket's history a chat has been told.
told = sa.Table(
    "hotline_told",
    metadata,
    sa.Column("sender", sa.String(64), primary_key=True),
    _ticket_column(primary_key=True),
    sa.Column("history_id", RowNumber, nullable=False),
)

#: Where a ticket might go, as heard when it was filed: for the desk, never told to the resident.
suggestions = sa.Table(
    "hotline_suggestions",
    metadata,
    _ticket_column(primary_key=True),
    #: [department, share] pairs, best first.
    sa.Column("departments", sa.JSON, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("by_person", sa.Boolean, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
)
