"""The supervision view: figures with their formulas, year on year, as page and as CSV."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import supervision
from actions.inspection.access import Actor
from actions.inspection.figures import FORMULAS
from actions.inspection.moments import CHINA
from actions.inspection.supervision import NAMES, View
from bot.web.console.access import allows
from bot.web.console.inspection_access import SUPERVISE, working
from bot.web.console.pages import page
from bot.web.console.section import Entry, Parts, Section

PATH = "/console/inspection-figures"
SHARES = ("scanned", "joint", "left_in_peace")


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: this year's figure and last year's, each 0 to 100 for its length."""

    name: str
    now: int
    before: int
    now_length: float
    before_length: float


class InspectionFigures:
    """``/console/inspection-figures``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/inspection-figures", self.show),
            web.get("/inspection-figures.csv", self.download),
        ]
        return Section(routes, "扫码入企", [Entry("监督指标", PATH, SUPERVISE)])

    @allows(SUPERVISE)
    async def show(self, request: web.Request) -> web.Response:
        """Charts and tables."""
        view = await self._view(request)
        now, before = asdict(view.now), asdict(view.before)
        rows = [
            (
                words,
                told(name, now[name]),
                told(name, before[name]),
                told("scanned", view.change(name)),
                FORMULAS.get(name, ""),
            )
            for name, words in NAMES.items()
        ]
        return page(
            request, "inspection_figures.html", view=view, rows=rows, bars=bars(view), csv=_query(view)
        )

    @allows(SUPERVISE)
    async def download(self, request: web.Request) -> web.Response:
        """The same as a file."""
        view = await self._view(request)
        name = f"inspection-figures-{view.year}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(
            body=view.csv().encode(), content_type="text/csv", charset="utf-8", headers=headers
        )

    async def _view(self, request: web.Request) -> View:
        now = self._parts.clock()
        text = request.query.get("year", "")
        year = (
            int(text)
            if text.isascii() and text.isdigit() and 2000 <= int(text[:4]) <= 2100 and len(text) == 4
            else 0
        )
        year = min(year or now.astimezone(CHINA).year, now.astimezone(CHINA).year)
        demo = request.query.get("demo") == "1"

        def work(connection: Connection, actor: Actor) -> View:
            return supervision.view(connection, actor, year, now, demo=demo)

        return await working(self._parts, request, work)


def told(name: str, value: Any) -> str:
    """A figure as people read it; nothing to divide by is no figure."""
    if value is None:
        return "—"
    return f"{value * 100:.1f}%" if name in SHARES else f"{value:g}"


def bars(view: View) -> list[Bar]:
    """Visits by agency, this year over last year."""
    now, before = view.now.by_agency, view.before.by_agency
    longest = max([*now.values(), *before.values(), 1])
    found = [
        Bar(view.agencies.get(key, key), now.get(key, 0), before.get(key, 0),
            100 * now.get(key, 0) / longest, 100 * before.get(key, 0) / longest)
        for key in {*now, *before}
    ]  # fmt: skip
    return sorted(found, key=lambda bar: (-bar.now, bar.name))


def _query(view: View) -> str:
    return f"year={view.year}" + ("&demo=1" if view.demo else "")
