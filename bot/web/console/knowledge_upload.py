"""Uploading documents: taken apart, kept as they came, put into a draft; what was understood is confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from aiohttp import BodyPartReader, ClientPayloadError, web

from actions.publishing import attachments, drafts
from actions.publishing.attachments import Attachment
from actions.publishing.errors import FileUnknown, PublishingError
from actions.publishing.files import ContentFolder, Kind, kind_of
from bot.web.console.access import STAFF, allows
from bot.web.console.forgery import UPLOAD
from bot.web.console.forms import filled
from bot.web.console.knowledge_metadata import MetadataForm, composed, form_of
from bot.web.console.knowledge_parts import (
    DRAFTS,
    EDIT,
    KnowledgePages,
    path_in,
    sent,
    told_on_the_draft,
    unknown_is_404,
)
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Section
from knowledge.catalogue import Catalogue
from knowledge.catalogue.reading import read_policy
from knowledge.errors import ImportRefused
from knowledge.importing import Rejected, Understood, inspect, inspect_all, originals
from knowledge.importing.kinds import ARCHIVE
from knowledge.importing.limits import MEGABYTE, limits, max_bytes
from knowledge.importing.refusal import Refusal
from knowledge.importing.replacing import Replacement, replacements
from knowledge.importing.writing import compose

CHUNK = 256 * 1024


class KnowledgeUpload(KnowledgePages):
    """``/console/knowledge/upload`` and the confirmation of what was understood."""

    def section(self) -> Section:
        """Routes."""
        confirm = "/knowledge/drafts/{number}/metadata"
        return Section([
            web.get("/knowledge/upload", self.ask),
            web.post("/knowledge/upload", self.take),
            web.get(confirm, self.show),
            web.post(confirm, self.confirm),
        ])  # fmt: skip

    @allows(EDIT)
    async def ask(self, request: web.Request) -> web.Response:
        """The form."""
        return page(request, "knowledge_upload.html", refused=[], limit=max_bytes() // MEGABYTE)

    @allows(EDIT)
    async def take(self, request: web.Request) -> web.Response:
        """Read the files one by one; one that cannot be taken does not stop the others."""
        taken: list[str] = []
        refused: list[Rejected] = []
        number = 0
        async for name, data in self._parts_of(request, refused):
            number = number or await self.draft_of(request, f"导入 {name}")
            for one in await asyncio.to_thread(_read_all, data, name):
                await self._one(request, number, one, name, data, taken, refused)
        if not taken:
            if not refused:
                refused.append(Rejected("", "nothing", "没有收到文件，请选择文件后再上传"))
            return page(request, "knowledge_upload.html", 422, refused=refused, limit=max_bytes() // MEGABYTE)
        for one in refused:
            flash(request, f"{one.filename} 没有收下：{one.reason}", "fault")
        if len(taken) == 1:
            return see_other(f"{DRAFTS}/{number}/metadata?path={quote(taken[0])}")
        flash(request, f"收下 {len(taken)} 份，请逐份核对")
        return see_other(f"{DRAFTS}/{number}")

    @allows(EDIT)
    @unknown_is_404
    async def show(self, request: web.Request) -> web.Response:
        """What was understood, to be corrected."""
        return await self._confirmation(request)

    @allows(EDIT)
    @told_on_the_draft
    @unknown_is_404
    async def confirm(self, request: web.Request) -> web.Response:
        """Keep the corrected metadata, as a new document or in place of one."""
        draft, path = await self.draft(request), path_in(request)
        file = draft.file(path)
        if file is None or file.text is None:
            raise FileUnknown()
        form = filled(MetadataForm, request)
        if not form.validate():
            return await self._confirmation(request, form, 422)
        text, instead = composed(form, file.text), sent(request, "instead")
        target = f"policies/{instead}.md" if instead else path
        kind_of(target)
        published = await asyncio.to_thread(self.content.read, target)
        now, actor = self.parts.clock(), request[STAFF].name
        await self.database.write(drafts.put, draft.number, target, text, published, now, actor)
        if target != path:
            await self.database.write(drafts.drop, draft.number, path, now, actor)
            await self.database.write(attachments.moved, path, target)
        flash(request, "已保存，请看一遍正文")
        return see_other(f"{DRAFTS}/{draft.number}/edit?path={quote(target)}")

    async def _confirmation(
        self, request: web.Request, form: MetadataForm | None = None, status: int = 200
    ) -> web.Response:
        draft, path = await self.draft(request), path_in(request)
        file = draft.file(path)
        if file is None or file.text is None or kind_of(path) is not Kind.POLICY:
            raise FileUnknown()
        kept = await self.database.read(attachments.of, path)
        understood = await asyncio.to_thread(self._understood, kept)
        offers = await asyncio.to_thread(_offers, understood, self.content) if understood else ()
        return page(
            request, "knowledge_metadata.html", status, draft=draft, path=path, form=form or form_of(file.text),
            original=kept[0] if kept else None, understood=understood, offers=offers,
        )  # fmt: skip

    def _understood(self, kept: Sequence[Attachment]) -> Understood | None:
        """The original read again; not that of an archive's member."""
        if not kept or PurePosixPath(kept[0].name).suffix.lower() == ARCHIVE:
            return None
        try:
            return inspect(originals.fetch(kept[0].sha256, self.parts.settings.data_dir), kept[0].name)
        except ImportRefused:
            return None

    async def _one(
        self, request: web.Request, number: int, one: Understood | Rejected, name: str, data: bytes,
        taken: list[str], refused: list[Rejected],
    ) -> None:  # fmt: skip
        if isinstance(one, Rejected):
            refused.append(one)
            return
        try:
            header, dropped = one.header()
            text = compose(header, one.text).decode()
            path = await self._free(number, one.id)
            original = await asyncio.to_thread(originals.keep, data, name, self.parts.settings.data_dir)
            now, actor = self.parts.clock(), request[STAFF].name
            await self.database.write(drafts.put, number, path, text, None, now, actor, None, True)
        except (ImportRefused, PublishingError) as error:
            refused.append(Rejected(one.filename, getattr(error, "code", ""), str(error)))
            return
        row = Attachment(path, name, original.sha256, original.size, actor, now)
        await self.database.write(attachments.add, row)
        if dropped:
            flash(request, f"{one.filename}：写法不对的元数据已略去（{'、'.join(dropped)}）", "note")
        taken.append(path)

    async def _free(self, number: int, identity: str) -> str:
        """A path that nothing has yet: uploading never overwrites."""
        draft = await self.database.read(drafts.get, number)
        name, again = identity, 1
        while draft.file(f"policies/{name}.md") or self.content.read(f"policies/{name}.md"):
            again += 1
            name = f"{identity}-{again}"
        return f"policies/{name}.md"

    async def _parts_of(
        self, request: web.Request, refused: list[Rejected]
    ) -> AsyncIterator[tuple[str, bytes]]:
        """Name and bytes of each file sent."""
        reader = request.get(UPLOAD)
        if reader is None and request.content_type == "multipart/form-data":
            reader = await request.multipart()
        while reader is not None and (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or not part.filename:
                continue
            name = PurePosixPath(part.filename.replace("\\", "/")).name
            try:
                yield name, await _bytes_of(part, name)
            except Refusal as refusal:
                refused.append(Rejected(name, refusal.code, str(refusal)))
                return
            except ClientPayloadError:
                refused.append(Rejected(name, "cut", "上传中断了，请再传一次"))
                return


def _read_all(data: bytes, name: str) -> list[Understood | Rejected]:
    return list(inspect_all(data, name))


async def _bytes_of(part: BodyPartReader, name: str) -> bytes:
    limit = limits().archive_mb * MEGABYTE if PurePosixPath(name).suffix.lower() == ARCHIVE else max_bytes()
    found = bytearray()
    while chunk := await part.read_chunk(CHUNK):
        found += chunk
        if len(found) > limit:
            raise Refusal(
                "too_large", size=f"{len(found) / MEGABYTE:.1f} 以上", limit=f"{limit / MEGABYTE:g}"
            )
    return bytes(found)


def _offers(understood: Understood, content: ContentFolder) -> tuple[Replacement, ...]:
    """Published documents that this one may replace."""
    catalogue = Catalogue(content.folder)
    for path in content.paths():
        if path.startswith("policies/"):
            policy, _, _ = read_policy(content.folder / path)
            if policy is not None:
                catalogue.policies[policy.id] = policy
    return replacements(understood, catalogue)[:5]
