"""The hotline: tickets, their history and contacts, photos, ratings, outbox, API keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = (
    "hotline_api_keys",
    "hotline_guesses",
    "hotline_tickets",
    "hotline_contacts",
    "hotline_quoted",
    "hotline_history",
    "hotline_joins",
    "hotline_outbox",
    "hotline_photos",
    "hotline_ratings",
    "hotline_drafts",
    "hotline_confided",
    "hotline_told",
    "hotline_suggestions",
)


def upgrade() -> None:
    _create_api_keys()
    _create_guesses()
    _create_tickets()
    _create_contacts()
    _create_history()
    _create_joins()
    _create_outbox()
    _create_photos()
    _create_ratings()
    _create_chat_tables()
    _protect_history()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION hotline_history_is_append_only")


def _ticket_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_hotline_tickets"
    return sa.ForeignKeyConstraint([column], ["hotline_tickets.id"], name=name)


def _protect_history() -> None:
    """What was done to a ticket can be added to, never changed or removed."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION hotline_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'hotline_history is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER hotline_history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON hotline_history EXECUTE FUNCTION hotline_history_is_append_only()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER hotline_history_no_{change.lower()} BEFORE {change} ON hotline_history "
            "BEGIN SELECT RAISE(ABORT, 'hotline_history is append-only'); END"
        )


def _create_api_keys() -> None:
    op.create_table(
        "hotline_api_keys",
        sa.Column("id", ROW, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_hotline_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_hotline_api_keys_key_hash"),
        sa.UniqueConstraint("name", name="uq_hotline_api_keys_name"),
    )


def _create_guesses() -> None:
    op.create_table(
        "hotline_guesses",
        sa.Column("id", ROW, nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hotline_guesses"),
    )
    op.create_index("ix_hotline_guesses_subject_at", "hotline_guesses", ["subject", "at"])


def _create_tickets() -> None:
    op.create_table(
        "hotline_tickets",
        sa.Column("id", ROW, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("department", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("place", sa.String(200)),
        sa.Column("town", sa.String(9)),
        sa.Column("village", sa.String(12)),
        sa.Column("longitude", sa.Float),
        sa.Column("latitude", sa.Float),
        sa.Column("happened", sa.String(100)),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("disclose", sa.Boolean, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("sender", sa.String(64)),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("idempotency_key", sa.String(160), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("limit_from", MOMENT),
        sa.Column("limit_days", sa.Integer),
        sa.Column("extended_days", sa.Integer, nullable=False),
        sa.Column("reopened", sa.Integer, nullable=False),
        sa.Column("urged_at", MOMENT),
        sa.Column("answer", sa.Text),
        sa.Column("merged_into", ROW),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        _ticket_key("hotline_tickets", "merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_hotline_tickets"),
        sa.UniqueConstraint("idempotency_key", name="uq_hotline_tickets_idempotency_key"),
        sa.UniqueConstraint("number", name="uq_hotline_tickets_number"),
    )
    for column in ("category", "created_at", "department", "sender", "status", "town"):
        op.create_index(f"ix_hotline_tickets_{column}", "hotline_tickets", [column])


def _create_contacts() -> None:
    op.create_table(
        "hotline_contacts",
        sa.Column("ticket_id", ROW, nullable=False),
        sa.Column("name", sa.String(40)),
        sa.Column("phone", sa.String(20)),
        sa.Column("email", sa.String(100)),
        _ticket_key("hotline_contacts", "ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_hotline_contacts"),
    )
    op.create_index("ix_hotline_contacts_phone", "hotline_contacts", ["phone"])
    op.create_table(
        "hotline_quoted",
        sa.Column("ticket_id", ROW, nullable=False),
        sa.Column("masked", sa.String(32), nullable=False),
        sa.Column("written", sa.String(200), nullable=False),
        _ticket_key("hotline_quoted", "ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "masked", name="pk_hotline_quoted"),
    )


def _create_history() -> None:
    op.create_table(
        "hotline_history",
        sa.Column("id", ROW, nullable=False),
        sa.Column("ticket_id", ROW, nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("before", sa.String(16)),
        sa.Column("after", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("details", sa.JSON, nullable=False),
        _ticket_key("hotline_history", "ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hotline_history"),
    )
    op.create_index("ix_hotline_history_ticket_id", "hotline_history", ["ticket_id"])


def _create_joins() -> None:
    op.create_table(
        "hotline_joins",
        sa.Column("ticket_id", ROW, nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("phone", sa.String(20)),
        sa.Column("text", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
        _ticket_key("hotline_joins", "ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "sender", name="pk_hotline_joins"),
    )
    op.create_index("ix_hotline_joins_sender", "hotline_joins", ["sender"])


def _create_outbox() -> None:
    op.create_table(
        "hotline_outbox",
        sa.Column("id", ROW, nullable=False),
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("ticket_id", ROW, nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("delivered_at", MOMENT),
        sa.Column("dead_at", MOMENT),
        sa.Column("error", sa.String(200)),
        _ticket_key("hotline_outbox", "ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hotline_outbox"),
        sa.UniqueConstraint("event_id", name="uq_hotline_outbox_event_id"),
    )
    for column in ("next_at", "ticket_id"):
        op.create_index(f"ix_hotline_outbox_{column}", "hotline_outbox", [column])


def _create_photos() -> None:
    op.create_table(
        "hotline_photos",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("ticket_id", ROW),
        sa.Column("sender", sa.String(64)),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(16), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _ticket_key("hotline_photos", "ticket_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hotline_photos"),
    )
    for column in ("created_at", "sender", "ticket_id"):
        op.create_index(f"ix_hotline_photos_{column}", "hotline_photos", [column])


def _create_ratings() -> None:
    op.create_table(
        "hotline_ratings",
        sa.Column("ticket_id", ROW, nullable=False),
        sa.Column("round", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("grade", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("at", MOMENT, nullable=False),
        _ticket_key("hotline_ratings", "ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", "round", name="pk_hotline_ratings"),
    )


def _create_chat_tables() -> None:
    op.create_table(
        "hotline_drafts",
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("message", sa.String(64)),
        sa.Column("number", sa.String(16)),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sender", name="pk_hotline_drafts"),
    )
    op.create_index("ix_hotline_drafts_updated_at", "hotline_drafts", ["updated_at"])
    op.create_table(
        "hotline_confided",
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("masked", sa.String(32), nullable=False),
        sa.Column("phone", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sender", "masked", name="pk_hotline_confided"),
    )
    op.create_index("ix_hotline_confided_at", "hotline_confided", ["at"])
    op.create_table(
        "hotline_told",
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("ticket_id", ROW, nullable=False),
        sa.Column("history_id", ROW, nullable=False),
        _ticket_key("hotline_told", "ticket_id"),
        sa.PrimaryKeyConstraint("sender", "ticket_id", name="pk_hotline_told"),
    )
    op.create_table(
        "hotline_suggestions",
        sa.Column("ticket_id", ROW, nullable=False),
        sa.Column("departments", sa.JSON, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("by_person", sa.Boolean, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        _ticket_key("hotline_suggestions", "ticket_id"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_hotline_suggestions"),
    )
