"""Which original each content file was made from; the bytes lie in the data folder under their checksum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.publishing.errors import FileUnknown
from actions.publishing.tables import publishing_attachments

_T = publishing_attachments


@dataclass(frozen=True)
class Attachment:
    """An original."""

    path: str
    name: str
    sha256: str
    size: int
    added_by: str
    added_at: datetime
    #: When a person confirmed what was read from it.
    confirmed_at: datetime | None = None


def add(connection: Connection, attachment: Attachment) -> None:
    """Enter an original, once for each file."""
    here = (_T.c.path == attachment.path) & (_T.c.sha256 == attachment.sha256)
    connection.execute(sa.delete(_T).where(here))
    row = {**vars(attachment), "name": attachment.name[:200]}
    connection.execute(sa.insert(_T).values(**row))


def of(connection: Connection, path: str) -> list[Attachment]:
    """Originals of a content file, newest first."""
    rows = connection.execute(sa.select(_T).where(_T.c.path == path).order_by(_T.c.number.desc()))
    return [_attachment(row) for row in rows]


def moved(connection: Connection, before: str, after: str) -> None:
    """A content file got another name."""
    connection.execute(sa.update(_T).where(_T.c.path == before).values(path=after))


def confirm(connection: Connection, path: str, at: datetime) -> None:
    """A person has looked at what was read from the originals of a file."""
    here = (_T.c.path == path) & _T.c.confirmed_at.is_(None)
    connection.execute(sa.update(_T).where(here).values(confirmed_at=at))


def unconfirmed(connection: Connection, paths: Iterable[str]) -> list[str]:
    """Those of the files that came from an original which nobody has looked at."""
    here = _T.c.path.in_(list(paths)) & _T.c.confirmed_at.is_(None)
    return sorted(set(connection.scalars(sa.select(_T.c.path).where(here))))


def same(connection: Connection, sha256: str) -> list[str]:
    """The files that came from this very original."""
    return sorted(set(connection.scalars(sa.select(_T.c.path).where(_T.c.sha256 == sha256))))


def get(connection: Connection, sha256: str) -> Attachment:
    """An original by its checksum; :class:`FileUnknown` when there is none."""
    row = connection.execute(sa.select(_T).where(_T.c.sha256 == sha256).order_by(_T.c.number)).first()
    if row is None:
        raise FileUnknown()
    return _attachment(row)


def _attachment(row: sa.Row[Any]) -> Attachment:
    return Attachment(row.path, row.name, row.sha256, row.size, row.added_by, row.added_at, row.confirmed_at)
