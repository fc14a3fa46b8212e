"""What happened to a chat's tickets since it was told last: told once, whichever way the chat is reached."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import store
from actions.hotline.merging import mark
from actions.hotline.rules import Event, Role, rules
from actions.hotline.tables import history, joins, tickets, told
from actions.hotline.ticket import Ticket, from_row

#: News told at a time; more of them come with the next.
MOST = 10


@dataclass(frozen=True)
class News:
    """A ticket and the last step of others that its resident has not been told."""

    ticket: Ticket
    event: Event
    #: The number of the ticket that it was merged into.
    merged: str | None = None


def _changed(theirs: sa.Subquery) -> sa.ColumnElement[bool]:
    """Whether a ticket of a chat took steps that the chat was not told."""
    newest = sa.select(sa.func.max(history.c.id)).where(history.c.ticket_id == theirs.c.ticket_id)
    known = sa.select(told.c.history_id).where(
        told.c.sender == theirs.c.sender, told.c.ticket_id == theirs.c.ticket_id
    )
    return newest.scalar_subquery() > sa.func.coalesce(known.scalar_subquery(), 0)


def _theirs(of: Callable[[sa.Column[str]], sa.ColumnElement[bool]]) -> sa.Subquery:
    """Chats and the tickets that they filed or joined."""
    filed = sa.select(tickets.c.sender, tickets.c.id.label("ticket_id")).where(of(tickets.c.sender))
    joined = sa.select(joins.c.sender, joins.c.ticket_id).where(of(joins.c.sender))
    return sa.union_all(filed, joined).subquery()


def _chats() -> sa.Select[Any]:
    theirs = _theirs(lambda sender: sender.in_(sa.bindparam("senders", expanding=True)))
    return sa.select(theirs.c.sender).where(_changed(theirs)).distinct()


def _tickets_of_one() -> sa.Select[Any]:
    theirs = _theirs(lambda sender: sender == sa.bindparam("sender"))
    return sa.select(theirs.c.ticket_id).where(_changed(theirs)).distinct().order_by(theirs.c.ticket_id)


#: Built once: every message asks for news, and hardly any chat has some.
_WAITING, _OF_SENDER = _chats(), _tickets_of_one()


def waiting(connection: Connection, senders: Collection[str]) -> list[str]:
    """The chats among these whose tickets took steps that were not looked at; some of them may be no news."""
    return list(connection.scalars(_WAITING, {"senders": list(senders)}))


def unheard(connection: Connection, sender: str) -> list[News]:
    """Steps of others on the chat's tickets since it was told; they count as told from now on."""
    ids: Sequence[int] = connection.scalars(_OF_SENDER, {"sender": sender}).all()
    found: list[News] = []
    for ticket_id in ids:
        if len(found) >= MOST:
            break
        news = _of_ticket(connection, ticket_id, sender)
        if news is not None:
            found.append(news)
    return sorted(found, key=lambda item: item.ticket.created_at, reverse=True)


def _of_ticket(connection: Connection, ticket_id: int, sender: str) -> News | None:
    """What is news of one ticket. Held meanwhile, so that two who ask for the chat do not both tell it."""
    connection.execute(sa.select(tickets.c.id).where(tickets.c.id == ticket_id).with_for_update())
    row = connection.execute(store.SELECT.where(tickets.c.id == ticket_id)).one_or_none()
    rows = connection.execute(
        sa.select(history).where(history.c.ticket_id == ticket_id).order_by(history.c.id)
    ).all()
    before = _told(connection, ticket_id, sender)
    if row is None or not rows or rows[-1].id <= before:
        return None
    mark(connection, ticket_id, [sender], rows[-1].id)
    ticket = from_row(row)
    event = _last_of_others(rows, sender, max(before, _since_joined(rows, ticket, sender)))
    # A ticket's first sight is its own filing or joining, which the chat has just been told.
    if event is None:
        return None
    return News(ticket, event, store.merged_numbers(connection, [ticket]).get(ticket.merged_into or 0))


def _last_of_others(rows: Collection[sa.Row[Any]], sender: str, since: int) -> Event | None:
    news = None
    for row in rows:
        others = row.role != Role.RESIDENT or (row.event == Event.JOIN and row.who != sender)
        if row.id > since and others and rules().events[Event(row.event)].told:
            news = Event(row.event)
    return news


def _since_joined(rows: Collection[sa.Row[Any]], ticket: Ticket, sender: str) -> int:
    """For who joined, the step of joining: what came before is no news."""
    if ticket.sender == sender:
        return 0
    return max((row.id for row in rows if row.event == Event.JOIN and row.who == sender), default=0)


def _told(connection: Connection, ticket_id: int, sender: str) -> int:
    here = (told.c.sender == sender, told.c.ticket_id == ticket_id)
    return connection.execute(sa.select(told.c.history_id).where(*here)).scalar_one_or_none() or 0
