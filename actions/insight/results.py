"""What computations found, kept until the next run; and what staff set: marks of questions, allowed hosts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.insight.tables import insight_hosts, insight_marks, insight_results
from actions.staff import audit
from actions.staff.audit import Entry
from knowledge.text.normalise import normalise

DONE = "done"
NOT_OURS = "not_ours"
MARKS = {DONE: "已处理", NOT_OURS: "不归我们答"}
_HOST = re.compile(r"(?=.{4,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,}")


@dataclass(frozen=True)
class Result:
    """The outcome of a run."""

    computed_at: datetime
    content: dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """What was said of a question, and when: asked again later, a question that was done is open again."""

    state: str
    at: datetime


def keep(connection: Connection, name: str, content: dict[str, Any], at: datetime) -> None:
    """Store the outcome of a run in place of the one before."""
    connection.execute(sa.delete(insight_results).where(insight_results.c.name == name))
    connection.execute(sa.insert(insight_results).values(name=name, computed_at=at, content=content))


def kept(connection: Connection, name: str) -> Result | None:
    """The outcome of the latest run."""
    table = insight_results.c
    row = connection.execute(sa.select(table.computed_at, table.content).where(table.name == name)).first()
    return None if row is None else Result(row.computed_at, row.content)


def key_of(question: str) -> str:
    """Names a question by its words, whatever its punctuation and width."""
    words = "".join(char for char in normalise(question).lower() if char.isalnum())
    return hashlib.sha256((words or question).encode()).hexdigest()


def mark(
    connection: Connection, keys: Iterable[str], state: str, subject: str, at: datetime, actor: str
) -> None:
    """Say of questions that they are done or not ours."""
    for key in dict.fromkeys(keys):
        connection.execute(sa.delete(insight_marks).where(insight_marks.c.key == key))
        connection.execute(sa.insert(insight_marks).values(key=key, state=state, actor=actor, at=at))
    audit.record(connection, Entry(at, actor, "question.mark", subject[:80], after={"结果": MARKS[state]}))


def marks(connection: Connection) -> dict[str, Mark]:
    """All marks by the questions' keys."""
    table = insight_marks.c
    rows = connection.execute(sa.select(table.key, table.state, table.at))
    return {row.key: Mark(row.state, row.at) for row in rows}


def hosts(connection: Connection) -> list[str]:
    """The hosts whose links may be looked at."""
    return list(connection.scalars(sa.select(insight_hosts.c.host).order_by(insight_hosts.c.host)))


def host_name(text: str) -> str:
    """A host as it is stored; ``ValueError`` for anything but a public name, such as an address in digits."""
    host = text.strip().lower().rstrip(".")
    if not _HOST.fullmatch(host):
        raise ValueError("请写网站的主机名，如 www.gov.cn；不能写网址、IP 或端口")
    return host


def set_hosts(connection: Connection, wanted: Iterable[str], at: datetime, actor: str) -> None:
    """Allow exactly these hosts."""
    before, after = hosts(connection), sorted({host_name(host) for host in wanted})
    connection.execute(sa.delete(insight_hosts).where(insight_hosts.c.host.not_in(after)))
    for host in sorted({*after} - {*before}):
        connection.execute(sa.insert(insight_hosts).values(host=host, actor=actor, at=at))
    if before != after:
        audit.record(
            connection, Entry(at, actor, "links.allow", "死链检查", {"网站": before}, {"网站": after})
        )
