"""The steps of a visit: approval, notice, arrival by the enterprise's code, findings, calling off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import arrival, registration
from actions.inspection.access import Action, Actor
from actions.inspection.errors import Refused
from actions.inspection.visits import Filter, Visit, visits
from bot.web.console.access import allows
from bot.web.console.forgery import FORM
from bot.web.console.forms import ConsoleForm, choices, filled
from bot.web.console.inspection_access import REGISTER, allowed_visit, working
from bot.web.console.inspection_forms import ArrivalForm, ByForm, ReasonForm, findings_in
from bot.web.console.inspections import ONE, PATH
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Parts, Section
from knowledge.city_time import day_of

Work = Callable[[Connection, Visit, Actor, datetime], None]


class InspectionSteps:
    """``/console/inspections/{visit}/…``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """Routes; the entries are those of the lists."""
        return Section(
            [
                web.post(f"{ONE}/approve", self.approve),
                web.post(f"{ONE}/notify", self.notify),
                web.post(f"{ONE}/cancel", self.cancel),
                web.post(f"{ONE}/finish", self.finish),
                web.get("/inspections/arrive", self.choose),
                web.get(f"{ONE}/arrive", self.arriving),
                web.post(f"{ONE}/arrive", self.arrive),
            ]
        )

    @allows(REGISTER)
    async def approve(self, request: web.Request) -> web.Response:
        """Record the approval of the agency's part."""
        form = filled(ByForm, request)

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            registration.approve(connection, found.id, actor.id, form.by.data or "", now)

        return await self._step(request, form, Action.APPROVE_VISIT, work, "已记下审批")

    @allows(REGISTER)
    async def notify(self, request: web.Request) -> web.Response:
        """Record that the notice was served."""
        form = filled(ByForm, request)

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            registration.notify(connection, found.id, form.by.data or "", now)

        return await self._step(request, form, Action.NOTIFY_VISIT, work, "已记下送达")

    @allows(REGISTER)
    async def cancel(self, request: web.Request) -> web.Response:
        """Call it off."""
        form = filled(ReasonForm, request)

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            registration.cancel(connection, found.id, form.reason.data or "", now)

        return await self._step(request, form, Action.CANCEL_VISIT, work, "已撤销")

    @allows(REGISTER)
    async def finish(self, request: web.Request) -> web.Response:
        """Note what was found, item by item; close the visit unless it goes on."""
        fields: Mapping[str, str] = request.get(FORM) or {}
        end = "note" not in fields

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            told = {one.item for one in found.findings}
            findings = findings_in(fields, found.items, told, end=end)
            if end:
                arrival.finish(connection, found.id, findings, now)
            elif not findings:
                raise Refused.because("finding_missing")
            else:
                arrival.note_findings(connection, found.id, findings, now)

        form = filled(ConsoleForm, request)
        return await self._step(request, form, Action.FINISH_VISIT, work, "已办结" if end else "已记下")

    @allows(REGISTER)
    async def choose(self, request: web.Request) -> web.Response:
        """After the enterprise's code was scanned: the agency's visits there that are due."""
        code = request.query.get("code", "")[:2000]
        now = self._parts.clock()

        def work(connection: Connection, actor: Actor) -> tuple[str, list[Visit]]:
            owner = arrival.scanned_enterprise(connection, code)
            found = visits(connection, Filter(enterprise_id=owner.id, agency_id=actor.id or "-"))
            due = [one for one in found if one.status in ("registered", "approved", "started")]
            return owner.name, [one for one in due if day_of(one.ends_at) >= day_of(now)]

        try:
            name, due = await working(self._parts, request, work)
        except Refused as refused:
            return page(request, "inspection_arrive.html", 422, fault=str(refused), name="", due=[], code="")
        if len(due) == 1:
            return see_other(f"{PATH}/{due[0].id}/arrive?code={quote(code)}")
        return page(request, "inspection_arrive.html", fault="", name=name, due=due, code=code)

    @allows(REGISTER)
    async def arriving(self, request: web.Request) -> web.Response:
        """The form of an arrival; a scanned code is in it."""
        form = ArrivalForm(data={"enterprise_code": request.query.get("code", "")[:2000]})
        return await self._arrival(request, form)

    @allows(REGISTER)
    async def arrive(self, request: web.Request) -> web.Response:
        """Record who came."""
        form = filled(ArrivalForm, request)
        visit_id = request.match_info["visit_id"]

        def work(connection: Connection, actor: Actor) -> None:
            found = allowed_visit(connection, actor, visit_id, Action.CHECK_IN)
            scanned = form.enterprise_code.data or None
            people = form.certificates.data or []
            now = self._parts.clock()
            arrival.check_in(connection, found.id, scanned, people, form.reason.data or "", now)

        try:
            await working(self._parts, request, work, "inspection.arrive", f"visit:{visit_id[:8]}")
        except Refused as refused:
            return await self._arrival(request, form, [one.sentence for one in refused.findings])
        flash(request, "已登记到场，请向企业出示检查码和执法证")
        return see_other(f"{PATH}/{visit_id}")

    async def _arrival(
        self, request: web.Request, form: ArrivalForm, faults: list[str] | None = None
    ) -> web.Response:
        visit_id = request.match_info["visit_id"]
        found = await working(
            self._parts,
            request,
            lambda connection, actor: allowed_visit(connection, actor, visit_id, Action.CHECK_IN),
        )
        form.certificates.choices = choices(
            (one.certificate, f"{one.name}（{one.certificate}）") for one in found.inspectors
        )
        status = 422 if faults else 200
        return page(request, "inspection_check_in.html", status, form=form, visit=found, faults=faults or [])

    async def _step(
        self, request: web.Request, form: ConsoleForm, action: Action, act: Work, said: str
    ) -> web.Response:
        """Do one thing to a visit; what forbids it is told on the visit's page."""
        visit_id = request.match_info["visit_id"]
        back = f"{PATH}/{visit_id}"

        def work(connection: Connection, actor: Actor) -> None:
            found = allowed_visit(connection, actor, visit_id, action)
            if form.validate():
                act(connection, found, actor, self._parts.clock())

        try:
            await working(self._parts, request, work, f"inspection.{action.value}", f"visit:{visit_id[:8]}")
        except Refused as refused:
            flash(request, str(refused), "fault")
            return see_other(back)
        if form.errors:
            told = "；".join(
                f"{item.label.text}：{'；'.join(map(str, item.errors))}" for item in form if item.errors
            )
            flash(request, told, "fault")
        else:
            flash(request, said)
        return see_other(back)
