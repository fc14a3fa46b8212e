"""One row of the registry, changed by hand: corrected, revoked, restored. Each kind says what may change.

What is revoked keeps its record. Visits that were registered before are judged anew when the inspectors
arrive: a certificate, an item or a standing that went meanwhile shows at the door.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from actions.inspection import registry, tables
from actions.inspection.cells import (
    Cells,
    LineFault,
    day,
    day_or_none,
    filled,
    key_of,
    listed,
    number,
    written,
)
from actions.inspection.credit_code import masked_credit_code
from actions.inspection.facts import is_published
from actions.inspection.registry import BASIS_KINDS, inspector_from
from actions.inspection.vocabulary import named, vocabulary


class Kind(ABC):
    """How rows of a kind are changed; ``row`` is the row as it is, locked."""

    table: ClassVar[sa.Table]
    #: What revoking and restoring are called; without the second there is no way back.
    words: ClassVar[tuple[str, str]]

    @abstractmethod
    def fixed(self, row: RowMapping) -> Cells:
        """What names the row and cannot be changed."""

    @abstractmethod
    def cells(self, connection: Connection, row: RowMapping) -> Cells:
        """What can be changed, as it is now."""

    @abstractmethod
    def edit(self, connection: Connection, row: RowMapping, cells: Cells) -> Mapping[str, Any]:
        """The new values of the columns."""

    @abstractmethod
    def holds(self, row: RowMapping, now: datetime) -> bool:
        """Whether it holds, that is, can be revoked."""

    @abstractmethod
    def turned(self, row: RowMapping, now: datetime, *, on: bool) -> Mapping[str, Any] | None:
        """The values that restore or revoke it; None when the row goes."""


class Enterprises(Kind):
    """Dissolved or moved away: registered for no more visits."""

    table, words = tables.enterprises, ("注销", "恢复")

    def fixed(self, row: RowMapping) -> Cells:
        """The credit code, as far as it may be shown."""
        return {"统一社会信用代码": masked_credit_code(row["credit_code"])}

    def cells(self, connection: Connection, row: RowMapping) -> Cells:
        """Name, class, and where one-time codes are sent."""
        klass = named(vocabulary().classes, row["class"])
        return {"名称": row["name"], "检查类别": klass, "联系方式": row["contact"] or ""}

    def edit(self, connection: Connection, row: RowMapping, cells: Cells) -> Mapping[str, Any]:
        """The class is one of the vocabulary."""
        filled(cells, "名称")
        klass = key_of(vocabulary().classes, cells["检查类别"], "检查类别")
        return {"name": cells["名称"], "class": klass, "contact": cells["联系方式"] or None}

    def holds(self, row: RowMapping, now: datetime) -> bool:
        """Until it is closed."""
        return row["closed_at"] is None

    def turned(self, row: RowMapping, now: datetime, *, on: bool) -> Mapping[str, Any]:
        """From now."""
        return {"closed_at": None if on else now}


class Agencies(Kind):
    """Without confirmed standing an agency registers nothing and enters nowhere."""

    table, words = tables.agencies, ("取消检查资格", "恢复检查资格")

    def fixed(self, row: RowMapping) -> Cells:
        """Accounts and keys are bound to the identifier."""
        return {"编号": row["id"]}

    def cells(self, connection: Connection, row: RowMapping) -> Cells:
        """Name, standing, remit."""
        remits = tables.remits
        held = sa.select(remits.c.item_id).where(remits.c.agency_id == row["id"]).order_by(remits.c.item_id)
        return {
            "名称": row["name"],
            "公告日期": written(row["confirmed_at"]),
            "职责事项编号": "、".join(connection.scalars(held)),
        }

    def edit(self, connection: Connection, row: RowMapping, cells: Cells) -> Mapping[str, Any]:
        """The remit is replaced as a whole."""
        filled(cells, "名称")
        confirmed = day_or_none(cells["公告日期"])
        wanted = dict.fromkeys(listed(cells["职责事项编号"]))
        known = set(connection.scalars(sa.select(tables.items.c.id).where(tables.items.c.id.in_(wanted))))
        for one in wanted:
            if one not in known:
                raise LineFault(f"登记库里没有编号为“{one}”的检查事项")
        connection.execute(sa.delete(tables.remits).where(tables.remits.c.agency_id == row["id"]))
        if wanted:
            registry.add_remit(connection, row["id"], list(wanted))
        return {"name": cells["名称"], "confirmed_at": confirmed}

    def holds(self, row: RowMapping, now: datetime) -> bool:
        """From the day on which its standing was made public."""
        return row["confirmed_at"] is not None and row["confirmed_at"] <= now

    def turned(self, row: RowMapping, now: datetime, *, on: bool) -> Mapping[str, Any]:
        """From now."""
        return {"confirmed_at": now if on else None}


class Items(Kind):
    """What is off the public list may not be inspected."""

    table, words = tables.items, ("取消公布", "公布")

    def fixed(self, row: RowMapping) -> Cells:
        """Visits and remits refer to the identifier."""
        return {"编号": row["id"]}

    def cells(self, connection: Connection, row: RowMapping) -> Cells:
        """Name and basis."""
        kind = named(BASIS_KINDS, row["basis_kind"])
        return {"名称": row["name"], "依据": row["basis"], "依据种类": kind}

    def edit(self, connection: Connection, row: RowMapping, cells: Cells) -> Mapping[str, Any]:
        """An item rests on law."""
        filled(cells, "名称", "依据")
        kind = key_of(BASIS_KINDS, cells["依据种类"], "依据种类")
        return {"name": cells["名称"], "basis": cells["依据"], "basis_kind": kind}

    def holds(self, row: RowMapping, now: datetime) -> bool:
        """While it is public."""
        return is_published(row["published_at"], row["withdrawn_at"], now)

    def turned(self, row: RowMapping, now: datetime, *, on: bool) -> Mapping[str, Any]:
        """From now."""
        return {"published_at": now, "withdrawn_at": None} if on else {"withdrawn_at": now}


class Inspectors(Kind):
    """A certificate that is revoked opens no door, whatever was registered before."""

    table, words = tables.inspectors, ("注销执法资格", "恢复执法资格")

    def fixed(self, row: RowMapping) -> Cells:
        """A certificate belongs to one person of one agency."""
        return {"执法证号": row["certificate"], "机关编号": row["agency_id"]}

    def cells(self, connection: Connection, row: RowMapping) -> Cells:
        """Name, and until when the certificate holds."""
        return {"姓名": row["name"], "有效期至": written(row["valid_until"])}

    def edit(self, connection: Connection, row: RowMapping, cells: Cells) -> Mapping[str, Any]:
        """An empty day is no end."""
        filled(cells, "姓名")
        return {"name": cells["姓名"], "valid_until": day_or_none(cells["有效期至"])}

    def holds(self, row: RowMapping, now: datetime) -> bool:
        """Until it is revoked; one that has run out needs another day, not restoring."""
        inspector = inspector_from(row)
        return inspector.revoked_at is None or inspector.revoked_at > now

    def turned(self, row: RowMapping, now: datetime, *, on: bool) -> Mapping[str, Any]:
        """From now."""
        return {"revoked_at": None if on else now}


class Caps(Kind):
    """Without a cap visits are counted, and none is over."""

    table, words = tables.caps, ("删除这条上限", "")

    def fixed(self, row: RowMapping) -> Cells:
        """Whom it caps."""
        return {"机关编号": row["agency_id"], "检查类别": named(vocabulary().classes, row["class"])}

    def cells(self, connection: Connection, row: RowMapping) -> Cells:
        """How often."""
        return {"每年次数": str(row["per_year"])}

    def edit(self, connection: Connection, row: RowMapping, cells: Cells) -> Mapping[str, Any]:
        """A whole number."""
        return {"per_year": number(cells["每年次数"], "每年次数")}

    def holds(self, row: RowMapping, now: datetime) -> bool:
        """As long as it is there."""
        return True

    def turned(self, row: RowMapping, now: datetime, *, on: bool) -> None:
        """It goes."""


class Plans(Kind):
    """A plan that is not approved carries no special inspection."""

    table, words = tables.plans, ("撤销批准", "恢复批准")

    def fixed(self, row: RowMapping) -> Cells:
        """Whose plan for which year."""
        kind = vocabulary().types.get(row["type"])
        name = kind.name if kind else row["type"]
        return {"机关编号": row["agency_id"], "年份": str(row["year"]), "检查类型": name}

    def cells(self, connection: Connection, row: RowMapping) -> Cells:
        """Title and approval."""
        return {"名称": row["title"], "批准日期": written(row["approved_at"])}

    def edit(self, connection: Connection, row: RowMapping, cells: Cells) -> Mapping[str, Any]:
        """A plan has a day of approval."""
        filled(cells, "名称", "批准日期")
        return {"title": cells["名称"], "approved_at": day(cells["批准日期"])}

    def holds(self, row: RowMapping, now: datetime) -> bool:
        """From its approval."""
        return row["approved_at"] is not None

    def turned(self, row: RowMapping, now: datetime, *, on: bool) -> Mapping[str, Any]:
        """From now."""
        return {"approved_at": now if on else None}


KINDS: Mapping[str, Kind] = {
    "enterprises": Enterprises(),
    "agencies": Agencies(),
    "items": Items(),
    "inspectors": Inspectors(),
    "caps": Caps(),
    "plans": Plans(),
}
