"""Where a ticket might go, kept for the desk with its confidence and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline.tables import suggestions
from actions.hotline.ticket import Ticket

if TYPE_CHECKING:  # the desk reads suggestions without the weight of the models that make them
    from actions.hotline.routing import Route


@dataclass(frozen=True)
class Suggestion:
    """Departments with their shares, best first, and why."""

    departments: tuple[tuple[str, float], ...]
    confidence: float
    #: Too uncertain: somebody must decide.
    by_person: bool
    reasons: tuple[str, ...]


def suggest(connection: Connection, ticket: Ticket, route: Route) -> None:
    """Keep what routing says of a new ticket."""
    best = ((route.department, route.departments[0][1]), *route.departments[1:])
    connection.execute(
        sa.insert(suggestions).values(
            ticket_id=ticket.id,
            departments=[list(pair) for pair in best],
            confidence=route.confidence,
            by_person=route.by_person,
            reasons=list(route.reasons),
        )
    )


def suggestion(connection: Connection, ticket: Ticket) -> Suggestion | None:
    """What was kept; None for tickets that came another way."""
    row = connection.execute(sa.select(suggestions).where(suggestions.c.ticket_id == ticket.id)).one_or_none()
    if row is None:
        return None
    pairs = tuple((str(name), float(share)) for name, share in row.departments)
    return Suggestion(pairs, row.confidence, row.by_person, tuple(row.reasons))
