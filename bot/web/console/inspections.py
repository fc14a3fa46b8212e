"""Inspections for agencies: registering with its checks, joining, and each step of a visit."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from markupsafe import Markup
from sqlalchemy.engine import Connection

from actions.inspection import access, arrival, registration
from actions.inspection.access import SUPERVISION, Action, Actor
from actions.inspection.codes import qr_svg
from actions.inspection.credit_code import read_credit_code
from actions.inspection.errors import CreditCodeInvalid, NotAllowed, Refused
from actions.inspection.lists import agency_inspectors, agency_items, agency_plans
from actions.inspection.registration import Registered
from actions.inspection.registry import agency_names, enterprise_by_credit_code
from actions.inspection.signing import Keyring, default_folder
from actions.inspection.visits import Filter, Visit, visits
from actions.inspection.vocabulary import vocabulary
from bot.web.console.access import allows
from bot.web.console.forgery import FORM
from bot.web.console.forms import filled
from bot.web.console.inspection_access import READ, REGISTER, allowed_visit, working
from bot.web.console.inspection_forms import PartForm, VisitForm
from bot.web.console.pages import flash, page, page_number, see_other
from bot.web.console.section import Entry, Parts, Section
from bot.web.same_origin import host_of, is_secure

PATH = "/console/inspections"
ONE = "/inspections/{visit_id:[0-9a-f]{32}}"
PAGE = 50


class Inspections:
    """``/console/inspections``: lists, registering and joining."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._keyring = Keyring(default_folder(parts.settings.data_dir))

    def section(self) -> Section:
        """Routes and entries."""
        routes = [
            web.get("/inspections", self.list_visits),
            web.get("/inspections/new", self.new),
            web.post("/inspections/new", self.register),
            web.get(ONE, self.show),
            web.get(f"{ONE}/join", self.offer_join),
            web.post(f"{ONE}/join", self.join),
        ]
        entries = [Entry("入企检查", PATH, READ), Entry("登记检查", f"{PATH}/new", REGISTER)]
        return Section(routes, "扫码入企", entries)

    @allows(READ)
    async def list_visits(self, request: web.Request) -> web.Response:
        """The agency's own visits and joint ones; all for supervision."""
        status = request.query.get("status", "")
        number = page_number(request)

        def work(connection: Connection, actor: Actor) -> tuple[list[Visit], bool]:
            everything = actor == SUPERVISION
            wanted = Filter(
                agency_id=None if everything else actor.id,
                status=status if status in vocabulary().visit_statuses else None,
            )
            return visits(connection, wanted, PAGE + 1, (number - 1) * PAGE), bool(actor.id) or everything

        found, bound = await working(self._parts, request, work)
        return page(
            request, "inspections.html", visits=found[:PAGE], more=len(found) > PAGE, number=number,
            chosen=status, statuses=vocabulary().visit_statuses, bound=bound,
        )  # fmt: skip

    @allows(REGISTER)
    async def new(self, request: web.Request) -> web.Response:
        """An empty form."""
        form = VisitForm()
        await self._offer(request, form)
        return self._form(request, form, None)

    @allows(REGISTER)
    async def register(self, request: web.Request) -> web.Response:
        """Check, and register when that is asked for and nothing stops it."""
        form = filled(VisitForm, request)
        await self._offer(request, form)
        if not form.validate():
            return self._form(request, form, None, 422)
        only_look = "look" in request[FORM]

        def work(connection: Connection, actor: Actor) -> tuple[Registered, dict[str, str]]:
            access.require(actor, Action.REGISTER_VISIT, access.of_agency(actor.id))
            owner = enterprise_by_credit_code(connection, read_credit_code(form.credit_code.data or ""))
            if owner is None:
                raise Refused.because("enterprise_unknown")
            wanted, now = form.request(actor.id, owner.id), self._parts.clock()
            if only_look:
                return registration.preview(connection, wanted, now), agency_names(connection)
            return registration.register(connection, wanted, self._keyring, now), agency_names(connection)

        try:
            done = "" if only_look else "inspection.register"
            registered, names = await working(self._parts, request, work, done, "visit")
        except CreditCodeInvalid as error:
            form.add_error("credit_code", str(error))
            return self._form(request, form, None, 422)
        except Refused as refused:
            return self._form(request, form, Registered(None, refused.findings), 422)
        if registered.visit_id is None:
            return self._form(request, form, registered, 200 if only_look else 409, names)
        for one in registered.findings:
            flash(request, one.sentence, "note")
        flash(request, "已登记")
        return see_other(f"{PATH}/{registered.visit_id}")

    @allows(READ)
    async def show(self, request: web.Request) -> web.Response:
        """One visit with what can be done next."""
        visit_id = request.match_info["visit_id"]

        def work(connection: Connection, actor: Actor) -> dict[str, Any]:
            found = allowed_visit(connection, actor, visit_id, Action.READ_VISIT)
            may = {action.value for action in Action if access.may(actor, action, access.of_visit(found))}
            shown = None
            if Action.SHOW_CODE.value in may and found.status in ("approved", "started", "registered"):
                shown = arrival.shown_codes(connection, found, self._keyring, self._parts.clock())
            return {"visit": found, "may": may, "shown": shown}

        values = await working(self._parts, request, work)
        shown = values["shown"]
        link = "" if shown is None else f"{origin(request, self._parts)}/door/v/{shown.token}"
        svg = Markup(qr_svg(link, sized=False).decode()) if link else ""  # noqa: S704 (drawn by us)
        return page(request, "inspection.html", **values, qr=svg, link=link)

    @allows(REGISTER)
    async def offer_join(self, request: web.Request) -> web.Response:
        """The form of a joint visit: what this agency brings to it."""
        return await self._join_page(
            request, PartForm(request.query if "certificates" in request.query else None)
        )

    @allows(REGISTER)
    async def join(self, request: web.Request) -> web.Response:
        """Join: one visit, one form."""
        visit_id = request.match_info["visit_id"]
        form = filled(PartForm, request)
        await self._offer(request, form)

        def work(connection: Connection, actor: Actor) -> None:
            if not actor.id:
                raise NotAllowed
            # Whoever registered a neighbouring visit may join; the visit itself is not shown before.
            found = self._joinable(connection, actor, visit_id)
            registration.join(connection, found.id, form.part(actor.id), self._parts.clock())

        try:
            await working(self._parts, request, work, "inspection.join", f"visit:{visit_id[:8]}")
        except Refused as refused:
            return await self._join_page(request, form, [one.sentence for one in refused.findings])
        flash(request, "已合并为综合查一次")
        return see_other(f"{PATH}/{visit_id}")

    async def _join_page(
        self, request: web.Request, form: PartForm, faults: list[str] | None = None
    ) -> web.Response:
        await self._offer(request, form)
        visit_id = request.match_info["visit_id"]
        found = await working(
            self._parts, request, lambda connection, actor: self._joinable(connection, actor, visit_id)
        )
        return page(
            request,
            "inspection_join.html",
            422 if faults else 200,
            form=form,
            visit=found,
            faults=faults or [],
        )

    def _joinable(self, connection: Connection, actor: Actor, visit_id: str) -> Visit:
        return allowed_visit(connection, actor, visit_id, Action.JOIN_VISIT)

    async def _offer(self, request: web.Request, form: PartForm) -> None:
        now = self._parts.clock()

        def work(connection: Connection, actor: Actor) -> None:
            form.offer(
                agency_inspectors(connection, actor.id, now),
                agency_items(connection, actor.id, now),
                agency_plans(connection, actor.id, now),
            )

        await working(self._parts, request, work)

    def _form(
        self,
        request: web.Request,
        form: VisitForm,
        registered: Registered | None,
        status: int = 200,
        names: dict[str, str] | None = None,
    ) -> web.Response:
        return page(
            request, "inspection_new.html", status, form=form, registered=registered, names=names or {}
        )


def origin(request: web.Request, parts: Parts) -> str:
    """Where phones find this site."""
    proxies = parts.settings.trust_proxy
    return f"{'https' if is_secure(request, proxies) else 'http'}://{host_of(request, proxies)}"
