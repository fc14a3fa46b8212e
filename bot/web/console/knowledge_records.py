"""One record of a draft as a form, with what is wrong beside each input; no script is needed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from multidict import MultiDict

from actions.publishing import drafts
from actions.publishing.differences import side_by_side
from actions.publishing.draft import Draft, DraftFile
from actions.publishing.drafting import RecordStale, listed, saved, told, touching
from actions.publishing.errors import FileUnknown, TextStale
from actions.publishing.records import Record, Values, data_of, find, put, values_of, without
from actions.publishing.reference import Known
from actions.publishing.shapes import Shape, shape_of
from actions.publishing.skeletons import begun
from bot.web.console.access import STAFF, allows
from bot.web.console.knowledge_inputs import entered, groups
from bot.web.console.knowledge_lists import title_of
from bot.web.console.knowledge_parts import (
    DRAFTS,
    EDIT,
    READ,
    KnowledgePages,
    fields,
    path_in,
    sent,
    told_on_the_draft,
    unknown_is_404,
)
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Section
from knowledge.city_time import day_of

#: A dictionary is long, and a form triples what it sends.
RECORD_MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class Open:
    """What a form is about."""

    draft: Draft
    file: DraftFile
    shape: Shape
    key: str
    known: Known

    @property
    def text(self) -> str:
        """The file in the draft."""
        return self.file.text or ""

    @property
    def record(self) -> Record | None:
        """The record in the draft; none when it is new."""
        return find(self.shape, self.text, self.key) if self.key else None

    def at(self, key: str) -> str:
        """The address of a record of the same file."""
        query = urlencode({"path": self.file.path, "key": key})
        return f"{DRAFTS}/{self.draft.number}/record?{query}"


class KnowledgeRecords(KnowledgePages):
    """``/console/knowledge/drafts/{number}/record``."""

    def section(self) -> Section:
        """Routes."""
        one = "/knowledge/drafts/{number}"
        return Section([
            web.get(f"{one}/records", self.listed),
            web.get(f"{one}/record", self.show),
            web.post(f"{one}/record", self.save),
            web.post(f"{one}/record/remove", self.remove),
        ])  # fmt: skip

    @allows(READ)
    @unknown_is_404
    async def listed(self, request: web.Request) -> web.Response:
        """The records of a draft's file, those that it changes first."""
        opened = await self._open(request)
        published = await asyncio.to_thread(self.content.read, opened.file.path)
        rows = listed(opened.shape, opened.file.text, published)
        if rows is None:
            return see_other(self._as_text(opened))
        named = [(one, title_of(opened.shape, one.record, opened.known)) for one in rows]
        named.sort(key=lambda pair: not pair[0].change)
        return page(
            request, "knowledge_records.html", draft=opened.draft, file=opened.file, shape=opened.shape, rows=named,
        )  # fmt: skip

    @allows(EDIT)
    @unknown_is_404
    async def show(self, request: web.Request) -> web.Response:
        """The form of a record, or of a new one."""
        opened = await self._open(request)
        record = opened.record
        if opened.key and record is None:
            raise FileUnknown()
        data = record.data if record else begun(opened.shape, opened.file.path, opened.text, self._today())
        values = values_of(opened.shape, data)
        if values is None:
            flash(request, "这一条里有表单没有的内容，请按原文编辑", "note")
            return see_other(self._as_text(opened))
        if record is None:
            # What another page, such as a work list, wants it to begin with.
            given = entered(opened.shape, MultiDict(request.query), opened.known)
            values = {**values, **{key: value for key, value in given.items() if value}}
        return await self._form(
            request, opened, values, record.source if record else "", fresh=record is None
        )

    @allows(EDIT, max_bytes=RECORD_MAX_BYTES)
    @told_on_the_draft
    @unknown_is_404
    async def save(self, request: web.Request) -> web.Response:
        """Save, or show the form again with more inputs or with what is wrong."""
        opened = await self._open(request)
        values, seen = entered(opened.shape, fields(request), opened.known), sent(request, "seen")
        act = sent(request, "act")
        name = self._name(opened, values)
        if act != "save" or not name:
            more = act.removeprefix("more:") if act.startswith("more:") else ""
            return await self._form(
                request, opened, values, seen, more=more, status=422 if act == "save" else 200
            )
        if opened.shape.layout == "list" and name != opened.key and find(opened.shape, opened.text, name):
            return await self._form(request, opened, values, seen, status=422)
        try:
            await self._put(request, opened, seen, values)
        except (RecordStale, TextStale) as stale:
            return await self._form(request, await self._open(request), values, seen, stale)
        wrong = [one for one in await self._remarks(opened, values) if not one.warning]
        said = f"已保存到草稿；还有 {len(wrong)} 处要改正" if wrong else "已保存到草稿"
        flash(request, said, "note" if wrong else "done")
        return see_other(opened.at(name))

    @allows(EDIT)
    @told_on_the_draft
    @unknown_is_404
    async def remove(self, request: web.Request) -> web.Response:
        """The record is to go."""
        opened = await self._open(request)
        record = opened.record
        if record is None or opened.shape.layout != "list":
            raise FileUnknown()
        await self._write(request, opened, without(opened.shape, opened.text, record))
        flash(request, f"发布后将删除“{title_of(opened.shape, record, opened.known)}”")
        return see_other(f"{DRAFTS}/{opened.draft.number}/records?{urlencode({'path': opened.file.path})}")

    async def _open(self, request: web.Request) -> Open:
        draft, path = await self.draft(request), path_in(request)
        file, shape = draft.file(path), shape_of(path)
        if file is None or file.text is None or shape is None:
            raise FileUnknown()
        known = await asyncio.to_thread(self.reference.get)
        return Open(draft, file, shape, request.query.get("key", ""), known)

    def _name(self, opened: Open, values: Values) -> str:
        """What the record is called after saving; empty when that was not filled in."""
        if opened.shape.layout != "list":
            return opened.key
        return str(values.get(opened.shape.key) or "")

    async def _put(self, request: web.Request, opened: Open, seen: str, values: Values) -> None:
        text = saved(opened.shape, opened.file, opened.key, seen, values, request[STAFF].name)
        await self._write(request, opened, text)

    async def _write(self, request: web.Request, opened: Open, text: str) -> None:
        file, now, actor = opened.file, self.parts.clock(), request[STAFF].name
        await self.database.write(
            drafts.put, opened.draft.number, file.path, text, file.base, now, actor, file.text
        )

    async def _remarks(self, opened: Open, values: Values) -> list[Any]:
        record = opened.record
        data = data_of(opened.shape, values, record.data if record else None)
        return await asyncio.to_thread(
            told, opened.shape, opened.file.path, opened.text, opened.key, data, opened.known, self._today()
        )

    async def _form(
        self, request: web.Request, opened: Open, values: Values, seen: str,
        stale: RecordStale | TextStale | None = None, *, more: str = "", status: int = 200, fresh: bool = False,
    ) -> web.Response:  # fmt: skip
        shape, path, record = opened.shape, opened.file.path, opened.record
        remarks = [] if fresh else await self._remarks(opened, values)
        others = await self.database.read(drafts.touching, path, opened.draft.number)
        published = await asyncio.to_thread(self.content.read, path)
        held = find(shape, published or "", opened.key) if opened.key else None
        now = record.source if record else ""
        return page(
            request, "knowledge_record_edit.html", 409 if stale else status, opened=opened, draft=opened.draft,
            path=path, shape=shape, key=opened.key, stale=stale,
            title=title_of(shape, record, opened.known) if record else f"新的{shape.one}",
            groups=groups(shape, values, remarks, opened.known, held is not None, more),
            wrong=[one for one in remarks if not one.warning], picks=_picks(shape, opened.known),
            seen=now if stale else seen, others=touching(shape, path, opened.key, others),
            theirs=side_by_side(now, self._mine(opened, values)) if stale else [],
            outdated=published != opened.file.base,
        )  # fmt: skip

    def _mine(self, opened: Open, values: Values) -> str:
        """The record as the person wrote it, to be held against their colleague's."""
        record = opened.record
        data = data_of(opened.shape, values, record.data if record else None)
        made = put(opened.shape, opened.text, record, data)
        key = self._name(opened, values)
        found = find(opened.shape, made, key)
        return found.source if found else ""

    def _as_text(self, opened: Open) -> str:
        query = urlencode({"path": opened.file.path, "as": "text"})
        return f"{DRAFTS}/{opened.draft.number}/edit?{query}"

    def _today(self) -> Any:
        return day_of(self.parts.clock())


def _picks(shape: Shape, known: Known) -> dict[str, list[str]]:
    """Suggestions for the inputs of a form."""
    wanted = {one.pick for field in shape.fields for one in (field, *field.columns) if one.pick}
    return {pick: [known.label(pick, key) for key in known.picks[pick]] for pick in sorted(wanted)}
