"""Columns of the tables of this package, as they recur."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from actions.storage.schema import UtcDateTime, metadata


def identifier() -> sa.Column[str]:
    """A random identifier."""
    return sa.Column("id", sa.String(32), primary_key=True)


def text(name: str, length: int, **options: Any) -> sa.Column[str]:
    """Short text, never missing unless said so."""
    return sa.Column(name, sa.String(length), **{"nullable": False, **options})


def words(name: str) -> sa.Column[str]:
    """What somebody wrote, of any length."""
    return sa.Column(name, sa.Text)


def moment(name: str, **options: Any) -> sa.Column[Any]:
    """A moment, in UTC."""
    return sa.Column(name, UtcDateTime, **options)


def to(table: str, name: str, length: int = 32, **options: Any) -> sa.Column[str]:
    """The row of another table of this package."""
    key = sa.ForeignKey(f"inspection_{table}.id")
    return sa.Column(name, sa.String(length), key, **{"nullable": False, **options})


def demo() -> sa.Column[bool]:
    """Whether the row is part of the demonstration."""
    return sa.Column("demo", sa.Boolean, nullable=False)


def table(name: str, *columns: Any) -> sa.Table:
    """A table of this package."""
    return sa.Table(f"inspection_{name}", metadata, *columns)
