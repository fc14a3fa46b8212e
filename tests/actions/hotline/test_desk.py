"""The queue has the urgent and the late first; its table is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from sqlalchemy.engine import Connection

from actions.hotline import desk as view
from actions.hotline.desk import Filter
from actions.hotline.rules import Event, Status, rules
from actions.hotline.workdays import calendar
from tests.actions.hotline.conftest import NOW, Desk

LATE = NOW + timedelta(days=30)


def _texts(connection: Connection, **wanted: object) -> list[str]:
    found = view.queue(connection, Filter(**wanted), calendar(), rules(), LATE)  # type: ignore[arg-type]
    return [ticket.text for ticket in found]


def _fill(desk: Desk) -> None:
    desk.file(text="没有期限", at=NOW)
    soon = desk.file(text="先到期")
    desk.act(soon, Event.ACCEPT, days=3)
    later = desk.file(text="后到期", town="419001002", village=None)
    desk.act(later, Event.ACCEPT, days=60)
    desk.file(text="紧急", urgent=True, kind="投诉", at=NOW + timedelta(hours=2))
    desk.answered(text="已答")


def test_the_queue_is_by_urgency_then_due_date(connection: Connection, desk: Desk) -> None:
    _fill(desk)
    assert _texts(connection) == ["紧急", "先到期", "后到期", "没有期限", "已答"]


def test_filters(connection: Connection, desk: Desk) -> None:
    _fill(desk)
    assert _texts(connection, overdue=True) == ["先到期"]
    assert _texts(connection, urgent=True) == ["紧急"]
    assert _texts(connection, kind="投诉") == ["紧急"]
    assert _texts(connection, town="419001002") == ["后到期"]
    assert _texts(connection, department="城市管理部门") == ["已答"]
    assert _texts(connection, statuses=frozenset({Status.ACCEPTED})) == ["先到期", "后到期"]
    assert _texts(connection, words="到期") == ["先到期", "后到期"]
    assert _texts(connection, words="%") == []
    assert _texts(connection, since=NOW + timedelta(hours=1)) == ["紧急"]
    assert _texts(connection, until=NOW - timedelta(hours=1)) == []


def test_counts(connection: Connection, desk: Desk) -> None:
    _fill(desk)
    counts = view.counts(connection, calendar(), rules(), LATE)
    assert {status: count for status, count in counts.by_status.items() if count} == {
        Status.PENDING: 2,
        Status.ACCEPTED: 2,
        Status.ANSWERED: 1,
    }
    assert (counts.by_department, counts.overdue, counts.urgent) == ({None: 4}, 1, 1)


def test_pages() -> None:
    assert list(view.page([], 3)) == []
    assert view.page("abcdefg", 2, 3) == "def"  # type: ignore[arg-type]
    assert view.page("abc", 0, 2) == "ab"  # type: ignore[arg-type]


def test_the_table_is_safe_and_has_no_contacts(connection: Connection, desk: Desk) -> None:
    ticket = desk.file(text='=HYPERLINK("http://x")', place='-1+1,\n"引号"')
    desk.act(ticket, Event.ACCEPT, days=3)
    found = view.queue(connection, Filter(), calendar(), rules(), LATE)
    table = view.to_csv(found, calendar(), rules(), LATE)
    assert table.startswith("\ufeff")
    [heading, row] = csv.reader(io.StringIO(table.removeprefix("\ufeff")))
    line = dict(zip(heading, row, strict=True))
    assert line["内容"] == '\'=HYPERLINK("http://x")'
    assert line["地点"] == '\'-1+1,\n"引号"'
    assert (line["状态"], line["到期日"], line["超期"]) == ("已受理", "2026-03-05", "是")
    assert "13800001234" not in table
    assert "测试人" not in table
