"""Tickets in the database: each function is (part of) one transaction on the connection it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import merging, outbox
from actions.hotline.errors import MergeImpossible, TicketUnknown
from actions.hotline.life import Act, TownsRemit, nothing_is_the_towns, step
from actions.hotline.rules import Event, Role, Rules, Status, rules
from actions.hotline.tables import contacts, history, joins, ratings, tickets
from actions.hotline.ticket import Contact, Step, Ticket, from_row, standing_values

_GRADE = (
    sa.select(ratings.c.grade)
    .where(ratings.c.ticket_id == tickets.c.id, ratings.c.round == tickets.c.reopened)
    .scalar_subquery()
    .label("grade")
)
SELECT = sa.select(tickets, _GRADE)


def load(connection: Connection, number: str) -> Ticket | None:
    """The ticket of a number."""
    row = connection.execute(SELECT.where(tickets.c.number == number)).one_or_none()
    return None if row is None else from_row(row)


def by_sender(connection: Connection, sender: str) -> list[Ticket]:
    """What was filed in one chat, newest first."""
    found = connection.execute(
        SELECT.where(tickets.c.sender == sender).order_by(tickets.c.created_at.desc(), tickets.c.id.desc())
    )
    return [from_row(row) for row in found]


def contact(connection: Connection, ticket: Ticket) -> Contact | None:
    """Whom to call back."""
    columns = (contacts.c.name, contacts.c.phone, contacts.c.email)
    row = connection.execute(sa.select(*columns).where(contacts.c.ticket_id == ticket.id)).one_or_none()
    return None if row is None else Contact(*row)


def steps(connection: Connection, ticket: Ticket) -> list[Step]:
    """The ticket's history, oldest first."""
    found = connection.execute(
        sa.select(history).where(history.c.ticket_id == ticket.id).order_by(history.c.id)
    )
    return [
        Step(
            Event(row.event),
            Status(row.before) if row.before else None,
            Status(row.after),
            row.at,
            Role(row.role),
            row.who,
            row.why,
            row.details,
        )
        for row in found
    ]


def done(connection: Connection, ticket: Ticket) -> dict[Event, int]:
    """How often each step was taken."""
    found = connection.execute(
        sa.select(history.c.event, sa.func.count())
        .where(history.c.ticket_id == ticket.id)
        .group_by(history.c.event)
    )
    return {Event(event): count for event, count in found}


def joined(connection: Connection, ticket: Ticket) -> int:
    """How many others reported the same."""
    query = sa.select(sa.func.count()).where(joins.c.ticket_id == ticket.id)
    return int(connection.execute(query).scalar_one())


def act(
    connection: Connection,
    number: str,
    what: Act,
    towns_remit: TownsRemit = nothing_is_the_towns,
    rule_book: Rules | None = None,
) -> Ticket:
    """Take a step; ``TicketUnknown`` or a ``StepRefused``, and nothing is written then."""
    ticket = locked(connection, number)
    book = rule_book or rules()
    standing = step(ticket.standing, what, book, done(connection, ticket), towns_remit)
    values: dict[str, Any] = {**standing_values(standing), "updated_at": what.at}
    target = _merge_target(connection, ticket, what.into, book) if what.event is Event.MERGE else None
    if target is not None:
        values["merged_into"] = target.id
    connection.execute(sa.update(tickets).where(tickets.c.id == ticket.id).values(values))
    if what.event is Event.RATE:
        _put_rating(connection, ticket, what)
    changed = _taken(connection, ticket, standing.status, what)
    if target is not None:
        _bring_over(connection, changed, target, what, book)
    return changed


def _taken(connection: Connection, ticket: Ticket, after: Status, what: Act) -> Ticket:
    """The ticket after a step that is now in its history and on its way to the city's platform."""
    record(connection, ticket.id, ticket.status, after, what)
    changed = load(connection, ticket.number)
    assert changed is not None
    outbox.put(connection, changed, what)
    return changed


def _bring_over(connection: Connection, merged: Ticket, target: Ticket, what: Act, book: Rules) -> None:
    """Who reported the merged ticket follows the other from now on, whose reporters are told of it."""
    new = merging.bring_over(connection, merged, target, what.at)
    if not new:
        return
    why = f"{book.events[Event.MERGE].name} {merged.number}"
    _taken(connection, target, target.status, replace(what, event=Event.JOIN, why=why, into=None))
    newest = sa.select(sa.func.max(history.c.id)).where(history.c.ticket_id == target.id)
    merging.mark(connection, target.id, new, connection.execute(newest).scalar_one())


def locked(connection: Connection, number: str) -> Ticket:
    """The ticket, held against steps of others until the transaction ends."""
    # SQLite's write transaction has the whole database already; PostgreSQL locks the row.
    query = sa.select(tickets.c.id).where(tickets.c.number == number).with_for_update()
    if connection.execute(query).scalar_one_or_none() is None:
        raise TicketUnknown()
    ticket = load(connection, number)
    assert ticket is not None
    return ticket


def record(connection: Connection, ticket_id: int, before: Status | None, after: Status, what: Act) -> None:
    """Add a step to the history."""
    connection.execute(
        sa.insert(history).values(
            ticket_id=ticket_id,
            event=what.event.value,
            before=before.value if before else None,
            after=after.value,
            at=what.at,
            role=what.role.value,
            who=what.who,
            why=what.why,
            details=details(what),
        )
    )


def details(what: Act) -> dict[str, Any]:
    """What a step brings beside who, when and why."""
    brought = {name: asdict(what)[name] for name in ("department", "days", "answer", "grade", "into")}
    return {name: value for name, value in brought.items() if value is not None}


def _merge_target(connection: Connection, ticket: Ticket, number: str | None, book: Rules) -> Ticket:
    # Locked one after the other by whoever merges; two merges into each other would wait for ever,
    # but PostgreSQL ends one of them with an error, and the ticket is then over for it anyway.
    target = locked(connection, number) if number else None
    if target is None or target.id == ticket.id or not book.states[target.status].open:
        raise MergeImpossible()
    return target


def _put_rating(connection: Connection, ticket: Ticket, what: Act) -> None:
    """A later rating of the same answer replaces an earlier one."""
    key = (ratings.c.ticket_id == ticket.id, ratings.c.round == ticket.standing.reopened)
    connection.execute(sa.delete(ratings).where(*key))
    connection.execute(
        sa.insert(ratings).values(
            ticket_id=ticket.id,
            round=ticket.standing.reopened,
            grade=what.grade,
            reason=what.why,
            at=what.at,
        )
    )


def merged_numbers(connection: Connection, found: Sequence[Ticket]) -> Mapping[int, str]:
    """The numbers of the tickets that these were merged into, by row id."""
    ids = {ticket.merged_into for ticket in found if ticket.merged_into is not None}
    rows = connection.execute(sa.select(tickets.c.id, tickets.c.number).where(tickets.c.id.in_(ids)))
    return {row.id: row.number for row in rows}
