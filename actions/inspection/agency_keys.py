"""Keys by which an agency's own system registers and reads visits over the API. Stored as hashes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables
from actions.inspection.access import Actor, Role
from actions.inspection.registry import new_id

PREFIX = "jsk_"


def create_key(
    connection: Connection, agency_id: str, name: str, now: datetime, expires_at: datetime | None = None
) -> str:
    """A new key, told this once. ``name`` says whose system it is for."""
    key = PREFIX + secrets.token_urlsafe(32)
    row = {
        "id": new_id(),
        "agency_id": agency_id,
        "name": name,
        "key_hash": _hash(key),
        "created_at": now,
        "expires_at": expires_at,
    }
    connection.execute(sa.insert(tables.agency_keys).values(row))
    return key


def agency_of(connection: Connection, key: str, now: datetime) -> Actor | None:
    """The agency that a key acts for, while the key holds."""
    keys = tables.agency_keys
    row = connection.execute(sa.select(keys).where(keys.c.key_hash == _hash(key))).one_or_none()
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return Actor(Role.AGENCY, row.agency_id)


def revoke_keys(connection: Connection, agency_id: str, name: str, now: datetime) -> int:
    """End an agency's keys of this name; how many there were."""
    keys = tables.agency_keys
    where = (keys.c.agency_id == agency_id, keys.c.name == name, keys.c.revoked_at.is_(None))
    return connection.execute(sa.update(keys).where(*where).values(revoked_at=now)).rowcount


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
