"""The dashboard: figures of a span of days, with charts, as CSV and as XLSX."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.engine import Connection
from wtforms import DateField, validators

from actions.hotline import desk
from actions.hotline.rules import rules
from actions.hotline.workdays import calendar
from actions.insight import results, tally
from actions.insight.counting import figures
from actions.insight.turns import turns
from actions.inspection import supervision
from actions.inspection.moments import year_bounds
from actions.services import ratings
from bot.web.console.access import allows
from bot.web.console.figures_tables import (
    Table,
    of_inspections,
    of_questions,
    of_rates,
    of_tickets,
    workbook,
)
from bot.web.console.forms import ConsoleForm
from bot.web.console.pages import csv_response, page
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Parts, Section
from knowledge.city_time import CHINA, day_of

READ = "dashboards.read"
PATH = "/console/dashboard"
DAYS = 30
MOST_DAYS = 366
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SpanForm(ConsoleForm):
    """Which days."""

    since = DateField("从", [validators.InputRequired("请选择日期")])
    until = DateField("到", [validators.InputRequired("请选择日期")])

    def validate_until(self, field: DateField) -> None:
        """A span that can be counted and drawn."""
        if self.since.data and field.data and field.data < self.since.data:
            raise validators.ValidationError("结束日期不能早于开始日期")
        if self.since.data and field.data and (field.data - self.since.data).days >= MOST_DAYS:
            raise validators.ValidationError("最多选一年")


class Dashboard:
    """``/console/dashboard``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/dashboard", self.show),
            web.get("/dashboard/{name}.csv", self.download_table),
            web.get("/dashboard.xlsx", self.download_all),
        ]
        return Section(routes, "统计", [Entry("统计", PATH, READ)])

    @allows(READ)
    async def show(self, request: web.Request) -> web.Response:
        """All tables with their charts."""
        form, first, last, valid = self._span(request)
        tables = await self._tables(first, last)
        return page(
            request, "dashboard.html", 200 if valid else 422, form=form, tables=tables, first=first, last=last
        )

    @allows(READ)
    async def download_table(self, request: web.Request) -> web.Response:
        """One table for a spreadsheet."""
        _, first, last, _ = self._span(request)
        found = {table.name: table for table in await self._tables(first, last)}.get(
            request.match_info["name"]
        )
        if found is None:
            raise PageUnknown()
        return csv_response(f"{found.title} {first} {last}", found.header, found.rows)

    @allows(READ)
    async def download_all(self, request: web.Request) -> web.Response:
        """All tables in one file."""
        _, first, last, _ = self._span(request)
        body = workbook(await self._tables(first, last), f"{first} 到 {last}")
        disposition = f"attachment; filename*=UTF-8''{quote(f'统计 {first} {last}')}.xlsx"
        return web.Response(body=body, content_type=SHEET, headers={"Content-Disposition": disposition})

    def _span(self, request: web.Request) -> tuple[SpanForm, date, date, bool]:
        last = day_of(self._parts.clock())
        first = last - timedelta(days=DAYS - 1)
        asked = bool(request.query.keys() & {"since", "until"})
        form = SpanForm(request.query) if asked else SpanForm(data={"since": first, "until": last})
        if asked and form.validate():
            assert form.since.data is not None
            assert form.until.data is not None
            return form, form.since.data, form.until.data, True
        return form, first, last, not asked

    async def _tables(self, first: date, last: date) -> list[Table]:
        return await self._parts.database.read(tables, first, last, self._parts.clock())


def tables(connection: Connection, first: date, last: date, now: datetime) -> list[Table]:
    """Every table of the dashboard."""
    since, until = _start(first), _start(last + timedelta(days=1))
    counted = figures(turns(connection, since, until), first, last, tally.kept(connection, first, last))
    rated = ratings.ratings(connection, since=since)
    summed = _summed([one.score for one in rated if one.at < until])
    found = [*of_questions(counted, summed), *of_tickets(_tickets(connection, now), rules())]
    content = results.kept(connection, "content")
    if content is not None:
        checked = f"；{day_of(content.computed_at)} 统计"
        rates = of_rates(content.content["rates"])
        found.append(replace(rates, note=rates.note + checked))
    return [*found, _inspections(connection, now)]


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def _summed(scores: list[int]) -> list[ratings.Summary]:
    five, four, three, two, one = (scores.count(score) for score in (5, 4, 3, 2, 1))
    return [ratings.Summary("", (five, four, three, two, one))]


def _tickets(connection: Connection, now: datetime) -> desk.Counts:
    return desk.counts(connection, calendar(), rules(), now)


def _inspections(connection: Connection, now: datetime) -> Table:
    year = day_of(now).year
    first, _ = year_bounds(year)
    before, _ = year_bounds(year - 1)
    return of_inspections(
        supervision.period(connection, first, now, demo=False),
        supervision.period(connection, before, before + (now - first), demo=False),
        year,
    )
