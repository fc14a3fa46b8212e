"""Who reported a ticket that is merged into another: they are counted in there, and told of it from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from actions.hotline.tables import contacts, joins, tickets, told
from actions.hotline.ticket import Ticket


def bring_over(connection: Connection, ticket: Ticket, target: Ticket, now: datetime) -> list[str]:
    """Count the reporters of ``ticket`` in with ``target``; those who are new there."""
    there = set(connection.scalars(sa.select(joins.c.sender).where(joins.c.ticket_id == target.id)))
    there.add(target.sender or "")
    reporters = [reporter for reporter in _reporters(connection, ticket) if reporter["sender"] not in there]
    if reporters:
        values = [{**reporter, "ticket_id": target.id, "at": now} for reporter in reporters]
        connection.execute(sa.insert(joins), values)
    if ticket.urgent and not target.urgent:
        connection.execute(sa.update(tickets).where(tickets.c.id == target.id).values(urgent=True))
    return [str(reporter["sender"]) for reporter in reporters]


def mark(connection: Connection, ticket_id: int, senders: Sequence[str], newest: int) -> None:
    """These chats know the ticket's steps up to this one."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for sender in senders:
        insert = dialect.insert(told).values(sender=sender, ticket_id=ticket_id, history_id=newest)
        upsert = insert.on_conflict_do_update(
            index_elements=["sender", "ticket_id"], set_={"history_id": newest}
        )
        connection.execute(upsert)


def merged_from(connection: Connection, ticket: Ticket) -> list[str]:
    """The numbers of the tickets that were merged into this one."""
    query = sa.select(tickets.c.number).where(tickets.c.merged_into == ticket.id).order_by(tickets.c.id)
    return list(connection.scalars(query))


def _reporters(connection: Connection, ticket: Ticket) -> list[dict[str, str | None]]:
    """Who filed the ticket, then who joined it; each under a name that is unique for the person."""
    phone = connection.scalar(sa.select(contacts.c.phone).where(contacts.c.ticket_id == ticket.id))
    # Other systems file without a chat.
    own = {"sender": ticket.sender or f"ticket-{ticket.number}", "phone": phone, "text": ticket.text}
    columns = (joins.c.sender, joins.c.phone, joins.c.text)
    rows = connection.execute(sa.select(*columns).where(joins.c.ticket_id == ticket.id))
    return [own, *(dict(row._mapping) for row in rows)]
