"""Reports for supervision: the reporter stays hidden until somebody asks, and that goes on record."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import cases, evidence
from actions.inspection.access import Actor
from actions.inspection.errors import Refused
from actions.inspection.registry import agency_names, enterprise
from actions.inspection.vocabulary import vocabulary
from bot.web.console.access import allows
from bot.web.console.forms import choices, filled
from bot.web.console.inspection_access import SUPERVISE, working
from bot.web.console.inspection_forms import CaseForm
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Entry, Parts, Section

PATH = "/console/inspection-cases"
ONE = "/inspection-cases/{case_id:[0-9a-f]{32}}"
KINDS = {"unscanned": "不扫码", "complaint": "投诉"}


class InspectionCases:
    """``/console/inspection-cases``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/inspection-cases", self.list_cases),
            web.get(ONE, self.show),
            web.post(ONE, self.move),
            web.post(f"{ONE}/reporter", self.tell_reporter),
            web.get(f"{ONE}/photos/{{photo:[0-9a-f]{{32}}}}", self.photo),
        ]
        return Section(routes, "扫码入企", [Entry("企业反映", PATH, SUPERVISE)])

    @allows(SUPERVISE)
    async def list_cases(self, request: web.Request) -> web.Response:
        """All of them, newest first."""
        status = request.query.get("status") or None

        def work(connection: Connection, actor: Actor) -> tuple[list[cases.Case], dict[str, str]]:
            return cases.cases(connection, actor, status), agency_names(connection)

        found, agencies = await working(self._parts, request, work)
        statuses = vocabulary().case_statuses
        return page(
            request, "inspection_cases.html", cases=found, agencies=agencies, kinds=KINDS, statuses=statuses,
            chosen=status or "",
        )  # fmt: skip

    @allows(SUPERVISE)
    async def show(self, request: web.Request) -> web.Response:
        """One case, without its reporter."""
        return await self._page(request, CaseForm())

    @allows(SUPERVISE)
    async def move(self, request: web.Request) -> web.Response:
        """A step further; the reporter reads the note."""
        form = filled(CaseForm, request)
        case_id = request.match_info["case_id"]

        def work(connection: Connection, actor: Actor) -> None:
            status, note = form.status.data or "", form.note.data or ""
            cases.move_case(connection, actor, case_id, status, note, self._parts.clock())

        try:
            await working(self._parts, request, work, "inspection.case", f"case:{case_id[:8]}")
        except Refused as refused:
            flash(request, str(refused), "fault")
        else:
            flash(request, "已保存")
        return see_other(f"{PATH}/{case_id}")

    @allows(SUPERVISE)
    async def photo(self, request: web.Request) -> web.Response:
        """A photo of a case."""
        case_id, wanted = request.match_info["case_id"], request.match_info["photo"]
        media_type, body = await working(
            self._parts,
            request,
            lambda connection, actor: evidence.content(connection, actor, case_id, wanted),
        )
        return web.Response(body=body, content_type=media_type)

    @allows(SUPERVISE)
    async def tell_reporter(self, request: web.Request) -> web.Response:
        """Who reported it."""
        case_id = request.match_info["case_id"]

        def work(connection: Connection, actor: Actor) -> dict[str, str]:
            known = cases.reporter(connection, actor, case_id)
            owner = enterprise(connection, known.enterprise_id) if known.enterprise_id else None
            told = {"企业": owner.name if owner else "", "联系方式": known.contact or ""}
            return {key: value for key, value in told.items() if value}

        told = await working(self._parts, request, work, "inspection.reporter", f"case:{case_id[:8]}")
        return await self._page(request, CaseForm(), told or {"反映人": "没有留名（在对话里匿名反映）"})

    async def _page(
        self, request: web.Request, form: CaseForm, reporter: dict[str, str] | None = None
    ) -> web.Response:
        case_id = request.match_info["case_id"]

        def work(connection: Connection, actor: Actor) -> dict[str, Any]:
            return {
                "case": cases.case(connection, actor, case_id),
                "agencies": agency_names(connection),
                "photos": evidence.of_case(connection, actor, case_id),
            }

        values = await working(self._parts, request, work)
        statuses = vocabulary().case_statuses
        steps = cases.STEPS.get(values["case"].status, ())
        form.status.choices = choices((step, statuses[step]) for step in steps)
        return page(
            request, "inspection_case.html", **values, form=form, steps=steps, kinds=KINDS, statuses=statuses,
            reporter=reporter,
        )  # fmt: skip
