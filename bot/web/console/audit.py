"""The record of what staff did: filtered, page by page, or as a file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from aiohttp import web
from wtforms import DateField, SelectField, StringField, validators

from actions.staff import audit
from actions.staff.audit import Filter
from bot.web.console.access import allows
from bot.web.console.forms import ConsoleForm, choices
from bot.web.console.pages import PAGE_SIZE, Page, csv_response, page, page_number
from bot.web.console.section import Entry, Parts, Section
from knowledge.city_time import CHINA

READ = "audit.read"
#: More than a spreadsheet shows comfortably; filter by date for the rest.
CSV_ROWS = 50_000

ACTIONS = {
    "account.create": "新建账号",
    "account.change": "修改账号",
    "account.disable": "停用账号",
    "account.enable": "启用账号",
    "account.password": "设置密码",
    "account.link": "给出设置密码的链接",
    "account.totp_on": "开启手机验证器",
    "account.totp_off": "关闭手机验证器",
    "session.sign_in": "登录",
    "session.sign_out": "退出",
    "session.end_all": "在所有设备上退出",
    "switch.change": "修改公告或开关",
    "draft.begin": "新建草稿",
    "draft.edit": "编辑草稿",
    "draft.remove": "在草稿里删除文件",
    "draft.drop": "从草稿里去掉文件",
    "draft.merge": "合并草稿",
    "draft.rename": "改草稿标题",
    "draft.submitted": "提交审核",
    "draft.approved": "批准草稿",
    "draft.returned": "退回草稿",
    "draft.withdrawn": "撤销草稿",
    "knowledge.publish": "发布知识",
    "knowledge.revert": "回退发布",
    "question.mark": "处理工作清单里的问题",
    "links.allow": "修改允许检查链接的网站",
    "conversation.open": "查看对话",
    "inspection.register": "登记检查",
    "inspection.join": "加入综合查一次",
    "inspection.approve_visit": "记下检查审批",
    "inspection.notify_visit": "记下通知送达",
    "inspection.cancel_visit": "撤销检查",
    "inspection.arrive": "登记到场",
    "inspection.finish_visit": "办结检查",
    "inspection.case": "办理企业反映",
    "inspection.reporter": "查看反映人",
    "inspection.amend": "修改登记库",
    "inspection.turn": "登记库注销或恢复",
    "inspection.renew": "换发企业码",
    "inspection.registry": "修改检查登记库",
    "ticket.read": "查看工单（含联系人）",
    "ticket.accept": "受理工单",
    "ticket.decline": "不予受理",
    "ticket.dispatch": "派单",
    "ticket.start": "开始办理",
    "ticket.return": "退单",
    "ticket.extend": "延期",
    "ticket.answer": "答复工单",
    "ticket.close": "办结工单",
    "ticket.reopen": "重办工单",
    "ticket.merge": "并单",
}


class FilterForm(ConsoleForm):
    """What to show."""

    actor = StringField("谁（登录名）", filters=[lambda text: text.strip() if text else text])
    action = SelectField("做了什么", validate_choice=False)
    subject = StringField("对象包含", filters=[lambda text: text.strip() if text else text])
    since = DateField("从", [validators.Optional()])
    until = DateField("到", [validators.Optional()])

    def wanted(self) -> Filter:
        """The filter for the core; days are those of here."""
        return Filter(
            self.actor.data or "",
            self.action.data or "",
            self.subject.data or "",
            _start(self.since.data),
            _start(self.until.data, timedelta(days=1)),
        )


class Audit:
    """``/console/audit``."""

    def __init__(self, parts: Parts) -> None:
        self._database = parts.database

    def section(self) -> Section:
        """Routes and entry."""
        routes = [web.get("/audit", self.list_entries), web.get("/audit.csv", self.download)]
        return Section(routes, "系统管理", [Entry("操作记录", "/console/audit", READ)])

    @allows(READ)
    async def list_entries(self, request: web.Request) -> web.Response:
        """A page of entries, newest first."""
        form, valid = await self._form(request)
        number = page_number(request)
        wanted = form.wanted() if valid else Filter()
        found, total = await self._database.read(audit.entries, wanted, (number - 1) * PAGE_SIZE, PAGE_SIZE)
        shown = Page(found, number, total)
        return page(request, "audit.html", 200 if valid else 422, form=form, list=shown, actions=ACTIONS)

    @allows(READ)
    async def download(self, request: web.Request) -> web.Response:
        """The same as a file."""
        form, valid = await self._form(request)
        found, _ = await self._database.read(audit.entries, form.wanted() if valid else Filter(), 0, CSV_ROWS)
        header = ["编号", "时间", "谁", "做了什么", "对象", "改动前", "改动后", "原因"]
        rows = (
            [e.number, e.at, e.actor, ACTIONS.get(e.action, e.action), e.subject, e.before, e.after, e.reason]
            for e in found
        )
        return csv_response("操作记录", header, rows)

    async def _form(self, request: web.Request) -> tuple[FilterForm, bool]:
        form = FilterForm(request.query)
        seen = await self._database.read(audit.actions_seen)
        form.action.choices = choices([("", "全部"), *((name, ACTIONS.get(name, name)) for name in seen)])
        return form, form.validate()


def _start(day: date | None, later: timedelta = timedelta(0)) -> datetime | None:
    return None if day is None else (datetime.combine(day, time(), CHINA) + later).astimezone(UTC)
