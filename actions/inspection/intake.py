"""The registry from tables: each line is checked by the core, each fault is told with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import registry
from actions.inspection.cells import Cells, LineFault, day, day_or_none, filled, key_of, listed, number
from actions.inspection.errors import InspectionError
from actions.inspection.registry import AGENCY_KINDS, BASIS_KINDS
from actions.inspection.vocabulary import vocabulary

MOST_LINES = 5_000


@dataclass(frozen=True)
class Table:
    """A kind of table: its name, its columns, and how a line of it is taken."""

    title: str
    columns: tuple[str, ...]
    take: Callable[[Connection, Cells, datetime], None]


@dataclass(frozen=True)
class Taken:
    """What came of a file: lines taken, and faults with their line. With a fault nothing is taken."""

    lines: int
    faults: tuple[tuple[int, str], ...]


class _Faulty(Exception):
    """Rolls the lines back that were taken before a fault."""


def take(connection: Connection, kind: str, text: str, now: datetime) -> Taken:
    """Take a whole file, or nothing of it."""
    table = TABLES[kind]
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    missing = [name for name in table.columns if name not in (reader.fieldnames or ())]
    if missing:
        return Taken(0, ((1, f"缺少列：{'、'.join(missing)}"),))
    faults: list[tuple[int, str]] = []
    lines = 0
    try:
        with connection.begin_nested():
            for row in reader:
                lines += 1
                if lines > MOST_LINES:
                    faults.append((reader.line_num, f"一次最多 {MOST_LINES} 行"))
                    break
                fault = _take_line(connection, table, row, now)
                if fault is not None:
                    faults.append((reader.line_num, fault))
            if faults:
                raise _Faulty
    except csv.Error as error:
        return Taken(0, ((reader.line_num, f"这一行读不出来：{error}"),))
    except _Faulty:
        return Taken(0, tuple(faults))
    return Taken(lines, ())


def _take_line(
    connection: Connection, table: Table, row: Mapping[str, str | None], now: datetime
) -> str | None:
    cells = {name: (row.get(name) or "").strip() for name in table.columns}
    try:
        with connection.begin_nested():
            table.take(connection, cells, now)
    except (InspectionError, LineFault) as error:
        return str(error)
    except sa.exc.IntegrityError:
        return "编号重复，或者写的机关、事项不在登记库里"
    except sa.exc.DataError:
        return "内容太长"
    return None


def _enterprise(connection: Connection, cells: Cells, now: datetime) -> None:
    filled(cells, "统一社会信用代码", "名称")
    klass = key_of(vocabulary().classes, cells["检查类别"], "检查类别")
    registry.add_enterprise(
        connection, cells["统一社会信用代码"], cells["名称"], klass, now, contact=cells["联系方式"] or None
    )


def _agency(connection: Connection, cells: Cells, now: datetime) -> None:
    filled(cells, "编号", "名称")
    kind = key_of({**AGENCY_KINDS, **vocabulary().not_agencies}, cells["性质"], "性质")
    confirmed = day_or_none(cells["公告日期"])
    registry.add_agency(
        connection, cells["编号"], cells["名称"], kind, confirmed, principal_id=cells["委托机关"] or None
    )


def _item(connection: Connection, cells: Cells, now: datetime) -> None:
    filled(cells, "编号", "名称", "依据")
    kind = key_of(BASIS_KINDS, cells["依据种类"], "依据种类")
    published = day_or_none(cells["公布日期"])
    registry.add_item(connection, cells["编号"], cells["名称"], cells["依据"], kind, published_at=published)
    for agency_id in listed(cells["机关编号"]):
        registry.add_remit(connection, agency_id, [cells["编号"]])


def _inspector(connection: Connection, cells: Cells, now: datetime) -> None:
    filled(cells, "机关编号", "姓名", "执法证号")
    roles = {registry.INSPECTOR: "执法人员", **vocabulary().not_inspectors}
    role = key_of(roles, cells["身份"] or "执法人员", "身份")
    until = day_or_none(cells["有效期至"])
    registry.add_inspector(
        connection, cells["机关编号"], cells["姓名"], cells["执法证号"], role=role, valid_until=until
    )


def _cap(connection: Connection, cells: Cells, now: datetime) -> None:
    klass = key_of(vocabulary().classes, cells["检查类别"], "检查类别")
    registry.set_cap(connection, cells["机关编号"], klass, number(cells["每年次数"], "每年次数"))


def _plan(connection: Connection, cells: Cells, now: datetime) -> None:
    filled(cells, "机关编号", "名称", "批准日期")
    kind = key_of({key: one.name for key, one in vocabulary().types.items()}, cells["检查类型"], "检查类型")
    year = number(cells["年份"], "年份", 2199)
    registry.add_plan(connection, cells["机关编号"], year, cells["名称"], kind, day(cells["批准日期"]))


TABLES = {
    "enterprises": Table("企业", ("统一社会信用代码", "名称", "检查类别", "联系方式"), _enterprise),
    "agencies": Table("检查机关", ("编号", "名称", "性质", "公告日期", "委托机关"), _agency),
    "items": Table("检查事项", ("编号", "名称", "依据", "依据种类", "公布日期", "机关编号"), _item),
    "inspectors": Table("检查人员", ("机关编号", "姓名", "执法证号", "身份", "有效期至"), _inspector),
    "caps": Table("年度上限", ("机关编号", "检查类别", "每年次数"), _cap),
    "plans": Table("检查计划", ("机关编号", "年份", "名称", "检查类型", "批准日期"), _plan),
}
