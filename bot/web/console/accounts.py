"""Accounts: list, create, change, disable, and links to choose a password by."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from wtforms import StringField, validators

from actions.staff import accounts, links
from actions.staff.accounts import Account, Details
from actions.staff.errors import AccountInvalid, AccountUnknown, LastAdministrator, NameTaken
from actions.staff.roles import staff_roles
from bot.web.console.access import STAFF, allows
from bot.web.console.forms import Checkboxes, ConsoleForm, choices, filled, text_field
from bot.web.console.pages import flash, page, see_other
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Parts, Section

PATH = "/console/accounts"
MANAGE = "accounts.manage"


def _roles() -> Any:
    found = staff_roles().roles.items()
    return choices((name, f"{role.name}：{role.description}") for name, role in found)


class DetailsForm(ConsoleForm):
    """What an administrator decides about an account."""

    display_name = text_field("姓名", 32)
    roles = Checkboxes("角色", [validators.InputRequired("至少选一个角色")], choices=_roles)
    agency = text_field("所属单位", 64, "检查单位的账号必填，别的账号可以不填", required=False)
    reason = StringField(
        "原因", [validators.Length(max=200, message="最多 200 个字")], description="记入操作记录，可以不填"
    )

    def details(self) -> Details:
        """The details as the core wants them."""
        return Details(self.display_name.data or "", tuple(self.roles.data or ()), self.agency.data or "")


class NewForm(DetailsForm):
    """A new account."""

    name = text_field("登录名", 32, "小写字母、数字、点、横线，2 到 32 个；定下后不能改")


class Accounts:
    """``/console/accounts``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/accounts", self.list_accounts),
            web.get("/accounts/new", self.ask_new),
            web.post("/accounts/new", self.create),
            web.get("/accounts/{id}", self.show),
            web.post("/accounts/{id}", self.change),
            web.post("/accounts/{id}/link", self.give_link),
            web.post("/accounts/{id}/disable", self.disable),
            web.post("/accounts/{id}/enable", self.enable),
            web.post("/accounts/{id}/totp-off", self.remove_totp),
            web.post("/accounts/{id}/sign-out", self.sign_out),
        ]
        return Section(routes, "系统管理", [Entry("账号", PATH, MANAGE)])

    @allows(MANAGE)
    async def list_accounts(self, request: web.Request) -> web.Response:
        """All accounts."""
        found = await self._database.read(accounts.every)
        return page(request, "accounts.html", accounts=found, names=staff_roles().names)

    @allows(MANAGE)
    async def ask_new(self, request: web.Request) -> web.Response:
        """The form."""
        return page(request, "account_new.html", form=NewForm())

    @allows(MANAGE)
    async def create(self, request: web.Request) -> web.Response:
        """Create an account and show its link, this once."""
        form = filled(NewForm, request)
        if form.validate():
            now, actor = self._parts.clock(), request[STAFF].name
            try:
                account = await self._database.write(
                    accounts.add, form.name.data or "", form.details(), now, actor
                )
            except NameTaken as fault:
                form.add_error("name", str(fault))
            except AccountInvalid as fault:
                form.add_error(_field_of(str(fault)), str(fault))
            else:
                return await self._link_page(request, account)
        return page(request, "account_new.html", 422, form=form)

    @allows(MANAGE)
    async def show(self, request: web.Request) -> web.Response:
        """One account."""
        account = await self._account(request)
        form = DetailsForm(
            data={
                "display_name": account.display_name,
                "roles": list(account.roles),
                "agency": account.agency,
            }
        )
        return page(request, "account.html", account=account, form=form)

    @allows(MANAGE)
    async def change(self, request: web.Request) -> web.Response:
        """Change name, roles or agency."""
        account = await self._account(request)
        form = filled(DetailsForm, request)
        if form.validate():
            try:
                await self._database.write(
                    accounts.change, account.id, form.details(), self._parts.clock(), request[STAFF].name,
                    form.reason.data or "",
                )  # fmt: skip
            except AccountInvalid as fault:
                form.add_error(_field_of(str(fault)), str(fault))
            except LastAdministrator as fault:
                form.add_error("roles", str(fault))
            else:
                flash(request, f"已保存 {account.name}")
                return see_other(PATH)
        return page(request, "account.html", 422, account=account, form=form)

    @allows(MANAGE)
    async def give_link(self, request: web.Request) -> web.Response:
        """A new link for a person who has none or forgot the password; shown this once."""
        account = await self._account(request)
        if account.disabled:
            flash(request, "账号已停用，先启用再给链接", "fault")
            return see_other(f"{PATH}/{account.id}")
        return await self._link_page(request, account)

    @allows(MANAGE)
    async def disable(self, request: web.Request) -> web.Response:
        """Shut the account out at once."""
        account = await self._account(request)
        try:
            await self._database.write(
                accounts.set_disabled, account.id, True, self._parts.clock(), request[STAFF].name
            )
            flash(request, f"已停用 {account.name}，原来的登录立即失效")
        except LastAdministrator as fault:
            flash(request, str(fault), "fault")
        return see_other(PATH)

    @allows(MANAGE)
    async def enable(self, request: web.Request) -> web.Response:
        """Let the account in again."""
        account = await self._account(request)
        await self._database.write(
            accounts.set_disabled, account.id, False, self._parts.clock(), request[STAFF].name
        )
        flash(request, f"已启用 {account.name}")
        return see_other(PATH)

    @allows(MANAGE)
    async def remove_totp(self, request: web.Request) -> web.Response:
        """The phone is lost, and the recovery codes, too."""
        account = await self._account(request)
        await self._database.write(accounts.remove_totp, account.id, self._parts.clock(), request[STAFF].name)
        flash(request, f"已关闭 {account.name} 的手机验证器")
        return see_other(f"{PATH}/{account.id}")

    @allows(MANAGE)
    async def sign_out(self, request: web.Request) -> web.Response:
        """End all sessions of the account."""
        account = await self._account(request)
        await self._database.write(
            accounts.sign_out_everywhere, account.id, self._parts.clock(), request[STAFF].name
        )
        flash(request, f"{account.name} 在所有设备上都已退出")
        return see_other(f"{PATH}/{account.id}")

    async def _link_page(self, request: web.Request, account: Account) -> web.Response:
        token = await self._database.write(links.reset, account.id, self._parts.clock(), request[STAFF].name)
        return page(request, "account_link.html", account=account, path=f"/console/invitation/{token}",
                    base=f"{'https' if self._parts.cookies.is_secure(request) else 'http'}://{request.host}")  # fmt: skip

    async def _account(self, request: web.Request) -> Account:
        try:
            return await self._database.read(accounts.by_id, request.match_info["id"])
        except AccountUnknown:
            raise PageUnknown() from None


def _field_of(sentence: str) -> str:
    """The field that a sentence of the core is about."""
    for word, field in (("登录名", "name"), ("姓名", "display_name"), ("单位", "agency")):
        if word in sentence:
            return field
    return "roles"
