"""The record can be added to and read, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.staff import audit
from actions.staff.audit import Entry, Filter
from tests.actions.staff.conftest import NOW, Do

FORBIDDEN = ["UPDATE staff_audit SET actor = 'else'", "DELETE FROM staff_audit"]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_database_refuses_to_change_the_record(do: Do, statement: str) -> None:
    do(audit.record, Entry(NOW, "root", "a", "b"))

    def spoil(connection: Connection) -> None:
        connection.execute(sa.text(statement))

    with pytest.raises(sa.exc.DBAPIError, match="only be added to"):
        do(spoil)
    assert do(audit.entries, Filter(), 0, 9)[1] == 1


def test_personal_numbers_do_not_get_into_the_record(do: Do) -> None:
    said = {"phone": "13812345678", "more": ["电话 13812345678"], "n": {"a": 1, "b": None}}
    do(audit.record, Entry(NOW, "root", "a", "ticket:13812345678", said, said, "他的电话 13812345678"))
    (entry,), _ = do(audit.entries, Filter(), 0, 9)
    assert "13812345678" not in str(entry)
    assert entry.after == {"phone": "138****5678", "more": ["电话 138****5678"], "n": {"a": 1, "b": None}}


def test_filters_and_order(do: Do) -> None:
    for number, (actor, action) in enumerate([("a", "x"), ("b", "x"), ("a", "y")]):
        do(audit.record, Entry(NOW + timedelta(days=number), actor, action, f"thing:{number}_%"))

    def seen(wanted: Filter) -> list[str]:
        return [entry.subject for entry in do(audit.entries, wanted, 0, 9)[0]]

    assert seen(Filter()) == ["thing:2_%", "thing:1_%", "thing:0_%"]
    assert seen(Filter(actor="a")) == ["thing:2_%", "thing:0_%"]
    assert seen(Filter(action="x", actor="b")) == ["thing:1_%"]
    assert seen(Filter(subject="1_")) == ["thing:1_%"]
    assert seen(Filter(subject="%1")) == []
    assert seen(Filter(since=NOW + timedelta(days=1), until=NOW + timedelta(days=2))) == ["thing:1_%"]
    assert do(audit.entries, Filter(), 1, 1)[0][0].subject == "thing:1_%"
    assert do(audit.actions_seen) == ["x", "y"]
