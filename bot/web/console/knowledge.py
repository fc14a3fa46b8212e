"""The published files: find one, look at it, begin to change it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from aiohttp import web

from actions.publishing import attachments, drafts, skeletons
from actions.publishing.errors import FileUnknown, PathRefused, PublishingError, StepRefused
from actions.publishing.files import ContentFolder, Kind, kind_of
from bot.web.console.access import STAFF, allows
from bot.web.console.knowledge_parts import (
    DRAFTS,
    EDIT,
    FILES,
    HEADING,
    READ,
    KnowledgePages,
    path_in,
    rendered,
    sent,
    title_of,
    unknown_is_404,
)
from bot.web.console.pages import PAGE_SIZE, Page, flash, page, page_number, see_other
from bot.web.console.section import Entry, Section
from knowledge.city_time import day_of
from knowledge.importing import originals
from knowledge.index.state import NAME as FAULTS
from knowledge.index.state import kept_faults


@dataclass(frozen=True)
class Listed:
    """A file in the list."""

    path: str
    kind: str
    title: str


class Knowledge(KnowledgePages):
    """``/console/knowledge``."""

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/knowledge", self.files),
            web.get("/knowledge/file", self.file),
            web.post("/knowledge/file", self.begin),
            web.get("/knowledge/new", self.ask_new),
            web.post("/knowledge/new", self.create),
            web.get("/knowledge/attachments/{sha256}", self.attachment),
        ]
        return Section(routes, HEADING, [Entry("文件", FILES, READ)])

    @allows(READ)
    async def files(self, request: web.Request) -> web.Response:
        """All files, by words in name or text."""
        words, kind = request.query.get("q", "").strip(), request.query.get("kind", "")
        found = await asyncio.to_thread(_search, self.content, words, kind)
        number = page_number(request)
        part = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        faults = await asyncio.to_thread(kept_faults, self.parts.settings.data_dir / FAULTS)
        return page(
            request, "knowledge_files.html", list=Page(part, number, len(found)), words=words, kind=kind,
            kinds=[each.value for each in Kind], faults=faults,
        )  # fmt: skip

    @allows(READ)
    @unknown_is_404
    async def file(self, request: web.Request) -> web.Response:
        """One file as published."""
        path = path_in(request)
        text = await asyncio.to_thread(self.content.read, path)
        if text is None:
            raise FileUnknown()
        others = await self.database.read(drafts.touching, path)
        kept = await self.database.read(attachments.of, path)
        html = rendered(text) if kind_of(path) is Kind.POLICY else ""
        return page(request, "knowledge_file.html", path=path, kind=kind_of(path).value, text=text, html=html,
                    drafts=others, originals=kept, title=title_of(path, text))  # fmt: skip

    @allows(EDIT)
    @unknown_is_404
    async def begin(self, request: web.Request) -> web.Response:
        """Take a file into the person's draft, or into a new one."""
        path = path_in(request)
        text = await asyncio.to_thread(self.content.read, path)
        if text is None:
            raise FileUnknown()
        number = await self.draft_of(request, f"修改 {title_of(path, text)}")
        draft = await self.database.read(drafts.get, number)
        if draft.file(path) is None:
            await self.database.write(
                drafts.put, number, path, text, text, self.parts.clock(), request[STAFF].name
            )
        return see_other(f"{DRAFTS}/{number}/edit?path={quote(path)}")

    @allows(EDIT)
    async def ask_new(self, request: web.Request) -> web.Response:
        """What to write."""
        return page(request, "knowledge_new.html", kinds=skeletons.KINDS, kind="policies", name="", fault="")

    @allows(EDIT)
    async def create(self, request: web.Request) -> web.Response:
        """A new file with everything that it must have, to be filled in."""
        kind, name = sent(request, "kind"), sent(request, "name").strip()
        try:
            path, text = skeletons.new(kind, name, day_of(self.parts.clock()))
            published = await asyncio.to_thread(self.content.read, path)
            if published is not None:
                raise StepRefused("已经有这个文件，请换一个文件名，或直接编辑它")
            number = await self.draft_of(request, f"新增 {name}")
            await self.database.write(
                drafts.put, number, path, text, None, self.parts.clock(), request[STAFF].name, None, True
            )
        except PublishingError as error:
            return page(
                request,
                "knowledge_new.html",
                422,
                kinds=skeletons.KINDS,
                kind=kind,
                name=name,
                fault=str(error),
            )
        flash(request, "已在草稿里新建，请填写内容")
        return see_other(f"{DRAFTS}/{number}/edit?path={quote(path)}")

    @allows(READ)
    @unknown_is_404
    async def attachment(self, request: web.Request) -> web.StreamResponse:
        """The original of an uploaded document; it never runs in the browser."""
        found = await self.database.read(attachments.get, request.match_info["sha256"])
        data = await asyncio.to_thread(originals.fetch, found.sha256, self.parts.settings.data_dir)
        # A member of an archive is named after both.
        disposition = f"attachment; filename*=UTF-8''{quote(PurePosixPath(found.name).name)}"
        return web.Response(
            body=data, content_type="application/octet-stream", headers={"Content-Disposition": disposition}
        )


def _search(content: ContentFolder, words: str, kind: str) -> list[Listed]:
    """Files that hold all the words, in name, title or text."""
    wanted = words.lower().split()
    found = []
    for path in content.paths():
        try:
            held = kind_of(path).value
        except PathRefused:
            continue
        if kind and held != kind:
            continue
        text = content.read(path) or ""
        if all(word in path.lower() or word in text.lower() for word in wanted):
            found.append(Listed(path, held, title_of(path, text)))
    return found
