"""The desk's view: the queue with its filters, counts, and the table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import store
from actions.hotline.numbers import spaced
from actions.hotline.rules import Rules, Status
from actions.hotline.tables import tickets
from actions.hotline.ticket import Ticket, from_row
from actions.hotline.workdays import Calendar
from knowledge.city_time import CHINA

PAGE = 50
#: Formulas begin with these; a spreadsheet would run what a resident wrote.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Filter:
    """Which tickets; what is not set does not matter."""

    statuses: frozenset[Status] = frozenset()
    department: str | None = None
    kind: str | None = None
    category: str | None = None
    town: str | None = None
    urgent: bool | None = None
    overdue: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    #: A number, or words of the text or place.
    words: str | None = None


@dataclass(frozen=True)
class Counts:
    """The desk in figures."""

    by_status: dict[Status, int]
    #: Open tickets by department; None for those without one yet.
    by_department: dict[str | None, int]
    overdue: int
    urgent: int


def queue(
    connection: Connection, wanted: Filter, calendar: Calendar, rules: Rules, now: datetime
) -> list[Ticket]:
    """The tickets wanted: urgent ones first, then by due date, then the longest waiting."""
    found = [from_row(row) for row in connection.execute(store.SELECT.where(*_conditions(wanted)))]
    if wanted.overdue is not None:
        found = [ticket for ticket in found if ticket.is_overdue(calendar, now, rules) is wanted.overdue]

    def order(ticket: Ticket) -> tuple[bool, bool, date, datetime, int]:
        over = not rules.states[ticket.status].open
        return over, not ticket.urgent, ticket.due(calendar) or date.max, ticket.created_at, ticket.id

    return sorted(found, key=order)


def page(found: Sequence[Ticket], number: int, size: int = PAGE) -> Sequence[Ticket]:
    """A page of the queue; the first is 1."""
    start = (max(1, number) - 1) * size
    return found[start : start + size]


def counts(connection: Connection, calendar: Calendar, rules: Rules, now: datetime) -> Counts:
    """How many tickets stand where, who has open ones, how many are late."""
    grouped = connection.execute(sa.select(tickets.c.status, sa.func.count()).group_by(tickets.c.status))
    by_status = dict.fromkeys(Status, 0) | {Status(status): count for status, count in grouped}
    still_open = queue(connection, Filter(statuses=rules.open()), calendar, rules, now)
    return Counts(
        by_status,
        dict(Counter(ticket.department for ticket in still_open)),
        sum(ticket.is_overdue(calendar, now, rules) for ticket in still_open),
        sum(ticket.urgent for ticket in still_open),
    )


HEADINGS = (
    "工单编号 类型 类别 承办单位 状态 紧急 提交时间 到期日 超期 镇街代码 村社区代码 地点 内容 答复"
).split()


def to_csv(found: Iterable[Ticket], calendar: Calendar, rules: Rules, now: datetime) -> str:
    """The tickets as a table without contacts; begins with a mark by which spreadsheets know UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADINGS)
    for ticket in found:
        due = ticket.due(calendar)
        writer.writerow(
            _cell(value)
            for value in (
                spaced(ticket.number),
                ticket.kind.value,
                ticket.category,
                ticket.department,
                rules.status_name(ticket.status),
                "是" if ticket.urgent else "",
                ticket.created_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
                due.isoformat() if due else "",
                "是" if ticket.is_overdue(calendar, now, rules) else "",
                ticket.town,
                ticket.village,
                ticket.place,
                ticket.text,
                ticket.answer,
            )
        )
    return "\ufeff" + written.getvalue()


def _cell(value: str | None) -> str:
    text = value or ""
    return "'" + text if text.startswith(_FORMULA) else text


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    column = tickets.c
    chosen: list[sa.ColumnElement[bool]] = []
    if wanted.statuses:
        chosen.append(column.status.in_([status.value for status in wanted.statuses]))
    for name in ("department", "kind", "category", "town", "urgent"):
        value = getattr(wanted, name)
        if value is not None:
            chosen.append(column[name] == value)
    if wanted.since is not None:
        chosen.append(column.created_at >= wanted.since)
    if wanted.until is not None:
        chosen.append(column.created_at <= wanted.until)
    if wanted.words:
        found_in = (column.number, column.text, column.place)
        chosen.append(sa.or_(*(part.contains(wanted.words, autoescape=True) for part in found_in)))
    return chosen
