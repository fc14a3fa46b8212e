"""Try it: ask as a resident, the draft beside the published version, and see how the answer was found."""

from __future__ import annotations

from typing import Any

import aiohttp
from aiohttp import web

from actions.publishing import drafts
from bot.web.console.access import allows
from bot.web.console.knowledge_parts import HEADING, READ, KnowledgePages
from bot.web.console.pages import page
from bot.web.console.section import Entry, Section

PATH = "/console/knowledge/trial"
#: A draft's version is loaded for the first question.
TIMEOUT = aiohttp.ClientTimeout(total=30)
LENGTH = 500
LEGS = {
    "words": "词",
    "grams": "字",
    "documents": "全文",
    "dense": "语义",
    "verbatim": "原句",
    "brevity": "篇幅",
}


class KnowledgeTrial(KnowledgePages):
    """``/console/knowledge/trial``."""

    def section(self) -> Section:
        """Route and entry."""
        return Section([web.get("/knowledge/trial", self.show)], HEADING, [Entry("试一试", PATH, READ)])

    @allows(READ)
    async def show(self, request: web.Request) -> web.Response:
        """The question, and what both versions say."""
        question, before = (request.query.get(name, "").strip()[:LENGTH] for name in ("q", "before"))
        wanted = request.query.get("draft", "")
        open_drafts = [draft for draft in await self.database.read(drafts.listed) if draft.version]
        chosen = next((draft for draft in open_drafts if str(draft.number) == wanted), None)
        version = (chosen.version or "") if chosen else ""
        found, fault = await self._ask(question, before, version) if question else (None, "")
        return page(
            request, "knowledge_trial.html", question=question, before=before, drafts=open_drafts, chosen=chosen,
            found=found,
            fault=fault, legs={leg: LEGS.get(leg, leg) for leg in (found or {}).get("live", {}).get("weights", {})},
        )  # fmt: skip

    async def _ask(self, question: str, before: str, version: str) -> tuple[dict[str, Any] | None, str]:
        url = f"{self.parts.settings.actions_url}/publishing/trial"
        asked = {"question": question, "version": version, "after": [before] if before else []}
        try:
            async with (
                aiohttp.ClientSession(timeout=TIMEOUT) as client,
                client.post(url, json=asked) as answer,
            ):
                body = await answer.json(content_type=None)
                if answer.status == 200:
                    return body, ""
                return None, str((body or {}).get("detail") or "试用服务现在不能用，请稍后再试")
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None, "试用服务现在不能用，请稍后再试"
