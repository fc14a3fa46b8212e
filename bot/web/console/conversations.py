"""Conversations read for quality control: masked, by those who may, and each reading on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from aiohttp import web
from sqlalchemy.engine import Connection
from wtforms import DateField, SelectField, StringField, validators

from actions.insight import conversations
from actions.insight.conversations import Filter, Line
from actions.staff import audit
from bot.web.console.access import STAFF, allows
from bot.web.console.figures_tables import CHANNELS, OUTCOMES
from bot.web.console.forms import ConsoleForm, choices
from bot.web.console.pages import PAGE_SIZE, Page, page, page_number
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Parts, Section
from knowledge.city_time import CHINA

READ = "conversations.read"
PATH = "/console/conversations"


class FilterForm(ConsoleForm):
    """Which conversations."""

    outcome = SelectField("结果", choices=choices([("", "全部"), *OUTCOMES.items()]), validate_choice=False)
    topic = StringField(
        "事项或提问包含",
        [validators.Length(max=50, message="最多 50 个字")],
        filters=[lambda text: text.strip() if text else text],
    )
    rating = SelectField(
        "评价", choices=choices([("", "全部"), ("up", "有用"), ("down", "没用")]), validate_choice=False
    )
    since = DateField("从", [validators.Optional()])
    until = DateField("到", [validators.Optional()])

    def wanted(self) -> Filter:
        """The filter for the core; days are those of here."""
        return Filter(
            self.outcome.data or "",
            self.topic.data or "",
            self.rating.data or "",
            _start(self.since.data),
            _start(self.until.data, timedelta(days=1)),
        )


class Conversations:
    """``/console/conversations``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/conversations", self.list_found),
            web.get("/conversations/{id:[0-9a-f]{1,32}}", self.read),
        ]
        return Section(routes, "统计", [Entry("对话质检", PATH, READ)])

    @allows(READ)
    async def list_found(self, request: web.Request) -> web.Response:
        """A page of conversations, newest first."""
        form = FilterForm(request.query)
        valid = form.validate()
        number = page_number(request)
        wanted = form.wanted() if valid else Filter()
        found, total = await self._parts.database.read(
            conversations.found, wanted, (number - 1) * PAGE_SIZE, PAGE_SIZE
        )
        return page(
            request, "conversations.html", 200 if valid else 422, form=form, list=Page(found, number, total),
            channels=CHANNELS, days=self._parts.settings.retention_days,
        )  # fmt: skip

    @allows(READ)
    async def read(self, request: web.Request) -> web.Response:
        """One conversation; that it was opened goes on record."""
        name = request.match_info["id"]
        found = await self._parts.database.write(_opened, name, self._parts.clock(), request[STAFF].name)
        if not found:
            raise PageUnknown()
        return page(request, "conversation.html", lines=found, name=name, outcomes=OUTCOMES)


def _opened(connection: Connection, name: str, at: datetime, actor: str) -> list[Line]:
    found = conversations.lines(connection, name)
    if found:
        audit.record(connection, audit.Entry(at, actor, "conversation.open", name))
    return found


def _start(day: date | None, later: timedelta = timedelta(0)) -> datetime | None:
    return None if day is None else (datetime.combine(day, time(), CHINA) + later).astimezone(UTC)
