"""Photos of a report: drawn anew by ``actions.hotline.photos`` before they come here, for supervision alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline.photos import Photo
from actions.inspection import tables
from actions.inspection.access import Action, Actor, require
from actions.inspection.errors import NotAllowed, Refused
from actions.inspection.registry import new_id
from actions.inspection.vocabulary import numbers


@dataclass(frozen=True)
class Kept:
    """A photo of a case, without its content."""

    id: str
    width: int
    height: int


def keep(connection: Connection, case_id: str, photos: Sequence[Photo]) -> None:
    """Add photos to a case; the same picture twice is one photo."""
    different = list({photo.sha256: photo for photo in photos}.values())
    if len(different) > numbers().photos_most:
        raise Refused.because("too_many_photos", most=numbers().photos_most)
    for place, photo in enumerate(different):
        row = {"id": new_id(), "case_id": case_id, "media_type": photo.media_type, "width": photo.width,
               "height": photo.height, "content": photo.content, "place": place}  # fmt: skip
        connection.execute(sa.insert(tables.photos).values(row))


def of_case(connection: Connection, actor: Actor, case_id: str) -> list[Kept]:
    """The photos of a case, as they were handed in."""
    require(actor, Action.READ_CASE)
    photos = tables.photos
    columns = sa.select(photos.c.id, photos.c.width, photos.c.height)
    return [
        Kept(*row)
        for row in connection.execute(columns.where(photos.c.case_id == case_id).order_by(photos.c.place))
    ]


def content(connection: Connection, actor: Actor, case_id: str, photo_id: str) -> tuple[str, bytes]:
    """Media type and bytes of a photo of this case."""
    require(actor, Action.READ_CASE)
    photos = tables.photos
    query = sa.select(photos.c.media_type, photos.c.content)
    where = (photos.c.id == photo_id, photos.c.case_id == case_id)
    row = connection.execute(query.where(*where)).one_or_none()
    if row is None:
        raise NotAllowed
    return row.media_type, row.content
