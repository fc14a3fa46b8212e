"""Counting attempts by subject in the database, so that a limit holds across processes."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables

WINDOW = timedelta(hours=1)


def subject(kind: str, name: str) -> str:
    """What is counted, without keeping the name itself."""
    return hashlib.sha256(f"{kind}\0{name}".encode()).hexdigest()


def exhausted(connection: Connection, who: str, limit: int, now: datetime) -> bool:
    """Whether a subject has used up its attempts of the last hour."""
    attempts = tables.attempts
    since = (attempts.c.subject == who) & (attempts.c.at > now - WINDOW)
    count = connection.scalar(sa.select(sa.func.count()).select_from(attempts).where(since))
    return (count or 0) >= limit


def count(connection: Connection, who: str, now: datetime) -> None:
    """Count an attempt; forget those that matter no more."""
    attempts = tables.attempts
    connection.execute(sa.delete(attempts).where(attempts.c.at <= now - WINDOW))
    connection.execute(sa.insert(attempts).values(subject=who, at=now))
