"""The dialogue server's own record of conversations, as far as it must forget some of them.

Rasa's SQL tracker store keeps every event, slots among them, in the table ``events`` under the
conversation's ``sender_id``; nothing of a conversation stands anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url

_events = sa.table("events", sa.column("sender_id", sa.String))
_AT_ONCE = 500


def tracker_url(where: str) -> str:
    """``TRACKER_DB`` as an address: a path is a SQLite file."""
    return where if "://" in where else f"sqlite:///{Path(where).absolute()}"


def exists(url: str) -> bool:
    """Whether there is a store yet; asking must not make an empty file."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(str(parsed.database)).is_file()


def forget(connection: Connection, senders: Sequence[str]) -> int:
    """Delete all events of these conversations; how many."""
    if not sa.inspect(connection).has_table("events"):
        return 0
    if connection.dialect.name == "sqlite":
        # Deleted rows are overwritten, not only unlinked.
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    gone = 0
    for start in range(0, len(senders), _AT_ONCE):
        some = _events.c.sender_id.in_(senders[start : start + _AT_ONCE])
        gone += connection.execute(sa.delete(_events).where(some)).rowcount
    return gone
