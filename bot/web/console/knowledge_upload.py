"""Uploading documents: taken apart, kept as they came, put into a draft."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from aiohttp import BodyPartReader, ClientPayloadError, web
from sqlalchemy.engine import Connection

from actions.publishing import attachments, drafts
from actions.publishing.attachments import Attachment
from bot.web.console.access import STAFF, allows
from bot.web.console.forgery import UPLOAD
from bot.web.console.knowledge_parts import DRAFTS, EDIT, KnowledgePages
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Section
from bot.web.console.understandings import UNDERSTANDINGS
from knowledge.errors import AppError
from knowledge.importing import Rejected, Understood, inspect, originals
from knowledge.importing.archive import members
from knowledge.importing.kinds import ARCHIVE
from knowledge.importing.limits import MEGABYTE, limits, max_bytes
from knowledge.importing.refusal import Refusal
from knowledge.importing.writing import compose

CHUNK = 256 * 1024
#: A server in front of us gives up after two minutes; what has not been read by then is told, not lost in silence.
SECONDS = 80.0
LATER = "这一批太多，还没有读到这一份，请再传一次"


@dataclass(frozen=True)
class Taken:
    """A file, or a member of an archive, as understood; ``data`` are its own bytes."""

    understood: Understood
    name: str
    data: bytes


class KnowledgeUpload(KnowledgePages):
    """``/console/knowledge/upload``."""

    def section(self) -> Section:
        """Routes."""
        return Section([web.get("/knowledge/upload", self.ask), web.post("/knowledge/upload", self.take)])

    @allows(EDIT)
    async def ask(self, request: web.Request) -> web.Response:
        """The form."""
        return page(request, "knowledge_upload.html", refused=[], limit=max_bytes() // MEGABYTE)

    @allows(EDIT)
    async def take(self, request: web.Request) -> web.Response:
        """Read the files one by one; one that cannot be taken does not stop the others."""
        taken: list[str] = []
        refused: list[Rejected] = []
        number, end = 0, time.monotonic() + SECONDS
        async for name, data in self._parts_of(request, refused):
            for one in await asyncio.to_thread(_read_all, data, name, end):
                if isinstance(one, Rejected):
                    refused.append(one)
                    continue
                number = number or await self.draft_of(request, f"导入 {name}")
                await self._one(request, number, one, taken, refused)
        if not taken:
            if not refused:
                refused.append(Rejected("", "nothing", "没有收到文件，请选择文件后再上传"))
            return page(request, "knowledge_upload.html", 422, refused=refused, limit=max_bytes() // MEGABYTE)
        for each in refused:
            flash(request, f"{each.filename} 没有收下：{each.reason}", "fault")
        if len(taken) == 1:
            return see_other(f"{DRAFTS}/{number}/metadata?path={quote(taken[0])}")
        flash(request, f"收下 {len(taken)} 份，请逐份核对")
        return see_other(f"{DRAFTS}/{number}/confirm")

    async def _one(
        self, request: web.Request, number: int, one: Taken, taken: list[str], refused: list[Rejected]
    ) -> None:
        understood, now, actor = one.understood, self.parts.clock(), request[STAFF].name
        try:
            header, dropped = understood.header()
            text = compose(header, understood.text).decode()
            path = await self._free(number, understood.id)
            original = await asyncio.to_thread(
                originals.keep, one.data, one.name, self.parts.settings.data_dir
            )
            await self._tell_same(request, number, understood)
            kept = Attachment(path, one.name, original.sha256, original.size, actor, now)
            await self.database.write(_put, number, text, kept)
            UNDERSTANDINGS.remember(understood)
        except AppError as error:
            refused.append(Rejected(understood.filename, error.code, str(error)))
            return
        if dropped:
            flash(request, f"{understood.filename}：写法不对的元数据已略去（{'、'.join(dropped)}）", "note")
        taken.append(path)

    async def _tell_same(self, request: web.Request, number: int, understood: Understood) -> None:
        """Say so when the very same file was uploaded before."""
        draft = await self.database.read(drafts.get, number)
        for path in await self.database.read(attachments.same, understood.sha256):
            if draft.file(path) is not None or await asyncio.to_thread(self.content.read, path) is not None:
                flash(
                    request,
                    f"{understood.filename} 和 {path} 是一模一样的文件；如果传重了，请在草稿里点“不改了”",
                    "note",
                )

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


def _put(connection: Connection, number: int, text: str, original: Attachment) -> None:
    """The file in the draft with its original: without that, nobody would have to confirm it."""
    at, actor = original.added_at, original.added_by
    drafts.put(connection, number, original.path, text, None, at, actor, None, True)
    attachments.add(connection, original)


def _read_all(data: bytes, name: str, end: float) -> list[Taken | Rejected]:
    return [
        _read(each, data, end) if isinstance(data, bytes) else data for each, data in _files_of(data, name)
    ]


def _files_of(data: bytes, name: str) -> Iterator[tuple[str, bytes | Rejected]]:
    """The file itself, or each file of an archive under the archive's name."""
    if PurePosixPath(name).suffix.lower() != ARCHIVE:
        yield name, data
        return
    try:
        for member in members(data):
            shown = f"{name}/{member.name}"
            refusal = member.refusal
            yield shown, member.data if refusal is None else Rejected(shown, refusal.code, str(refusal))
    except Refusal as refusal:
        yield name, Rejected(name, refusal.code, str(refusal))


def _read(name: str, data: bytes, end: float) -> Taken | Rejected:
    if time.monotonic() > end:
        return Rejected(name, "later", LATER)
    try:
        return Taken(inspect(data, name), name, data)
    except Refusal as refusal:
        return Rejected(name, refusal.code, str(refusal))


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
