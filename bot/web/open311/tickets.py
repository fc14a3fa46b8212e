"""Tickets as the standard searches them, with their contacts beside them for cleaning alone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import store
from actions.hotline.rules import Rules, Status
from actions.hotline.tables import contacts, tickets
from actions.hotline.ticket import Contact, Ticket, from_row
from bot.web.open311.parameters import Search

#: Withdrawn by the resident, so no longer anybody's to read.
HIDDEN = Status.WITHDRAWN

Found = tuple[Ticket, Contact | None]


def search(connection: Connection, wanted: Search, rules: Rules) -> list[Found]:
    """The requests wanted, newest first."""
    query = (
        store.SELECT.where(*_conditions(wanted, rules))
        .order_by(tickets.c.created_at.desc(), tickets.c.id.desc())
        .limit(wanted.page_size)
        .offset((wanted.page - 1) * wanted.page_size)
    )
    return _with_contacts(connection, [from_row(row) for row in connection.execute(query)])


def one(connection: Connection, number: str) -> Found | None:
    """The request of a number."""
    ticket = store.load(connection, number)
    return None if ticket is None or ticket.status is HIDDEN else (ticket, store.contact(connection, ticket))


def _conditions(wanted: Search, rules: Rules) -> list[sa.ColumnElement[bool]]:
    chosen: list[sa.ColumnElement[bool]] = [tickets.c.status != HIDDEN.value]
    if wanted.numbers:
        return [*chosen, tickets.c.number.in_(wanted.numbers)]
    if wanted.codes:
        chosen.append(tickets.c.category.in_(wanted.codes))
    if len(wanted.statuses) == 1:
        still_open = tickets.c.status.in_([status.value for status in rules.open()])
        chosen.append(still_open if "open" in wanted.statuses else ~still_open)
    if wanted.start is not None:
        chosen.append(tickets.c.created_at >= wanted.start)
    if wanted.end is not None:
        chosen.append(tickets.c.created_at <= wanted.end)
    return chosen


def _with_contacts(connection: Connection, found: list[Ticket]) -> list[Found]:
    rows = connection.execute(
        sa.select(contacts).where(contacts.c.ticket_id.in_([ticket.id for ticket in found]))
    )
    known = {row.ticket_id: Contact(row.name, row.phone, row.email) for row in rows}
    return [(ticket, known.get(ticket.id)) for ticket in found]
