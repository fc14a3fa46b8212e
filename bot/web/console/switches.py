"""The announcement and the switches, each a form of its own."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from wtforms import BooleanField, StringField, TextAreaField, TimeField, validators

from actions.staff import switches
from actions.staff.switches import DAYS
from bot.web.console.access import STAFF, allows
from bot.web.console.forms import Checkboxes, ConsoleForm, choices, filled
from bot.web.console.pages import flash, page, see_other
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Parts, Section

PATH = "/console/switches"
CHANGE = "switches.change"


class SwitchForm(ConsoleForm):
    """Something that residents use."""

    on = BooleanField("启用")
    sentence = TextAreaField("停用时告诉居民的话", [validators.Length(max=300, message="最多 300 个字")])
    reason = StringField(
        "原因", [validators.InputRequired("请写原因"), validators.Length(max=200, message="最多 200 个字")],
        description="记入操作记录，居民看不到",
    )  # fmt: skip

    def validate_sentence(self, field: TextAreaField) -> None:
        """Residents must be told something."""
        if not self.on.data and not (field.data or "").strip():
            raise validators.ValidationError("停用时要写一句告诉居民的话")

    def value(self) -> dict[str, Any]:
        """The switch for the core."""
        return {"on": bool(self.on.data), "sentence": self.sentence.data or ""}


class AnnouncementForm(SwitchForm):
    """The banner."""

    on = BooleanField("显示公告")
    sentence = TextAreaField("公告", [validators.Length(max=300, message="最多 300 个字")])

    def validate_sentence(self, field: TextAreaField) -> None:
        """An empty banner says nothing."""
        if self.on.data and not (field.data or "").strip():
            raise validators.ValidationError("请写公告内容")


class HoursForm(AnnouncementForm):
    """When people are there."""

    on = BooleanField("使用服务时间")
    days = Checkboxes(
        "哪几天", choices=choices((str(number), day) for number, day in enumerate(DAYS)), coerce=int
    )
    opens = TimeField("开始", [validators.InputRequired("请填写")])
    closes = TimeField("结束", [validators.InputRequired("请填写")])
    sentence = TextAreaField("时间以外告诉居民的话", [validators.Length(max=300, message="最多 300 个字")])

    def validate_closes(self, field: TimeField) -> None:
        """Within one day."""
        if self.opens.data and field.data and field.data <= self.opens.data:
            raise validators.ValidationError("结束要晚于开始")

    def value(self) -> dict[str, Any]:
        """The hours for the core."""
        assert self.opens.data is not None
        assert self.closes.data is not None
        times = {"opens": self.opens.data.isoformat(), "closes": self.closes.data.isoformat()}
        return {**super().value(), "days": self.days.data or [], **times}


FORMS: dict[str, tuple[str, type[SwitchForm]]] = {
    "announcement": ("公告", AnnouncementForm),
    "answering": ("智能问答", SwitchForm),
    "tickets": ("提交工单", SwitchForm),
    "inspections": ("扫码入企", SwitchForm),
    "hours": ("服务时间", HoursForm),
}


class SwitchPages:
    """``/console/switches``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """Routes and entry."""
        routes = [web.get("/switches", self.show), web.post("/switches/{name}", self.change)]
        return Section(routes, "系统管理", [Entry("公告和开关", PATH, CHANGE)])

    @allows(CHANGE)
    async def show(self, request: web.Request) -> web.Response:
        """All switches."""
        return await self._page(request)

    @allows(CHANGE)
    async def change(self, request: web.Request) -> web.Response:
        """Set one."""
        name = request.match_info["name"]
        if name not in FORMS:
            raise PageUnknown()
        title, shape = FORMS[name]
        form = filled(shape, request)
        if not form.validate():
            return await self._page(request, 422, {name: form})
        await self._parts.database.write(
            switches.change, name, form.value(), self._parts.clock(), request[STAFF].name,
            form.reason.data or "",
        )  # fmt: skip
        self._parts.switchboard.forget()
        flash(request, f"已保存“{title}”，两秒内生效")
        return see_other(PATH)

    async def _page(
        self, request: web.Request, status: int = 200, given: dict[str, SwitchForm] | None = None
    ) -> web.Response:
        state = await self._parts.database.read(switches.read)
        forms = []
        for name, (title, shape) in FORMS.items():
            value = getattr(state, name)
            form = (given or {}).get(name) or shape(data=value.model_dump())
            # Several forms on one page: each field has an id of its own.
            for item in form:
                item.id = f"{name}-{item.name}"
                item.label.field_id = item.id
            forms.append((name, title, value.on, form))
        return page(request, "switches.html", status, forms=forms)
