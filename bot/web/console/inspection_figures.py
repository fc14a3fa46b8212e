"""The supervision view: figures with their formulas, year on year, as page and as CSV."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import supervision
from actions.inspection.access import Actor
from actions.inspection.figures import FORMULAS
from actions.inspection.supervision import NAMES, View
from bot.web.console.access import allows
from bot.web.console.inspection_access import SUPERVISE, working
from bot.web.console.pages import csv_response, page
from bot.web.console.section import Entry, Parts, Section
from knowledge.city_time import CHINA

PATH = "/console/inspection-figures"
CAPS_HEAD = ("机关", "企业", "今年已查", "年度上限", "情况")
AGENCIES_HEAD = (
    "机关", "检查次数", "去年同期", "反映不扫码", "去年同期", "其中核实", "评价份数", "平均分（1 到 5）",
)  # fmt: skip
CAPS_SHOWN = 100
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
            web.get("/inspection-figures/caps.csv", self.caps),
            web.get("/inspection-figures/agencies.csv", self.agencies),
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
            request,
            "inspection_figures.html",
            view=view,
            rows=rows,
            bars=bars(view),
            csv=_query(view),
            most=CAPS_SHOWN,
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

    @allows(SUPERVISE)
    async def caps(self, request: web.Request) -> web.Response:
        """Who is near its cap or over it, as a file."""
        view = await self._view(request)
        rows = [(one.agency, one.enterprise, one.visits, one.cap, one.state) for one in view.caps]
        return csv_response(_file("年度上限", view), CAPS_HEAD, rows)

    @allows(SUPERVISE)
    async def agencies(self, request: web.Request) -> web.Response:
        """Each agency, as a file."""
        view = await self._view(request)
        rows = [
            (
                one.agency,
                one.visits,
                one.visits_before,
                one.reports,
                one.reports_before,
                one.upheld,
                one.ratings,
                one.grade,
            )
            for one in view.lines
        ]
        return csv_response(_file("按机关", view), AGENCIES_HEAD, rows)

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


def _file(what: str, view: View) -> str:
    return f"{what}-{view.year}" + ("-演示数据" if view.demo else "")
