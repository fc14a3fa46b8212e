"""What was read from uploaded documents, confirmed by a person: one by one, or several in a table."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from actions.publishing import attachments, drafts
from actions.publishing.attachments import Attachment
from actions.publishing.draft import Draft, DraftFile
from actions.publishing.errors import FileUnknown
from actions.publishing.files import ContentFolder, Kind, kind_of
from bot.web.console.access import STAFF, allows
from bot.web.console.forms import filled
from bot.web.console.knowledge_metadata import HeaderForm, MetadataForm, RowForm, composed, form_of
from bot.web.console.knowledge_parts import (
    DRAFTS,
    EDIT,
    KnowledgePages,
    fields,
    path_in,
    sent,
    told_on_the_draft,
    unknown_is_404,
)
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Section
from bot.web.console.understandings import UNDERSTANDINGS
from knowledge.catalogue import Catalogue
from knowledge.catalogue.reading import read_policy
from knowledge.importing import Understood
from knowledge.importing.replacing import Replacement, replacements

#: Rows of the table at once; the rest comes after them. And so many documents that one may replace.
ROWS, OFFERS = 30, 5
#: A table of thirty rows with their addresses.
FORM_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Row:
    """A document in the table; ``prefix`` is that of its fields."""

    path: str
    prefix: str
    form: RowForm
    original: Attachment
    understood: Understood | None
    offers: tuple[Replacement, ...]


class KnowledgeConfirm(KnowledgePages):
    """``/console/knowledge/drafts/{number}/metadata`` and ``…/confirm``."""

    def section(self) -> Section:
        """Routes."""
        one, several = "/knowledge/drafts/{number}/metadata", "/knowledge/drafts/{number}/confirm"
        return Section([
            web.get(one, self.show), web.post(one, self.confirm),
            web.get(several, self.show_all), web.post(several, self.confirm_some),
        ])  # fmt: skip

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
        form = filled(MetadataForm, request)
        if not form.validate():
            return await self._confirmation(request, form, 422)
        target = await self._keep(request, draft, path, form, sent(request, "instead"))
        flash(request, "已保存，请看一遍正文")
        return see_other(f"{DRAFTS}/{draft.number}/edit?path={quote(target)}")

    @allows(EDIT)
    @unknown_is_404
    async def show_all(self, request: web.Request) -> web.Response:
        """Everything that nobody has looked at, as a table."""
        draft = await self.draft(request)
        return await self._table(request, draft, {}, 200)

    @allows(EDIT, max_bytes=FORM_BYTES)
    @told_on_the_draft
    @unknown_is_404
    async def confirm_some(self, request: web.Request) -> web.Response:
        """Keep the rows that are ticked."""
        draft = await self.draft(request)
        ticked = [(at, path) for at, path in _rows_sent(request) if sent(request, f"r{at}-seen")]
        forms = {path: RowForm(fields(request), prefix=f"r{at}-") for at, path in ticked}
        sound = [form.validate() for form in forms.values()]
        if not all(sound):
            return await self._table(request, draft, forms, 422)
        for at, path in ticked:
            await self._keep(request, draft, path, forms[path], sent(request, f"r{at}-instead"))
        if ticked:
            flash(request, f"核对了 {len(ticked)} 份")
        else:
            flash(request, "没有勾选“已核对”，什么都没有保存", "fault")
        left = await self._unconfirmed(await self.draft(request))
        return see_other(f"{DRAFTS}/{draft.number}/confirm" if left else f"{DRAFTS}/{draft.number}")

    async def _keep(
        self, request: web.Request, draft: Draft, path: str, form: HeaderForm, instead: str
    ) -> str:
        """Save one document with its metadata; where it is now."""
        text = _policy(draft, path).text or ""
        target = f"policies/{instead}.md" if instead else path
        kind_of(target)
        published = await asyncio.to_thread(self.content.read, target)
        now, actor = self.parts.clock(), request[STAFF].name
        await self.database.write(
            drafts.put, draft.number, target, composed(form, text), published, now, actor
        )
        if target != path:
            await self.database.write(drafts.drop, draft.number, path, now, actor)
            await self.database.write(attachments.moved, path, target)
        await self.database.write(attachments.confirm, target, now)
        return target

    async def _confirmation(
        self, request: web.Request, form: MetadataForm | None = None, status: int = 200
    ) -> web.Response:
        draft, path = await self.draft(request), path_in(request)
        text = _policy(draft, path).text or ""
        kept = await self.database.read(attachments.of, path)
        known = await asyncio.to_thread(_policies, self.content)
        understood, offers = await asyncio.to_thread(self._read, kept[:1], known)
        return page(
            request, "knowledge_metadata.html", status, draft=draft, path=path, form=form or form_of(text),
            original=kept[0] if kept else None, understood=understood, offers=offers,
        )  # fmt: skip

    async def _unconfirmed(self, draft: Draft) -> list[str]:
        return await self.database.read(
            attachments.unconfirmed, [file.path for file in draft.files if file.text is not None]
        )

    async def _table(
        self, request: web.Request, draft: Draft, sent_back: dict[str, RowForm], status: int
    ) -> web.Response:
        paths = await self._unconfirmed(draft)
        known = await asyncio.to_thread(_policies, self.content)
        rows = [await self._row(draft, path, at, sent_back, known) for at, path in enumerate(paths[:ROWS])]
        return page(
            request, "knowledge_confirm.html", status, draft=draft, rows=rows, left=len(paths) - len(rows)
        )

    async def _row(
        self, draft: Draft, path: str, at: int, sent_back: dict[str, RowForm], known: Catalogue
    ) -> Row:
        text = _policy(draft, path).text or ""
        kept = (await self.database.read(attachments.of, path))[0]
        understood, offers = await asyncio.to_thread(self._read, [kept], known)
        prefix = f"r{at}-"
        form = sent_back.get(path) or RowForm(prefix=prefix, data=form_of(text).data)
        return Row(path, prefix, form, kept, understood, offers)

    def _read(
        self, kept: list[Attachment], known: Catalogue
    ) -> tuple[Understood | None, tuple[Replacement, ...]]:
        """What was read of the original, and the published documents that it may replace."""
        understood = UNDERSTANDINGS.of(kept[0], self.parts.settings.data_dir) if kept else None
        return understood, replacements(understood, known)[:OFFERS] if understood else ()


def _policy(draft: Draft, path: str) -> DraftFile:
    file = draft.file(path)
    if file is None or file.text is None or kind_of(path) is not Kind.POLICY:
        raise FileUnknown()
    return file


def _rows_sent(request: web.Request) -> list[tuple[int, str]]:
    """Number and path of each row of the form."""
    return list(enumerate(fields(request).getall("path", [])[:ROWS]))


def _policies(content: ContentFolder) -> Catalogue:
    """Published documents, as far as they can be read."""
    catalogue = Catalogue(content.folder)
    for path in content.paths():
        if path.startswith("policies/"):
            policy, _, _ = read_policy(content.folder / path)
            if policy is not None:
                catalogue.policies[policy.id] = policy
    return catalogue
