"""What the city's own platform has not got: steps that wait after a failure, steps that were given up."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web
from sqlalchemy.engine import Connection
from wtforms import IntegerField, validators

from actions.hotline import outbox
from actions.hotline.rules import Event, rules
from actions.staff import audit
from actions.staff.audit import Entry as Record
from bot.web.console.access import STAFF, allows
from bot.web.console.forms import ConsoleForm, filled
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Parts

PATH = "/console/desk-outbox"
READ, WORK = "desk.read", "desk.work"


class ResendForm(ConsoleForm):
    """One entry, or all of them."""

    entry = IntegerField("编号", [validators.Optional()])


class OutboxPages:
    """``/console/desk-outbox``, reached from the desk."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database

    def routes(self) -> list[web.RouteDef]:
        """Part of the desk's section."""
        return [web.get("/desk-outbox", self.show), web.post("/desk-outbox/resend", self.resend)]

    @allows(READ)
    async def show(self, request: web.Request) -> web.Response:
        """How many wait, and all that failed."""
        counted = await self._database.read(outbox.counts)
        failed = await self._database.read(outbox.failing)
        return page(
            request, "desk_outbox.html", counted=counted, failed=failed, rules=rules(), Event=Event,
            used=bool(self._parts.settings.hotline_webhook_url), may_resend=request[STAFF].may(WORK),
        )  # fmt: skip

    @allows(WORK)
    async def resend(self, request: web.Request) -> web.Response:
        """Queue given-up entries anew."""
        form = filled(ResendForm, request)
        chosen = None if form.entry.data is None else [form.entry.data]
        if form.validate():
            now, actor = self._parts.clock(), request[STAFF].name
            count = await self._database.write(_resend, chosen, now, actor)
            flash(request, f"重新排队：{count} 条")
        return see_other(PATH)


def _resend(connection: Connection, chosen: list[int] | None, now: datetime, actor: str) -> int:
    count = outbox.resend(connection, chosen, now)
    which = "outbox" if chosen is None else f"outbox:{chosen[0]}"
    audit.record(connection, Record(now, actor, "outbox.resend", which, {}, {"count": count}, ""))
    return count
