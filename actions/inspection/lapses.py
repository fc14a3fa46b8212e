"""What went between registering a visit and the door: certificates, items, an agency's standing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables
from actions.inspection.facts import is_published
from actions.inspection.registry import Inspector
from actions.inspection.visits import Visit
from actions.inspection.vocabulary import numbers


@dataclass(frozen=True)
class Lapses:
    """What of a visit holds no longer."""

    #: People whose certificate was revoked or has run out.
    inspectors: tuple[Inspector, ...] = ()
    #: Identifiers of items that are off the list, or out of their agency's remit.
    items: frozenset[str] = frozenset()
    #: Agencies that lost their standing, or have no item left.
    agencies: tuple[str, ...] = ()
    #: Agencies that have too few people left.
    short: tuple[str, ...] = ()


NOTHING = Lapses()


def lapses(connection: Connection, found: Visit, now: datetime) -> Lapses:
    """Judged as of now, whatever it was when the visit was registered."""
    gone = _items(connection, found, now)
    standing = _standing(connection, found, now)
    valid = found.valid_inspectors(now)
    busy = {one.agency_id for one in found.items if one.id not in gone}
    count = {agency: sum(one.agency_id == agency for one in valid) for agency in found.agencies}
    return Lapses(
        tuple(one for one in found.inspectors if one not in valid),
        gone,
        tuple(agency for agency in found.agencies if agency not in standing or agency not in busy),
        tuple(agency for agency in found.agencies if count[agency] < numbers().inspectors_least),
    )


def _items(connection: Connection, found: Visit, now: datetime) -> frozenset[str]:
    items, remits = tables.items, tables.remits
    rows = connection.execute(sa.select(items).where(items.c.id.in_([one.id for one in found.items])))
    public = {row.id for row in rows if is_published(row.published_at, row.withdrawn_at, now)}
    held = sa.select(remits.c.agency_id, remits.c.item_id).where(remits.c.agency_id.in_(found.agencies))
    remit = {tuple(row) for row in connection.execute(held)}
    return frozenset(
        one.id for one in found.items if one.id not in public or (one.agency_id, one.id) not in remit
    )


def _standing(connection: Connection, found: Visit, now: datetime) -> set[str]:
    agencies = tables.agencies
    where = (agencies.c.id.in_(found.agencies), agencies.c.confirmed_at <= now)
    return set(connection.scalars(sa.select(agencies.c.id).where(*where)))
