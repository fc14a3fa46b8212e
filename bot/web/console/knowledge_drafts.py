"""Drafts and their way: check, submit, approve, send back, withdraw."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from actions.publishing import attachments, drafts, jobs, review
from actions.publishing.contrast import contrast
from actions.publishing.errors import StepRefused
from actions.publishing.review import Approval
from bot.web.console.access import STAFF, allows
from bot.web.console.knowledge_parts import (
    DRAFTS,
    EDIT,
    HEADING,
    READ,
    REVIEW,
    KnowledgePages,
    number_in,
    sent,
    told_on_the_draft,
    unknown_is_404,
)
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Entry, Section
from knowledge.city_time import CHINA


class KnowledgeDrafts(KnowledgePages):
    """``/console/knowledge/drafts``."""

    def section(self) -> Section:
        """Routes and entry."""
        one = "/knowledge/drafts/{number}"
        routes = [
            web.get("/knowledge/drafts", self.listed),
            web.get(one, self.show),
            web.post(f"{one}/title", self.rename),
            web.post(f"{one}/check", self.check),
            web.post(f"{one}/submit", self.submit),
            web.post(f"{one}/approve", self.approve),
            web.post(f"{one}/return", self.give_back),
            web.post(f"{one}/withdraw", self.withdraw),
        ]
        return Section(routes, HEADING, [Entry("草稿和审核", DRAFTS, READ)])

    @allows(READ)
    async def listed(self, request: web.Request) -> web.Response:
        """Drafts under way, then those that are over."""
        over = request.query.get("over") == "1"
        found = await self.database.read(drafts.listed, over=over)
        return page(request, "knowledge_drafts.html", drafts=found, over=over)

    @allows(READ)
    @unknown_is_404
    async def show(self, request: web.Request) -> web.Response:
        """A draft: its files, what the check found, what can be done."""
        draft = await self.draft(request)
        checking = await self.database.read(jobs.latest, draft.number, jobs.CHECK)
        uploaded = await self.database.read(attachments.unconfirmed, list(draft.texts))
        publishing = await self.database.read(jobs.latest, draft.number, jobs.PUBLISH)
        own = await self.database.read(review.had_a_hand, draft, request[STAFF].name)
        return page(
            request, "knowledge_draft.html", draft=draft, checking=checking, publishing=publishing,
            own=own, now=self.parts.clock(), contrast=contrast,
            uploaded=uploaded,
        )  # fmt: skip

    @allows(EDIT)
    @told_on_the_draft
    async def rename(self, request: web.Request) -> web.Response:
        """Another title."""
        now, actor = self.parts.clock(), request[STAFF].name
        await self.database.write(drafts.rename, number_in(request), sent(request, "title"), now, actor)
        return self._back(request, "已改标题")

    @allows(EDIT)
    @told_on_the_draft
    async def check(self, request: web.Request) -> web.Response:
        """Have it built and held against the known questions."""
        draft = await self.draft(request)
        if draft.over or not draft.files:
            raise StepRefused("草稿里没有可以检查的文件")
        await self.database.write(jobs.add, jobs.CHECK, draft.number, request[STAFF].name, self.parts.clock())
        return self._back(request, "开始检查，一般半分钟，重新启动以后的第一次要一两分钟")

    @allows(EDIT)
    @told_on_the_draft
    async def submit(self, request: web.Request) -> web.Response:
        """Hand it to the reviewers."""
        await self.database.write(review.submit, number_in(request), self.parts.clock(), request[STAFF].name)
        return self._back(request, "已提交，等同事审核")

    @allows(REVIEW)
    @told_on_the_draft
    async def approve(self, request: web.Request) -> web.Response:
        """Approve and publish, now or later."""
        approval = Approval(
            _moment(sent(request, "publish_at")),
            _moment(sent(request, "expires_at")),
            sent(request, "override"),
        )
        now, actor = self.parts.clock(), request[STAFF].name
        await self.database.write(review.approve, number_in(request), approval, now, actor)
        later = approval.publish_at is not None and approval.publish_at > now
        return self._back(request, "已批准，到时间自动发布" if later else "已批准，正在发布")

    @allows(REVIEW)
    @told_on_the_draft
    async def give_back(self, request: web.Request) -> web.Response:
        """Back to the author."""
        await self.database.write(
            review.give_back,
            number_in(request),
            sent(request, "reason"),
            self.parts.clock(),
            request[STAFF].name,
        )
        return self._back(request, "已退回给起草人")

    @allows(EDIT)
    @told_on_the_draft
    async def withdraw(self, request: web.Request) -> web.Response:
        """Give it up."""
        staff = request[STAFF]
        await self.database.write(
            review.withdraw, number_in(request), self.parts.clock(), staff.name, staff.may(REVIEW)
        )
        return self._back(request, "已撤销")

    def _back(self, request: web.Request, said: str) -> web.Response:
        flash(request, said)
        return see_other(f"{DRAFTS}/{number_in(request)}")


def _moment(text: str) -> datetime | None:
    """A local time as browsers send it."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=CHINA)
    except ValueError:
        raise StepRefused("时间要写成 2026-12-01 09:00 这样") from None
