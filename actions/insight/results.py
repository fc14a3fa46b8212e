"""What computations found, kept until the next run; and what staff set: marks of questions, allowed hosts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.insight.tables import insight_hosts, insight_marks, insight_results
from actions.staff import audit
from actions.staff.audit import Entry
from actions.storage.chat import chat_messages
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


def forget(connection: Connection, texts: Collection[str]) -> None:
    """Take questions out of what the latest run found: the conversations that they stood in are deleted.

    A wording that somebody else used, too, stays. The words of the rating may be anybody's and go.
    """
    result = kept(connection, "questions")
    gone = {key_of(text): text for text in texts}
    listed = {
        key
        for groups in (result.content.values() if result else ())
        for group in groups
        for key in group["keys"]
    }
    gone = {key: text for key, text in gone.items() if key in listed}
    if result is None or not gone:
        return
    said = set(
        connection.scalars(sa.select(chat_messages.c.text).where(chat_messages.c.text.in_(gone.values())))
    )
    lost = {key for key, text in gone.items() if text not in said}
    content = {
        name: [left for group in groups if (left := _without(group, lost)) is not None]
        for name, groups in result.content.items()
    }
    here = insight_results.c.name == "questions"
    connection.execute(sa.update(insight_results).where(here).values(content=content))


def _without(group: dict[str, Any], lost: set[str]) -> dict[str, Any] | None:
    """A group without some wordings; ``None`` when nobody could tell any more what it was about."""
    if not lost & {*group["keys"]}:
        return group
    examples = [text for text in group["examples"] if key_of(text) not in lost]
    if not examples:
        return None
    keys = [key for key in group["keys"] if key not in lost]
    return {**group, "title": examples[0], "examples": examples, "keys": keys, "reasons": []}


def mark(connection: Connection, keys: Iterable[str], state: str, at: datetime, actor: str) -> None:
    """Say of questions that they are done or not ours. The record outlives the words, so it has none."""
    keys = list(dict.fromkeys(keys))
    for key in keys:
        connection.execute(sa.delete(insight_marks).where(insight_marks.c.key == key))
        connection.execute(sa.insert(insight_marks).values(key=key, state=state, actor=actor, at=at))
    after = {"结果": MARKS[state], "问法": len(keys)}
    audit.record(connection, Entry(at, actor, "question.mark", f"question:{keys[0][:12]}", after=after))


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
