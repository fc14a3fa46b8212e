"""What was published and by whom; one click takes it back."""

from __future__ import annotations

import asyncio

from aiohttp import web

from actions.publishing import jobs, publications
from actions.publishing.differences import side_by_side
from actions.publishing.errors import HistoryDamaged
from actions.publishing.history import Change
from bot.web.console.access import STAFF, allows
from bot.web.console.knowledge_parts import (
    HEADING,
    READ,
    REVIEW,
    KnowledgePages,
    number_in,
    sent,
    unknown_is_404,
)
from bot.web.console.pages import PAGE_SIZE, Page, flash, page, page_number, see_other
from bot.web.console.section import Entry, Section

PATH = "/console/knowledge/publications"


class KnowledgePublications(KnowledgePages):
    """``/console/knowledge/publications``."""

    def section(self) -> Section:
        """Routes and entry."""
        one = "/knowledge/publications/{number}"
        routes = [
            web.get("/knowledge/publications", self.listed),
            web.get(one, self.show),
            web.post(f"{one}/revert", self.revert),
        ]
        return Section(routes, HEADING, [Entry("发布记录", PATH, READ)])

    @allows(READ)
    async def listed(self, request: web.Request) -> web.Response:
        """Publications, newest first."""
        number = page_number(request)
        found, total = await self.database.read(publications.listed, (number - 1) * PAGE_SIZE, PAGE_SIZE)
        return page(request, "knowledge_publications.html", list=Page(found, number, total))

    @allows(READ)
    @unknown_is_404
    async def show(self, request: web.Request) -> web.Response:
        """One publication: what it changed."""
        publication = await self.database.read(publications.get, number_in(request))
        job = await self.database.read(jobs.latest, publication.number, jobs.REVERT)
        changes = await asyncio.to_thread(self._changes, publication.commit)
        shown = [(change.path, side_by_side(change.before, change.after)) for change in changes]
        return page(request, "knowledge_publication.html", publication=publication, job=job, changes=shown,
                    now=self.parts.clock())  # fmt: skip

    @allows(REVIEW)
    @unknown_is_404
    async def revert(self, request: web.Request) -> web.Response:
        """Take it back, now."""
        publication = await self.database.read(publications.get, number_in(request))
        now, actor = self.parts.clock(), request[STAFF].name
        await self.database.write(
            jobs.add, jobs.REVERT, publication.number, actor, now, sent(request, "reason").strip()
        )
        flash(request, "正在回退")
        return see_other(f"{PATH}/{publication.number}")

    def _changes(self, commit: str) -> list[Change]:
        try:
            with self.history() as history:
                return history.changes(commit)
        except HistoryDamaged:
            return []
