"""What happened to a chat's tickets since it was told last: said at its next message, once."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from actions.hotline.asking import mine
from actions.hotline.rules import Event, Role, rules
from actions.hotline.tables import history, told
from actions.hotline.ticket import Ticket

#: More tickets of one chat are not looked at: the newest are those that change.
MOST = 10


@dataclass(frozen=True)
class News:
    """A ticket and the last step of others that its resident has not been told."""

    ticket: Ticket
    event: Event


def unheard(connection: Connection, sender: str) -> list[News]:
    """Steps of others on the chat's tickets since it was told; they count as told from now on."""
    found: list[News] = []
    for ticket in mine(connection, sender)[:MOST]:
        newest, event = _newest(connection, ticket, sender)
        before = _told(connection, ticket, sender)
        if newest <= before:
            continue
        _tell(connection, ticket, sender, newest)
        # A ticket's first sight is its own filing or joining, which the chat has just been told.
        if event is not None:
            found.append(News(ticket, event))
    return found


def _newest(connection: Connection, ticket: Ticket, sender: str) -> tuple[int, Event | None]:
    """The last step, and the last one that is news to this chat."""
    since = max(_told(connection, ticket, sender), _joined_at(connection, ticket, sender))
    rows = connection.execute(
        sa.select(history).where(history.c.ticket_id == ticket.id).order_by(history.c.id)
    ).all()
    newest = rows[-1].id if rows else 0
    news = None
    for row in rows:
        others = row.role != Role.RESIDENT or (row.event == Event.JOIN and row.who != sender)
        if row.id > since and others and rules().events[Event(row.event)].told:
            news = Event(row.event)
    return newest, news


def _joined_at(connection: Connection, ticket: Ticket, sender: str) -> int:
    """For who joined, the step of joining: what came before is no news."""
    if ticket.sender == sender:
        return 0
    query = sa.select(sa.func.max(history.c.id)).where(
        history.c.ticket_id == ticket.id, history.c.event == Event.JOIN.value, history.c.who == sender
    )
    return connection.execute(query).scalar_one() or 0


def _told(connection: Connection, ticket: Ticket, sender: str) -> int:
    here = (told.c.sender == sender, told.c.ticket_id == ticket.id)
    return connection.execute(sa.select(told.c.history_id).where(*here)).scalar_one_or_none() or 0


def _tell(connection: Connection, ticket: Ticket, sender: str, newest: int) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(told).values(sender=sender, ticket_id=ticket.id, history_id=newest)
    connection.execute(
        insert.on_conflict_do_update(index_elements=["sender", "ticket_id"], set_={"history_id": newest})
    )
