"""API keys of the systems that may file through Open311; only a hash of each is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline.draft import tidy
from actions.hotline.errors import KeyNameInvalid
from actions.hotline.tables import api_keys

NAME_LIMIT = 64


def add(connection: Connection, name: str, now: datetime) -> str:
    """A new key for a system of this name; told once."""
    tidied = tidy(name)
    taken = sa.select(api_keys.c.id).where(api_keys.c.name == tidied)
    if tidied is None or len(tidied) > NAME_LIMIT or connection.execute(taken).one_or_none() is not None:
        raise KeyNameInvalid()
    key = secrets.token_urlsafe(32)
    connection.execute(sa.insert(api_keys).values(name=tidied, key_hash=_hash(key), created_at=now))
    return key


def find(connection: Connection, key: str) -> int | None:
    """The id of a key that is in force."""
    in_force = (api_keys.c.key_hash == _hash(key), api_keys.c.revoked_at.is_(None))
    found: int | None = connection.execute(sa.select(api_keys.c.id).where(*in_force)).scalar_one_or_none()
    return found


def revoke(connection: Connection, name: str, now: datetime) -> bool:
    """End a key; whether there was one in force."""
    in_force = (api_keys.c.name == name, api_keys.c.revoked_at.is_(None))
    return connection.execute(sa.update(api_keys).where(*in_force).values(revoked_at=now)).rowcount == 1


def names(connection: Connection) -> list[tuple[str, bool]]:
    """All names, and whether their key is in force."""
    columns = (api_keys.c.name, api_keys.c.revoked_at)
    found = connection.execute(sa.select(*columns).order_by(api_keys.c.id))
    return [(row.name, row.revoked_at is None) for row in found]


def _hash(key: str) -> str:
    # A key has 256 random bits: a plain hash is enough.
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
