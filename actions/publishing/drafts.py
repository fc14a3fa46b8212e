"""Drafts in the database: each function is one transaction's work, and every change goes on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.publishing.draft import OVER, Draft, DraftFile, State
from actions.publishing.errors import DraftUnknown, FileUnknown, NotChecked, StepRefused, TextStale
from actions.publishing.files import kind_of, plain
from actions.publishing.tables import publishing_drafts, publishing_files
from actions.staff import audit
from actions.staff.audit import Entry

TITLE_LENGTH = 120
#: A file must fit into a form.
TEXT_LENGTH = 2_000_000


def begin(connection: Connection, title: str, at: datetime, actor: str) -> int:
    """A new, empty draft; its number."""
    row = {
        "title": title.strip()[:TITLE_LENGTH], "author": actor, "state": State.DRAFT.value, "created_at": at,
        "changed_at": at, "revision": 0, "override": "", "remark": "",
    }  # fmt: skip
    key = connection.execute(sa.insert(publishing_drafts).values(**row)).inserted_primary_key
    assert key is not None
    number = int(key[0])
    _record(connection, at, actor, "draft.begin", number, after={"title": row["title"]})
    return number


def get(connection: Connection, number: int) -> Draft:
    """A draft with its files; :class:`DraftUnknown` when there is none."""
    table = publishing_drafts
    row = connection.execute(sa.select(table).where(table.c.number == number)).first()
    if row is None:
        raise DraftUnknown()
    return _draft(row, _files(connection, [number]).get(number, []))


def listed(connection: Connection, *, over: bool = False, limit: int = 200) -> list[Draft]:
    """Drafts under way, or those that are over; latest change first."""
    table = publishing_drafts
    states = [state.value for state in State if (state in OVER) is over]
    query = (
        sa.select(table)
        .where(table.c.state.in_(states))
        .order_by(table.c.changed_at.desc(), table.c.number.desc())
    )
    rows = connection.execute(query.limit(limit)).all()
    files = _files(connection, [row.number for row in rows])
    return [_draft(row, files.get(row.number, [])) for row in rows]


def open_of(connection: Connection, actor: str) -> Draft | None:
    """The draft that a person is working on: the latest of their own that may be edited."""
    return next((draft for draft in listed(connection) if draft.editable and draft.author == actor), None)


def touching(connection: Connection, path: str, but: int = 0) -> list[Draft]:
    """Other drafts under way that change a file."""
    return [draft for draft in listed(connection) if draft.number != but and draft.file(path) is not None]


def put(
    connection: Connection, number: int, path: str, text: str | None, published: str | None, at: datetime,
    actor: str, seen: str | None = None, fresh: bool = False,
) -> None:  # fmt: skip
    """Save a file in a draft (``None``: to be removed).

    ``seen`` is the text that the editor started from; when the draft holds another one meanwhile,
    :class:`TextStale`. ``fresh``: the file must be new. ``published`` becomes the base of a file that
    the draft did not have.
    """
    kind_of(path)
    draft = _editable(connection, number)
    held = draft.file(path)
    if fresh and (published is not None or held is not None):
        raise StepRefused("已经有这个文件，请换一个文件名，或直接编辑它")
    if held is not None and seen is not None and held.text != seen:
        raise TextStale(held.text, held.changed_by)
    if held is None and text is None and published is None:
        raise FileUnknown()
    text = plain(text) if text is not None else None
    if text is not None and len(text) > TEXT_LENGTH:
        raise StepRefused("文件太长")
    _store(connection, number, path, {"text": text, "changed_by": actor, "changed_at": at}, held, published)
    _changed(connection, number, at)
    done = "draft.remove" if text is None else "draft.edit"
    _record(connection, at, actor, done, number, after={"file": path})


def take_published(
    connection: Connection, number: int, path: str, published: str | None, at: datetime, actor: str
) -> None:
    """Say that a file's draft has been merged with what is published now."""
    draft = _editable(connection, number)
    if draft.file(path) is None:
        raise FileUnknown()
    here = (publishing_files.c.draft == number) & (publishing_files.c.path == path)
    connection.execute(sa.update(publishing_files).where(here).values(base=published))
    _changed(connection, number, at)
    _record(connection, at, actor, "draft.merge", number, after={"file": path})


def drop(connection: Connection, number: int, path: str, at: datetime, actor: str) -> None:
    """Take a file out of a draft: it stays as published."""
    draft = _editable(connection, number)
    if draft.file(path) is None:
        raise FileUnknown()
    here = (publishing_files.c.draft == number) & (publishing_files.c.path == path)
    connection.execute(sa.delete(publishing_files).where(here))
    _changed(connection, number, at)
    _record(connection, at, actor, "draft.drop", number, before={"file": path})


def rename(connection: Connection, number: int, title: str, at: datetime, actor: str) -> None:
    """Give another title."""
    draft = _editable(connection, number)
    title = title.strip()[:TITLE_LENGTH]
    if not title:
        raise StepRefused("请写标题")
    update(connection, number, title=title)
    _record(connection, at, actor, "draft.rename", number, {"title": draft.title}, {"title": title})


def keep_report(connection: Connection, number: int, revision: int, report: dict[str, Any]) -> None:
    """Keep what the gate found, unless the draft has changed meanwhile."""
    here = (publishing_drafts.c.number == number) & (publishing_drafts.c.revision == revision)
    connection.execute(
        sa.update(publishing_drafts).where(here).values(report={**report, "revision": revision})
    )


def require_checked(draft: Draft) -> dict[str, Any]:
    """The report on the texts as they are; :class:`NotChecked` without one that found no fault."""
    if not draft.checked or not draft.version:
        raise NotChecked()
    return dict(draft.report or {})


def update(connection: Connection, number: int, **values: Any) -> None:
    """Set columns of a draft."""
    here = publishing_drafts.c.number == number
    connection.execute(sa.update(publishing_drafts).where(here).values(**values))


def _editable(connection: Connection, number: int) -> Draft:
    draft = get(connection, number)
    if not draft.editable:
        raise StepRefused(f"这份草稿{draft.state.label}，不能再改")
    return draft


def _store(
    connection: Connection, number: int, path: str, row: dict[str, Any], held: DraftFile | None,
    published: str | None,
) -> None:  # fmt: skip
    table = publishing_files
    if held is None:
        connection.execute(sa.insert(table).values(draft=number, path=path, base=published, **row))
    else:
        here = (table.c.draft == number) & (table.c.path == path)
        connection.execute(sa.update(table).where(here).values(**row))


def _changed(connection: Connection, number: int, at: datetime) -> None:
    update(connection, number, changed_at=at, revision=publishing_drafts.c.revision + 1)


def _files(connection: Connection, numbers: list[int]) -> dict[int, list[DraftFile]]:
    table = publishing_files
    found: dict[int, list[DraftFile]] = {}
    query = sa.select(table).where(table.c.draft.in_(numbers)).order_by(table.c.path)
    for row in connection.execute(query):
        file = DraftFile(row.path, row.text, row.base, row.changed_by, row.changed_at)
        found.setdefault(row.draft, []).append(file)
    return found


def _draft(row: sa.Row[Any], files: list[DraftFile]) -> Draft:
    return Draft(
        row.number, row.title, row.author, row.reviewer, State(row.state), row.created_at, row.changed_at,
        row.revision, row.report, row.override, row.remark, row.publish_at, row.expires_at, tuple(files),
    )  # fmt: skip


def _record(
    connection: Connection, at: datetime, actor: str, action: str, number: int,
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None, reason: str = "",
) -> None:  # fmt: skip
    audit.record(connection, Entry(at, actor, action, f"draft:{number}", before, after, reason))
