"""Changing one row of the registry: for supervision, locked, told as it was before and is after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from actions.inspection.access import Action, Actor, require
from actions.inspection.amending import KINDS, Kind
from actions.inspection.cells import Cells, LineFault
from actions.inspection.errors import NotAllowed

#: Between the parts of a key that has several.
PARTS = "|"
HOLDS = "效力"


@dataclass(frozen=True)
class Row:
    """A row as people read and change it."""

    kind: str
    key: str
    fixed: Cells
    cells: Cells
    holds: bool
    #: What revoking, or restoring, it is called.
    turn: str

    def document(self) -> dict[str, str]:
        """For the record."""
        return {**self.cells, HOLDS: "有效" if self.holds else "无效"}


@dataclass(frozen=True)
class Change:
    """A row before and after; None when it is gone."""

    before: Row
    after: Row | None


def key_of_row(kind: str, row: RowMapping) -> str:
    """What names a row in an address."""
    return PARTS.join(str(row[column.name]) for column in KINDS[kind].table.primary_key.columns)


def find(connection: Connection, actor: Actor, kind: str, key: str, now: datetime) -> Row:
    """One row; :class:`NotAllowed` for others than supervision, and when it is not there."""
    require(actor, Action.EDIT_REGISTRY)
    return _told(connection, kind, key, _locked(connection, KINDS[kind], key), now)


def edit(connection: Connection, actor: Actor, kind: str, key: str, cells: Cells, now: datetime) -> Change:
    """Correct it; :class:`LineFault` says which cell is wrong, and nothing is changed then."""
    require(actor, Action.EDIT_REGISTRY)
    sort = KINDS[kind]
    row = _locked(connection, sort, key)
    before = _told(connection, kind, key, row, now)
    given = {name: cells.get(name, "").strip() for name in before.cells}
    try:
        with connection.begin_nested():
            values = sort.edit(connection, row, given)
            _check_lengths(sort, values)
            _set(connection, sort, key, values)
    except sa.exc.IntegrityError:
        raise LineFault("名称已经有了，请换一个") from None
    return Change(before, find(connection, actor, kind, key, now))


def turn(connection: Connection, actor: Actor, kind: str, key: str, now: datetime) -> Change:
    """Revoke what holds; restore what does not."""
    require(actor, Action.EDIT_REGISTRY)
    sort = KINDS[kind]
    row = _locked(connection, sort, key)
    before = _told(connection, kind, key, row, now)
    values = sort.turned(row, now, on=not before.holds)
    if values is None:
        connection.execute(sa.delete(sort.table).where(_where(sort, key)))
        return Change(before, None)
    _set(connection, sort, key, values)
    return Change(before, find(connection, actor, kind, key, now))


def _told(connection: Connection, kind: str, key: str, row: RowMapping, now: datetime) -> Row:
    sort = KINDS[kind]
    holds = sort.holds(row, now)
    revoke, restore = sort.words
    return Row(kind, key, sort.fixed(row), sort.cells(connection, row), holds, revoke if holds else restore)


def _locked(connection: Connection, sort: Kind, key: str) -> RowMapping:
    row = connection.execute(sa.select(sort.table).where(_where(sort, key)).with_for_update())
    found = row.mappings().one_or_none()
    if found is None:
        raise NotAllowed
    return found


def _where(sort: Kind, key: str) -> sa.ColumnElement[bool]:
    columns = list(sort.table.primary_key.columns)
    parts = key.rsplit(PARTS, len(columns) - 1)
    if len(parts) != len(columns):
        raise NotAllowed
    return sa.and_(*(column == part for column, part in zip(columns, parts, strict=True)))


def _check_lengths(sort: Kind, values: Mapping[str, object]) -> None:
    """SQLite takes what is too long, PostgreSQL does not, nor the zero character: both are told here."""
    for name, value in values.items():
        longest = getattr(sort.table.c[name].type, "length", None)
        if isinstance(value, str) and (len(value) > (longest or len(value)) or "\0" in value):
            raise LineFault("内容太长，或者有不能用的字符")


def _set(connection: Connection, sort: Kind, key: str, values: Mapping[str, object]) -> None:
    connection.execute(sa.update(sort.table).where(_where(sort, key)).values(**values))
