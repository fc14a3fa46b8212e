"""What was published, by whom, and what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.publishing import drafts, jobs
from actions.publishing.draft import Draft, State
from actions.publishing.errors import DraftUnknown
from actions.publishing.pending import Pending
from actions.publishing.tables import publishing_publications
from actions.staff import audit
from actions.staff.audit import SYSTEM, Entry

_T = publishing_publications


@dataclass(frozen=True)
class Publication:
    """One publication."""

    number: int
    draft: int | None
    title: str
    commit: str
    version: str
    author: str
    reviewer: str
    at: datetime
    reverts: int | None
    reverted_by: int | None


def record(connection: Connection, draft: Draft, done: Pending, at: datetime) -> int:
    """A draft is published; its number among the publications. Its end is scheduled, if it has one."""
    reviewer = draft.reviewer or SYSTEM
    number = _add(connection, draft=draft.number, title=draft.title, commit=done.commit, version=done.version,
                  author=draft.author, reviewer=reviewer, at=at)  # fmt: skip
    drafts.update(connection, draft.number, state=State.PUBLISHED.value, changed_at=at)
    facts = {"files": [file.path for file in draft.files], "version": done.version, "commit": done.commit}
    subject = f"draft:{draft.number}"
    audit.record(connection, Entry(at, reviewer, "knowledge.publish", subject, None, facts, draft.override))
    if draft.expires_at is not None:
        jobs.add(connection, jobs.REVERT, number, SYSTEM, draft.expires_at, "到期")
    return number


def record_revert(
    connection: Connection, publication: Publication, done: Pending, at: datetime, actor: str, reason: str
) -> int:
    """A publication is taken back."""
    number = _add(
        connection, title=f"回退：{publication.title}"[: drafts.TITLE_LENGTH], commit=done.commit,
        version=done.version, author=actor, reviewer=actor, at=at, reverts=publication.number,
    )  # fmt: skip
    here = _T.c.number == publication.number
    connection.execute(sa.update(_T).where(here).values(reverted_by=number))
    jobs.cancel(connection, jobs.REVERT, publication.number, at)
    before, after = {"version": publication.version}, {"version": done.version, "commit": done.commit}
    subject = f"publication:{publication.number}"
    audit.record(connection, Entry(at, actor, "knowledge.revert", subject, before, after, reason))
    return number


def get(connection: Connection, number: int) -> Publication:
    """A publication by its number."""
    row = connection.execute(sa.select(_T).where(_T.c.number == number)).first()
    if row is None:
        raise DraftUnknown()
    return _publication(row)


def listed(connection: Connection, offset: int, limit: int) -> tuple[list[Publication], int]:
    """Publications, newest first, and how many there are."""
    total = connection.scalar(sa.select(sa.func.count()).select_from(_T)) or 0
    query = sa.select(_T).order_by(_T.c.number.desc()).offset(offset).limit(limit)
    return [_publication(row) for row in connection.execute(query)], total


def _add(connection: Connection, **values: Any) -> int:
    key = connection.execute(sa.insert(_T).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _publication(row: sa.Row[Any]) -> Publication:
    return Publication(row.number, row.draft, row.title, row.commit, row.version, row.author, row.reviewer, row.at,
                       row.reverts, row.reverted_by)  # fmt: skip
