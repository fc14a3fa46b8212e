"""Publications and reverts that were due and could not be done: somebody must look at them, also the next morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.publishing import jobs
from actions.publishing.draft import State
from actions.publishing.tables import publishing_drafts, publishing_jobs, publishing_publications


@dataclass(frozen=True)
class Undone:
    """One of them; ``kind`` is that of its job, ``number`` the draft's or the publication's."""

    kind: str
    number: int
    title: str
    why: str
    at: datetime


def undone(connection: Connection) -> list[Undone]:
    """Those whose latest attempt failed and that are still wanted, newest first."""
    found = [*_drafts(connection), *_publications(connection)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _drafts(connection: Connection) -> list[Undone]:
    table = publishing_drafts.c
    wanted = table.state == State.SUBMITTED.value
    return _failed(connection, jobs.PUBLISH, publishing_drafts, wanted)


def _publications(connection: Connection) -> list[Undone]:
    wanted = publishing_publications.c.reverted_by.is_(None)
    return _failed(connection, jobs.REVERT, publishing_publications, wanted)


def _failed(
    connection: Connection, kind: str, subject: sa.Table, wanted: sa.ColumnElement[bool]
) -> list[Undone]:
    job, columns = publishing_jobs.c, subject.c
    latest = sa.select(sa.func.max(job.number)).where(job.kind == kind).group_by(job.subject)
    rows = connection.execute(
        sa.select(columns.number, columns.title, job.message, job.finished_at)
        .join_from(subject, publishing_jobs, job.subject == columns.number)
        .where(job.number.in_(latest), job.state == jobs.FAILED, job.message != jobs.CANCELLED, wanted)
    )
    return [Undone(kind, number, title, why, at) for number, title, why, at in rows]
