"""Photos in the database: waiting for their draft to be filed, then part of the ticket."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline.errors import TooManyPhotos
from actions.hotline.photos import Photo
from actions.hotline.rules import rules
from actions.hotline.tables import photos
from actions.hotline.ticket import Ticket

#: A draft is resumed within a day or not at all.
WAITING = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """A photo in the database, without its content."""

    id: str
    width: int
    height: int
    media_type: str


def keep(connection: Connection, sender: str, photo: Photo, now: datetime) -> str:
    """Keep a photo for the sender's next ticket; its id. The same picture again is the same photo."""
    waiting = (photos.c.sender == sender, photos.c.ticket_id.is_(None))
    known = connection.execute(sa.select(photos.c.id, photos.c.sha256).where(*waiting)).all()
    same = next((row.id for row in known if row.sha256 == photo.sha256), None)
    if same is not None:
        return str(same)
    limit = rules().limits.photos
    if len(known) >= limit:
        raise TooManyPhotos(limit=limit)
    photo_id = secrets.token_hex(16)
    connection.execute(
        sa.insert(photos).values(
            id=photo_id,
            sender=sender,
            sha256=photo.sha256,
            media_type=photo.media_type,
            width=photo.width,
            height=photo.height,
            content=photo.content,
            created_at=now,
        )
    )
    return photo_id


def waiting(connection: Connection, sender: str) -> list[Kept]:
    """The photos that wait for the sender's ticket, oldest first."""
    return _kept(connection, photos.c.sender == sender, photos.c.ticket_id.is_(None))


def of_ticket(connection: Connection, ticket: Ticket) -> list[Kept]:
    """The photos of a ticket."""
    return _kept(connection, photos.c.ticket_id == ticket.id)


def content(connection: Connection, photo_id: str) -> tuple[str, bytes] | None:
    """Media type and bytes of a photo."""
    query = sa.select(photos.c.media_type, photos.c.content).where(photos.c.id == photo_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.media_type, row.content)


def take(connection: Connection, sender: str, wanted: Collection[str]) -> list[Photo]:
    """Hand over photos that wait for this sender, oldest first: they are no longer kept here."""
    mine = (photos.c.sender == sender, photos.c.ticket_id.is_(None), photos.c.id.in_(wanted))
    query = sa.select(photos.c.content, photos.c.width, photos.c.height, photos.c.media_type)
    ordered = query.where(*mine).order_by(photos.c.created_at, photos.c.id)
    taken = [Photo(*row) for row in connection.execute(ordered)]
    connection.execute(sa.delete(photos).where(*mine))
    return taken


def discard(connection: Connection, sender: str) -> int:
    """Delete the photos that wait for this sender's ticket; how many."""
    mine = (photos.c.sender == sender, photos.c.ticket_id.is_(None))
    return int(connection.execute(sa.delete(photos).where(*mine)).rowcount)


def forget(connection: Connection, now: datetime) -> int:
    """Delete photos whose draft was never filed; how many."""
    old = (photos.c.ticket_id.is_(None), photos.c.created_at <= now - WAITING)
    return int(connection.execute(sa.delete(photos).where(*old)).rowcount)


def _kept(connection: Connection, *which: sa.ColumnElement[bool]) -> list[Kept]:
    columns = (photos.c.id, photos.c.width, photos.c.height, photos.c.media_type)
    found = connection.execute(sa.select(*columns).where(*which).order_by(photos.c.created_at, photos.c.id))
    return [Kept(*row) for row in found]
