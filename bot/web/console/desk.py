"""The hotline's desk: the queue, a ticket with its history, and the steps that staff take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from aiohttp import web
from wtforms import BooleanField, SelectField, StringField

from actions.grid.divisions import divisions
from actions.hotline import desk, outbox, uploads
from actions.hotline.catalogue import catalogue
from actions.hotline.desk import Filter
from actions.hotline.errors import HotlineError
from actions.hotline.life import Act
from actions.hotline.numbers import read_number
from actions.hotline.rules import Event, Role, Status, rules
from actions.hotline.triage import Kind
from actions.hotline.workdays import calendar
from actions.staff import audit
from actions.staff.audit import Entry as Record
from bot.web.console import desk_steps
from bot.web.console.access import STAFF, allows
from bot.web.console.desk_outbox import OutboxPages
from bot.web.console.desk_steps import Shown, StepForm
from bot.web.console.forms import ConsoleForm, choices, filled
from bot.web.console.pages import PAGE_SIZE, Page, flash, page, page_number, see_other
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Parts, Section
from bot.web.hotline_news import TICKET_NEWS

PATH = "/console/desk"
READ, WORK, SUPERVISE = "desk.read", "desk.work", "desk.supervise"
#: What 督办 may do beside reading.
SUPERVISED = frozenset({Event.DISPATCH, Event.RETURN, Event.REOPEN})


def _select(label: str, pairs: Callable[[], Iterable[tuple[str, str]]]) -> SelectField:
    """One of several, or all of them; what is none of them is all, too: a list is no place for a fault."""
    return SelectField(label, choices=lambda: choices([("", "全部"), *pairs()]), validate_choice=False)


class QueueForm(ConsoleForm):
    """Which tickets."""

    words = StringField("编号或内容", filters=[lambda text: text.strip() if text else text])
    status = _select("状态", lambda: ((one.value, rules().status_name(one)) for one in Status))
    department = _select("承办单位", lambda: ((name, name) for name in desk_steps.units()))
    kind = _select("类型", lambda: ((kind.value, kind.value) for kind in Kind))
    urgent = BooleanField("只看紧急")
    overdue = BooleanField("只看超期")
    everything = BooleanField("包括办完的")

    def wanted(self) -> Filter:
        """The filter for the core; open tickets unless something else is asked for."""
        words = self.words.data or ""
        named = {one for one in Status if one.value == self.status.data}
        asked = bool(self.everything.data or words)
        return Filter(
            statuses=frozenset(named) or (frozenset() if asked else rules().open()),
            department=self.department.data or None,
            kind=self.kind.data or None,
            urgent=True if self.urgent.data else None,
            overdue=True if self.overdue.data else None,
            # A number is shown in groups and stored without them.
            words=read_number(words) or words or None,
        )


class DeskPages:
    """``/console/desk``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/desk", self.list_tickets),
            web.get("/desk.csv", self.download),
            web.get("/desk/{number}", self.show),
            web.get("/desk/{number}/photos/{photo}", self.photo),
            web.post("/desk/{number}/work/{event}", self.work),
            web.post("/desk/{number}/supervise/{event}", self.supervise),
            *OutboxPages(self._parts).routes(),
        ]
        return Section(routes, "热线", [Entry("工单", PATH, READ)])

    @allows(READ)
    async def list_tickets(self, request: web.Request) -> web.Response:
        """The queue: urgent ones first, then by due date."""
        form = QueueForm(request.query)
        now, valid = self._parts.clock(), form.validate()
        wanted = form.wanted() if valid else Filter()
        found = await self._database.read(desk.queue, wanted, calendar(), rules(), now)
        counted = await self._database.read(desk.counts, calendar(), rules(), now)
        undelivered = (await self._database.read(outbox.counts))["dead"]
        number = page_number(request)
        shown = Page(desk.page(found, number, PAGE_SIZE), number, len(found))
        status = 200 if valid else 422
        return page(
            request, "desk.html", status, form=form, list=shown, counted=counted, rules=rules(), now=now,
            undelivered=undelivered, calendar=calendar(), catalogue=catalogue(), places=divisions(), Status=Status,
        )  # fmt: skip

    @allows(READ)
    async def download(self, request: web.Request) -> web.Response:
        """The same as a file, without contacts."""
        form, now = QueueForm(request.query), self._parts.clock()
        wanted = form.wanted() if form.validate() else Filter()
        found = await self._database.read(desk.queue, wanted, calendar(), rules(), now)
        return web.Response(
            body=desk.to_csv(found, calendar(), rules(), now).encode(),
            content_type="text/csv",
            charset="utf-8",
            headers={"Content-Disposition": "attachment; filename*=UTF-8''%E5%B7%A5%E5%8D%95.csv"},
        )

    @allows(READ)
    async def show(self, request: web.Request) -> web.Response:
        """A ticket with its contact; who looked is on record."""
        number = request.match_info["number"]
        now, actor = self._parts.clock(), request[STAFF].name
        shown = await self._database.write(desk_steps.look, number, now, actor)
        if shown is None:
            raise PageUnknown()
        return self._page(request, shown)

    @allows(READ)
    async def photo(self, request: web.Request) -> web.Response:
        """A photo of a ticket."""
        number, wanted = request.match_info["number"], request.match_info["photo"]
        shown = await self._database.read(desk_steps.gather, number)
        if shown is None or wanted not in {photo.id for photo in shown.photos}:
            raise PageUnknown()
        found = await self._database.read(uploads.content, wanted)
        if found is None:
            raise PageUnknown()
        return web.Response(body=found[1], content_type=found[0])

    @allows(WORK)
    async def work(self, request: web.Request) -> web.Response:
        """A step of the desk."""
        return await self._step(request, frozenset(Event), WORK)

    @allows(SUPERVISE)
    async def supervise(self, request: web.Request) -> web.Response:
        """A step of supervision."""
        return await self._step(request, SUPERVISED, SUPERVISE)

    async def _step(self, request: web.Request, allowed: frozenset[Event], permission: str) -> web.Response:
        number, name = request.match_info["number"], request.match_info["event"]
        event = next((event for event in allowed if event.value == name), None)
        shown = await self._database.read(desk_steps.gather, number)
        if event is None or shown is None:
            raise PageUnknown()
        form = filled(StepForm, request)
        if not form.validate():
            flash(request, "；".join(str(error) for field in form for error in field.errors), "fault")
            return see_other(f"{PATH}/{number}")
        now, actor = self._parts.clock(), request[STAFF].name
        act = desk_steps.act_of(form, event, actor, now)
        try:
            await self._database.write(_take, number, act, permission)
        except HotlineError as error:
            flash(request, error.sentence, "fault")
        else:
            flash(request, f"已{rules().events[event].name}")
            # The resident's chat shows it now if it is open.
            request.config_dict[TICKET_NEWS].ring()
        return see_other(f"{PATH}/{number}")

    def _page(self, request: web.Request, shown: Shown) -> web.Response:
        staff, now = request[STAFF], self._parts.clock()
        can = {
            event: "work" if staff.may(WORK) else "supervise"
            for event in desk_steps.possible(shown.ticket)
            if staff.may(WORK) or (staff.may(SUPERVISE) and event in SUPERVISED)
        }
        return page(
            request, "desk_ticket.html", shown=shown, ticket=shown.ticket, can=can, rules=rules(), now=now,
            calendar=calendar(), catalogue=catalogue(), places=divisions(), form=desk_steps.suggested(shown),
            Event=Event, Role=Role,
        )  # fmt: skip


def _take(connection: Any, number: str, act: Act, permission: str) -> None:
    desk_steps.take(connection, number, act)
    entry = Record(act.at, act.who, f"ticket.{act.event.value}", f"ticket:{number}", {}, {}, act.why or "")
    audit.record(connection, entry)
