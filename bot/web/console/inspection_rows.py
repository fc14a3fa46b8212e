"""One row of the registry: corrected, revoked or restored, with a reason, on record with what it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import access, amendment, registry
from actions.inspection.access import Action, Actor
from actions.inspection.amending import KINDS
from actions.inspection.amendment import Change, Row
from actions.inspection.cells import LineFault
from actions.inspection.intake import TABLES
from actions.staff import audit
from actions.staff.audit import Entry
from bot.web.console.access import STAFF, allows
from bot.web.console.forgery import FORM
from bot.web.console.inspection_access import SUPERVISE, working
from bot.web.console.inspection_registry import PATH
from bot.web.console.pages import flash, page, see_other
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Parts, Section

#: Before the address of a list, whose pattern would take these in.
ROW = f"/inspection-registry/{{kind:{'|'.join(KINDS)}}}/row"
LONGEST = 500
NO_REASON = "请写明原因，记入操作记录"
Alter = Callable[[Connection, Actor, datetime], Change]


class InspectionRows:
    """``/console/inspection-registry/{kind}/row?key=…``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """Routes; the entry is that of the lists."""
        return Section(
            [
                web.get(ROW, self.show),
                web.post(ROW, self.edit),
                web.post(f"{ROW}/turn", self.turn),
                web.post(f"{ROW}/code", self.renew),
            ]
        )

    @allows(SUPERVISE)
    async def show(self, request: web.Request) -> web.Response:
        """The row, and what may be done to it."""
        return await self._page(request, request.query.get("key", ""))

    @allows(SUPERVISE)
    async def edit(self, request: web.Request) -> web.Response:
        """Correct it."""
        kind, key = request.match_info["kind"], sent(request).get("key", "")
        cells = {name: value[:LONGEST] for name, value in sent(request).items()}

        def alter(connection: Connection, actor: Actor, now: datetime) -> Change:
            return amendment.edit(connection, actor, kind, key, cells, now)

        return await self._alter(request, alter, "inspection.amend", "已保存")

    @allows(SUPERVISE)
    async def turn(self, request: web.Request) -> web.Response:
        """Revoke it, or restore it."""
        kind, key = request.match_info["kind"], sent(request).get("key", "")

        def alter(connection: Connection, actor: Actor, now: datetime) -> Change:
            return amendment.turn(connection, actor, kind, key, now)

        return await self._alter(request, alter, "inspection.turn", "已保存，马上生效")

    @allows(SUPERVISE)
    async def renew(self, request: web.Request) -> web.Response:
        """A new code for an enterprise: those printed before stop working."""
        kind, key = request.match_info["kind"], sent(request).get("key", "")
        if kind != "enterprises":
            raise PageUnknown()

        def alter(connection: Connection, actor: Actor, now: datetime) -> Change:
            access.require(actor, Action.EDIT_REGISTRY)
            row = amendment.find(connection, actor, kind, key, now)
            registry.renew_code(connection, key)
            return Change(row, row)

        return await self._alter(request, alter, "inspection.renew", "已换发企业码，旧码失效，请企业重新打印")

    async def _alter(self, request: web.Request, alter: Alter, done: str, said: str) -> web.Response:
        """Change it for a reason; both are on record in the same transaction."""
        fields = sent(request)
        kind, key = request.match_info["kind"], fields.get("key", "")
        reason = fields.get("reason", "").strip()[:200]
        now, by = self._parts.clock(), request[STAFF].name

        def work(connection: Connection, actor: Actor) -> Change:
            change = alter(connection, actor, now)
            after = change.after.document() if change.after else None
            subject = f"{kind}:{key[:8] if len(key) == 32 else key}"
            audit.record(connection, Entry(now, by, done, subject, change.before.document(), after, reason))
            return change

        if not reason:
            return await self._page(request, key, NO_REASON, fields)
        try:
            change = await working(self._parts, request, work)
        except LineFault as fault:
            return await self._page(request, key, str(fault), fields)
        flash(request, said)
        return see_other(address(kind, key) if change.after else f"{PATH}/{kind}")

    async def _page(
        self, request: web.Request, key: str, fault: str = "", fields: Mapping[str, str] | None = None
    ) -> web.Response:
        kind = request.match_info["kind"]

        def work(connection: Connection, actor: Actor) -> Row:
            return amendment.find(connection, actor, kind, key, self._parts.clock())

        row = await working(self._parts, request, work)
        given = {name: (fields or {}).get(name, cell) for name, cell in row.cells.items()}
        return page(
            request, "inspection_row.html", 422 if fault else 200, row=row, given=given, fault=fault,
            kind=kind, title=TABLES[kind].title, reason=(fields or {}).get("reason", ""),
        )  # fmt: skip


def sent(request: web.Request) -> Mapping[str, str]:
    """The fields of the form; none when nothing was sent."""
    return request.get(FORM) or {}


def address(kind: str, key: str) -> str:
    """Where a row stands."""
    return f"{PATH}/{kind}/row?{urlencode({'key': key})}"
