"""Work for the process that holds the encoder: checks, publications, reverts; now or at a time.

What is scheduled is a job with a later time. A job that was running when the process died runs again:
each of them can be repeated. One that never comes to an end is given up after some attempts.
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
#: A job during which the process died so often is what kills it.
ATTEMPTS = 3
CANCELLED = "已取消"

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
    attempts: int
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
           "attempts": 0, "done": 0, "total": 0, "message": ""}  # fmt: skip
    key = connection.execute(sa.insert(_T).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def cancel(connection: Connection, kind: str, subject: int, at: datetime) -> None:
    """Take queued jobs back."""
    here = (_T.c.kind == kind) & (_T.c.subject == subject) & (_T.c.state == QUEUED)
    values = {"state": FAILED, "message": CANCELLED, "finished_at": at}
    connection.execute(sa.update(_T).where(here).values(**values))


def due(connection: Connection, at: datetime, only: int | None = None) -> bool:
    """Whether anything is to be done now: asked often, and without the write lock."""
    return connection.execute(sa.select(_T.c.number).where(*_due(at, only)).limit(1)).first() is not None


def claim(connection: Connection, at: datetime, only: int | None = None) -> Job | None:
    """The job that is due longest, now running; ``None`` when there is none. ``only`` that one may be taken."""
    query = sa.select(_T).where(*_due(at, only)).order_by(_T.c.due_at, _T.c.number)
    for row in connection.execute(query.limit(5)).all():
        here = (_T.c.number == row.number) & (_T.c.state == QUEUED)
        values = {"state": RUNNING, "attempts": _T.c.attempts + 1}
        # Another process may have been quicker.
        if connection.execute(sa.update(_T).where(here).values(**values)).rowcount == 1:
            return get(connection, row.number)
    return None


def requeue(connection: Connection, at: datetime, begun: int | None = None) -> list[Job]:
    """Whatever was running when the process died is to run again; the jobs that are given up instead.

    ``begun`` has changed what residents read: it is finished, however often that fails.
    """
    running = _T.c.state == RUNNING
    often = running & (_T.c.attempts >= ATTEMPTS)
    if begun is not None:
        often &= _T.c.number != begun
    given_up = [_job(row) for row in connection.execute(sa.select(_T).where(often))]
    for job in given_up:
        finish(
            connection, job.number, False, f"试了 {ATTEMPTS} 次都中途停了，没有做成，请系统管理员查看日志", at
        )
    connection.execute(sa.update(_T).where(running).values(state=QUEUED, done=0))
    return given_up


def postpone(connection: Connection, number: int, message: str, due_at: datetime) -> None:
    """A job that cannot go on now, and must."""
    values = {"state": QUEUED, "message": message, "due_at": due_at}
    connection.execute(sa.update(_T).where(_T.c.number == number).values(**values))


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


def _due(at: datetime, only: int | None) -> list[sa.ColumnElement[bool]]:
    return [_T.c.state == QUEUED, _T.c.due_at <= at, *([_T.c.number == only] if only is not None else [])]


def _job(row: sa.Row[Any]) -> Job:
    return Job(row.number, row.kind, row.subject, row.actor, row.reason, row.state, row.due_at, row.attempts, row.done,
               row.total, row.message, row.finished_at)  # fmt: skip
