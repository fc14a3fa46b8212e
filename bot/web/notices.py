"""What staff have residents told: the announcement, and that answering is switched off."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from aiohttp import web

from actions.staff.switches import Switchboard
from bot.web.reply import Contact, Reply, ReplyKind
from bot.web.responses import json_response
from bot.web.sessions import Clock
from knowledge.formats.answer import Outcome

HOTLINE = Contact(title="12345 政务服务便民热线", number="12345")


@dataclass(frozen=True)
class Notices:
    """Asks the switchboard on behalf of residents."""

    switchboard: Switchboard
    clock: Clock

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [web.get("/api/chat/announcement", self.show, allow_head=False)]

    async def show(self, _request: web.Request) -> web.Response:
        """The announcement; an empty object when there is none."""
        return json_response(await self.announcement())

    async def announcement(self) -> dict[str, str]:
        """The announcement as a part of a response."""
        text = (await self.switchboard.state()).told(self.clock())
        return {"announcement": text} if text else {}

    async def closed(self) -> Reply | None:
        """The reply to every message while answering is switched off."""
        answering = (await self.switchboard.state()).answering
        if answering.on:
            return None
        return Reply(
            id=uuid.uuid4().hex,
            kind=ReplyKind.CONTACT,
            outcome=Outcome.NO_ANSWER,
            text=answering.sentence or "智能问答暂停服务，请拨打 12345。",
            contacts=(HOTLINE,),
        )
