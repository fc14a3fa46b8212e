"""For whom a member of staff acts in inspections, and their work as one transaction on the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import access
from actions.inspection.access import SUPERVISION, Action, Actor, Role
from actions.inspection.errors import NotAllowed
from actions.inspection.lists import agency_named
from actions.inspection.visits import Visit, visit
from actions.staff import audit
from actions.staff.accounts import Account
from actions.staff.audit import Entry
from bot.web.console.access import STAFF
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Parts

READ, REGISTER, SUPERVISE = "inspections.read", "inspections.register", "inspections.supervise"
T = TypeVar("T")


def actor_of(connection: Connection, account: Account) -> Actor:
    """Supervision for those who supervise; else the agency that the account is bound to, if it is registered."""
    if account.may(SUPERVISE):
        return SUPERVISION
    return Actor(Role.AGENCY, agency_named(connection, account.agency) if account.agency else "")


async def working(
    parts: Parts,
    request: web.Request,
    work: Callable[[Connection, Actor], T],
    done: str = "",
    subject: str = "",
) -> T:
    """Run ``work`` for whoever asks; what it changes is on record as ``done``."""

    def transaction(connection: Connection) -> T:
        account = request[STAFF]
        found = work(connection, actor_of(connection, account))
        if done:
            audit.record(connection, Entry(parts.clock(), account.name, done, subject))
        return found

    try:
        return await parts.database.write(transaction)
    except NotAllowed:
        # Whether it exists is nobody's business who may not see it.
        raise PageUnknown() from None


def allowed_visit(connection: Connection, actor: Actor, visit_id: str, action: Action) -> Visit:
    """The visit, if this actor may do this to it."""
    found = visit(connection, visit_id)
    if found is None:
        raise NotAllowed
    access.require(actor, action, access.of_visit(found))
    return found
