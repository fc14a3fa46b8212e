"""Work for the process that holds the encoder: checks, publications, reverts; now or at a time.

What is scheduled is a job with a later time. A job that was running when the process died runs again:
each of them can be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.publishing.tables import publishing_jobs

CHECK, PUBLISH, REVERT = "check", "publish", "revert"
QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"

_T = publishing_jobs


@dataclass(frozen=True)
class Job:
    """One piece of work and how far it is."""

    number: int
    kind: str
    subject: int
    actor: str
    reason: str
    state: str
    due_at: datetime
    done: int
    total: int
    message: str
    finished_at: datetime | None

    @property
    def waiting(self) -> bool:
        """Whether it is still to be finished."""
        return self.state in (QUEUED, RUNNING)


def add(
    connection: Connection, kind: str, subject: int, actor: str, due_at: datetime, reason: str = ""
) -> int:
    """Queue a job unless the same one waits already; its number."""
    same = (_T.c.kind == kind) & (_T.c.subject == subject) & (_T.c.state == QUEUED)
    waiting = connection.execute(sa.select(_T.c.number).where(same, _T.c.due_at <= due_at)).scalar()
    if waiting is not None:
        return int(waiting)
    row = {"kind": kind, "subject": subject, "actor": actor, "reason": reason, "state": QUEUED, "due_at": due_at,
           "done": 0, "total": 0, "message": ""}  # fmt: skip
    key = connection.execute(sa.insert(_T).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def cancel(connection: Connection, kind: str, subject: int, at: datetime) -> None:
    """Take queued jobs back."""
    here = (_T.c.kind == kind) & (_T.c.subject == subject) & (_T.c.state == QUEUED)
    values = {"state": FAILED, "message": "已取消", "finished_at": at}
    connection.execute(sa.update(_T).where(here).values(**values))


def due(connection: Connection, at: datetime) -> bool:
    """Whether anything is to be done now: asked often, and without the write lock."""
    query = sa.select(_T.c.number).where(_T.c.state == QUEUED, _T.c.due_at <= at).limit(1)
    return connection.execute(query).first() is not None


def claim(connection: Connection, at: datetime) -> Job | None:
    """The job that is due longest, now running; ``None`` when there is none."""
    query = sa.select(_T).where(_T.c.state == QUEUED, _T.c.due_at <= at).order_by(_T.c.due_at, _T.c.number)
    for row in connection.execute(query.limit(5)).all():
        here = (_T.c.number == row.number) & (_T.c.state == QUEUED)
        # Another process may have been quicker.
        if connection.execute(sa.update(_T).where(here).values(state=RUNNING)).rowcount == 1:
            return _job(row)
    return None


def requeue(connection: Connection) -> None:
    """Whatever was running when the process died is to run again."""
    connection.execute(sa.update(_T).where(_T.c.state == RUNNING).values(state=QUEUED, done=0))


def progress(connection: Connection, number: int, done: int, total: int) -> None:
    """How far a job is."""
    connection.execute(sa.update(_T).where(_T.c.number == number).values(done=done, total=total))


def finish(connection: Connection, number: int, ok: bool, message: str, at: datetime) -> None:
    """What came of a job."""
    values = {"state": DONE if ok else FAILED, "message": message, "finished_at": at}
    connection.execute(sa.update(_T).where(_T.c.number == number).values(**values))


def latest(connection: Connection, subject: int, *kinds: str) -> Job | None:
    """The newest job of these kinds for a draft or publication."""
    query = sa.select(_T).where(_T.c.subject == subject, _T.c.kind.in_(kinds)).order_by(_T.c.number.desc())
    row = connection.execute(query.limit(1)).first()
    return _job(row) if row is not None else None


def get(connection: Connection, number: int) -> Job | None:
    """A job by its number."""
    row = connection.execute(sa.select(_T).where(_T.c.number == number)).first()
    return _job(row) if row is not None else None


def _job(row: sa.Row[Any]) -> Job:
    return Job(row.number, row.kind, row.subject, row.actor, row.reason, row.state, row.due_at, row.done, row.total,
               row.message, row.finished_at)  # fmt: skip
