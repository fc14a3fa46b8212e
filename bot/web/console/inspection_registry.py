"""The registry for supervision: lists, and lines to add, typed or pasted as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from aiohttp import web
from sqlalchemy.engine import Connection, RowMapping
from wtforms import TextAreaField

from actions.inspection import access
from actions.inspection.access import Action, Actor
from actions.inspection.amending import KINDS
from actions.inspection.amendment import key_of_row
from actions.inspection.credit_code import masked_credit_code
from actions.inspection.intake import TABLES, Taken, take
from actions.inspection.lists import count_of, rows_of
from actions.inspection.vocabulary import vocabulary
from bot.web.console.access import allows
from bot.web.console.forms import ConsoleForm, filled
from bot.web.console.inspection_access import SUPERVISE, working
from bot.web.console.pages import PAGE_SIZE, Page, csv_response, flash, page, page_number, see_other
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Parts, Section

PATH = "/console/inspection-registry"
KIND = "/inspection-registry/{kind:[a-z]+}"
#: A few thousand lines of Chinese.
TABLE_MAX_BYTES = 2 * 1024 * 1024
SHOWN = {
    "enterprises": (("credit_code", "统一社会信用代码"), ("name", "名称"), ("class", "检查类别")),
    "agencies": (("id", "编号"), ("name", "名称")),
    "items": (("id", "编号"), ("name", "名称"), ("basis", "依据")),
    "inspectors": (("agency_id", "机关"), ("name", "姓名"), ("certificate", "执法证号")),
    "caps": (("agency_id", "机关"), ("class", "检查类别"), ("per_year", "每年次数")),
    "plans": (("agency_id", "机关"), ("year", "年份"), ("title", "名称"), ("type", "检查类型")),
}


class LinesForm(ConsoleForm):
    """A table as text."""

    lines = TextAreaField("表格内容")


class InspectionRegistry:
    """``/console/inspection-registry``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/inspection-registry", self.first),
            web.get(KIND, self.show),
            web.post(KIND, self.add),
            web.get(f"{KIND}.csv", self.template),
        ]
        return Section(routes, "扫码入企", [Entry("登记库", PATH, SUPERVISE)])

    @allows(SUPERVISE)
    async def first(self, request: web.Request) -> web.Response:
        """The enterprises."""
        return see_other(f"{PATH}/enterprises")

    @allows(SUPERVISE)
    async def show(self, request: web.Request) -> web.Response:
        """A list, and the form to add to it."""
        return await self._page(request, LinesForm(data={"lines": ",".join(self._columns(request)) + "\n"}))

    @allows(SUPERVISE, max_bytes=TABLE_MAX_BYTES)
    async def add(self, request: web.Request) -> web.Response:
        """Take all lines, or tell what is wrong with which."""
        kind, form = self._kind(request), filled(LinesForm, request)

        def work(connection: Connection, actor: Actor) -> Taken:
            access.require(actor, Action.EDIT_REGISTRY)
            return take(connection, kind, form.lines.data or "", self._parts.clock())

        taken = await working(self._parts, request, work, "inspection.registry", kind)
        if taken.faults:
            return await self._page(request, form, taken)
        flash(request, f"已登记 {taken.lines} 行")
        return see_other(f"{PATH}/{kind}")

    @allows(SUPERVISE)
    async def template(self, request: web.Request) -> web.Response:
        """An empty table with its columns."""
        return csv_response(TABLES[self._kind(request)].title, self._columns(request), [])

    def _kind(self, request: web.Request) -> str:
        kind = request.match_info["kind"]
        if kind not in TABLES:
            raise PageUnknown()
        return kind

    def _columns(self, request: web.Request) -> Sequence[str]:
        return TABLES[self._kind(request)].columns

    async def _page(self, request: web.Request, form: LinesForm, taken: Taken | None = None) -> web.Response:
        kind, number = self._kind(request), page_number(request)

        def work(connection: Connection, actor: Actor) -> tuple[Sequence[RowMapping], int]:
            rows = rows_of(connection, kind, PAGE_SIZE, (number - 1) * PAGE_SIZE)
            return rows, count_of(connection, kind)

        rows, total = await working(self._parts, request, work)
        listed = [_listed(kind, row, self._parts.clock()) for row in rows]
        return page(
            request, "inspection_registry.html", 422 if taken else 200, kind=kind, tables=TABLES, form=form,
            heads=[title for _, title in SHOWN[kind]], list=Page(listed, number, total), taken=taken,
        )  # fmt: skip


def _listed(kind: str, row: RowMapping, now: datetime) -> tuple[str, list[str], bool]:
    """A row's key, its cells, and whether it holds."""
    cells = [_cell(name, row[name]) for name, _ in SHOWN[kind]]
    return key_of_row(kind, row), cells, KINDS[kind].holds(row, now)


def _cell(name: str, value: object) -> str:
    if name == "credit_code":
        return masked_credit_code(str(value))
    if name == "class":
        return vocabulary().classes.get(str(value), str(value))
    if name == "type":
        kinds = vocabulary().types
        return kinds[str(value)].name if str(value) in kinds else str(value)
    return str(value)
