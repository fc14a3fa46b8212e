"""Editing a file of a draft: as text, with what is wrong beside it; merging; differences."""

from __future__ import annotations

import asyncio
from urllib.parse import quote, urlencode

from aiohttp import web

from actions.publishing import drafts
from actions.publishing.differences import side_by_side
from actions.publishing.draft import Draft, DraftFile
from actions.publishing.errors import FileUnknown, StepRefused, TextStale
from actions.publishing.files import Kind, kind_of, plain
from actions.publishing.lint import lint
from actions.publishing.merging import merged_file
from actions.publishing.records import records
from actions.publishing.shapes import shape_of
from bot.web.console.access import STAFF, allows
from bot.web.console.knowledge_forms import entry_form, read_form
from bot.web.console.knowledge_parts import (
    DRAFTS,
    EDIT,
    READ,
    KnowledgePages,
    fields,
    path_in,
    rendered,
    sent,
    told_on_the_draft,
    unknown_is_404,
)
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Section

#: Documents are long, and a form doubles what it sends.
TEXT_MAX_BYTES = 8 * 1024 * 1024


class KnowledgeEdit(KnowledgePages):
    """``/console/knowledge/drafts/{number}/…``."""

    def section(self) -> Section:
        """Routes."""
        one = "/knowledge/drafts/{number}"
        return Section([
            web.get(f"{one}/edit", self.show),
            web.post(f"{one}/edit", self.save),
            web.post(f"{one}/remove", self.remove),
            web.post(f"{one}/drop", self.drop),
            web.get(f"{one}/diff", self.diff),
            web.post(f"{one}/merge", self.merge),
        ])  # fmt: skip

    @allows(EDIT)
    @unknown_is_404
    async def show(self, request: web.Request) -> web.Response:
        """The editor."""
        draft, file = await self._file(request)
        if request.query.get("as") != "text" and (where := _record_form(draft, file)):
            return see_other(where)
        return await self._editor(request, draft, file.path, file.text or "", file.text or "")

    @allows(EDIT, max_bytes=TEXT_MAX_BYTES)
    @told_on_the_draft
    @unknown_is_404
    async def save(self, request: web.Request) -> web.Response:
        """Save, or show what would be saved; a text that somebody else saved meanwhile is never lost."""
        draft, file = await self._file(request)
        seen = sent(request, "seen")
        text = plain(read_form(file.path, file.text or "", fields(request)))
        if sent(request, "act") == "preview":
            return await self._editor(request, draft, file.path, text, seen)
        now, actor = self.parts.clock(), request[STAFF].name
        try:
            await self.database.write(drafts.put, draft.number, file.path, text, file.base, now, actor, seen)
        except TextStale as stale:
            return await self._editor(request, draft, file.path, text, stale.text or "", stale)
        faults = [fault for fault in lint(file.path, text) if not fault.warning]
        flash(
            request,
            f"已保存；还有 {len(faults)} 处要改正" if faults else "已保存",
            "note" if faults else "done",
        )
        return see_other(f"{DRAFTS}/{draft.number}/edit?path={quote(file.path)}")

    @allows(EDIT)
    @told_on_the_draft
    @unknown_is_404
    async def remove(self, request: web.Request) -> web.Response:
        """The file is to go."""
        draft, file = await self._file(request)
        await self.database.write(
            drafts.put, draft.number, file.path, None, file.base, self.parts.clock(), request[STAFF].name
        )
        flash(request, f"发布后将删除 {file.path}")
        return see_other(f"{DRAFTS}/{draft.number}")

    @allows(EDIT)
    @told_on_the_draft
    @unknown_is_404
    async def drop(self, request: web.Request) -> web.Response:
        """The file stays as published."""
        draft, file = await self._file(request)
        await self.database.write(
            drafts.drop, draft.number, file.path, self.parts.clock(), request[STAFF].name
        )
        flash(request, f"草稿里不再有 {file.path}")
        return see_other(f"{DRAFTS}/{draft.number}")

    @allows(READ)
    @unknown_is_404
    async def diff(self, request: web.Request) -> web.Response:
        """Published and draft side by side; what was published since the draft was begun."""
        draft, file = await self._file(request)
        published = await asyncio.to_thread(self.content.read, file.path)
        stale = not draft.over and published != file.base
        joined = merged_file(file.path, file.base, file.text, published) if stale else None
        return page(
            request, "knowledge_diff.html", draft=draft, file=file, stale=stale, joined=joined is not None,
            rows=side_by_side(file.base if draft.over else published, file.text),
            theirs=side_by_side(file.base, published) if stale else [],
        )  # fmt: skip

    @allows(EDIT)
    @told_on_the_draft
    @unknown_is_404
    async def merge(self, request: web.Request) -> web.Response:
        """The person has merged the draft with what is published now."""
        draft, file = await self._file(request)
        published = await asyncio.to_thread(self.content.read, file.path)
        now, actor = self.parts.clock(), request[STAFF].name
        if sent(request, "act") == "join":
            joined = merged_file(file.path, file.base, file.text, published)
            if joined is None:
                raise StepRefused("两边改了同一处，要您自己合并")
            await self.database.write(
                drafts.put, draft.number, file.path, joined, file.base, now, actor, file.text
            )
        await self.database.write(drafts.take_published, draft.number, file.path, published, now, actor)
        flash(request, "已合并，请重新检查")
        return see_other(f"{DRAFTS}/{draft.number}")

    async def _file(self, request: web.Request) -> tuple[Draft, DraftFile]:
        draft = await self.draft(request)
        file = draft.file(path_in(request))
        if file is None:
            raise FileUnknown()
        return draft, file

    async def _editor(
        self,
        request: web.Request,
        draft: Draft,
        path: str,
        text: str,
        seen: str,
        stale: TextStale | None = None,
    ) -> web.Response:
        others = await self.database.read(drafts.touching, path, draft.number)
        published = await asyncio.to_thread(self.content.read, path)
        file = draft.file(path)
        faults = lint(path, text)
        as_text = request.query.get("as") == "text"
        return page(
            request, "knowledge_edit.html", 409 if stale else 200, draft=draft, path=path, text=text, seen=seen,
            faults=faults, others=others, stale=stale,
            theirs=side_by_side(stale.text, text) if stale else [],
            outdated=file is not None and published != file.base,
            html=rendered(text) if kind_of(path) is Kind.POLICY else "",
            form=None if as_text else entry_form(path, text, faults), kind=kind_of(path),
        )  # fmt: skip


def _record_form(draft: Draft, file: DraftFile) -> str | None:
    """Where the records of a file are edited by forms: the list of them, or the only one."""
    shape = shape_of(file.path)
    found = records(shape, file.text or "") if shape is not None else None
    if found is None:
        return None
    query = {"path": file.path, **({"key": found[0].key} if len(found) == 1 else {})}
    return f"{DRAFTS}/{draft.number}/{'record' if len(found) == 1 else 'records'}?{urlencode(query)}"
