"""Signing in and out."""

from __future__ import annotations

import re
from datetime import timedelta

from aiohttp import web

from actions.staff import audit, sign_in
from actions.staff.accounts import Account
from actions.staff.audit import Entry
from actions.staff.errors import SignInRefused, TooManyAttempts
from bot.web.client_address import client_address, limit_key
from bot.web.console.access import PUBLIC, SIGNED_IN, STAFF, allows
from bot.web.console.cookies import PENDING, SESSION
from bot.web.console.forms import ConsoleForm, filled, password_field, text_field
from bot.web.console.pages import page, see_other
from bot.web.console.section import Parts, Section

HOME = "/console"
CODE_PATH = "/console/sign-in/code"
#: How long the right password waits for its code.
PATIENCE = timedelta(minutes=10)
NEXT = "next"

_OWN_PATH = re.compile(r"/console(/[A-Za-z0-9._~/%-]*)?(\?[^\x00-\x20\\]*)?")


class PasswordForm(ConsoleForm):
    """The first step."""

    name = text_field("登录名", 64)
    password = password_field("密码", autocomplete="current-password")


class CodeForm(ConsoleForm):
    """The second step."""

    code = text_field("验证码", 32, "手机验证器上的 6 位数字；手机不在身边时，用一个备用码")


class Door:
    """``/console/sign-in`` and ``/console/sign-out``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """The routes."""
        return Section(
            [
                web.get("/sign-in", self.ask_password),
                web.post("/sign-in", self.take_password),
                web.get("/sign-in/code", self.ask_code),
                web.post("/sign-in/code", self.take_code),
                web.post("/sign-out", self.sign_out),
            ]
        )

    @allows(PUBLIC)
    async def ask_password(self, request: web.Request) -> web.Response:
        """The form; whoever is signed in already goes on."""
        if STAFF in request:
            return see_other(_next(request))
        # The browser is told its token, so that the form that it gets is worth something.
        request[SESSION].changed = True
        return page(request, "sign_in.html", form=PasswordForm(), fault="")

    @allows(PUBLIC)
    async def take_password(self, request: web.Request) -> web.Response:
        """Name and password."""
        form = filled(PasswordForm, request)
        if not form.validate():
            return page(request, "sign_in.html", 422, form=form, fault="")
        try:
            account = await self._parts.sign_in.with_password(
                form.name.data or "", form.password.data or "", self._address(request)
            )
        except SignInRefused as refusal:
            return page(request, "sign_in.html", 422, form=form, fault=str(refusal))
        except TooManyAttempts as refusal:
            return page(request, "sign_in.html", 429, form=form, fault=str(refusal))
        if account.has_totp:
            return await self._wait_for_code(request, account)
        return await self._welcome(request, account)

    @allows(PUBLIC)
    async def ask_code(self, request: web.Request) -> web.Response:
        """The form for the second step."""
        self._half_signed_in(request)
        return page(request, "sign_in_code.html", form=CodeForm(), fault="")

    @allows(PUBLIC)
    async def take_code(self, request: web.Request) -> web.Response:
        """The code."""
        half = self._half_signed_in(request)
        form = filled(CodeForm, request)
        if not form.validate():
            return page(request, "sign_in_code.html", 422, form=form, fault="")
        try:
            account = await self._parts.sign_in.with_code(
                half.id, form.code.data or "", self._address(request)
            )
        except SignInRefused:
            return page(request, "sign_in_code.html", 422, form=form, fault="验证码不对，或已经用过")
        except TooManyAttempts as refusal:
            return page(request, "sign_in_code.html", 429, form=form, fault=str(refusal))
        return await self._welcome(request, account)

    @allows(SIGNED_IN)
    async def sign_out(self, request: web.Request) -> web.Response:
        """End this session."""
        account, now = request[STAFF], self._parts.clock()
        await self._parts.cookies.renew(request)
        entry = Entry(now, account.name, "session.sign_out", f"account:{account.name}")
        await self._parts.database.write(audit.record, entry)
        return see_other("/console/sign-in")

    async def _wait_for_code(self, request: web.Request, account: Account) -> web.Response:
        (await self._parts.cookies.renew(request, account.id)).keep(PENDING, True)
        return see_other(f"{CODE_PATH}?{request.query_string}" if request.query_string else CODE_PATH)

    async def _welcome(self, request: web.Request, account: Account) -> web.Response:
        # A new token: one that somebody planted before is worth nothing.
        await self._parts.cookies.renew(request, account.id)
        await self._parts.database.write(sign_in.note_sign_in, account, self._parts.clock())
        return see_other(_next(request))

    def _half_signed_in(self, request: web.Request) -> Account:
        """Whose password was right; back to the start when nobody's was, or too long ago."""
        session = request[SESSION]
        found = session.found
        if found is None or not session.data.get(PENDING):
            raise web.HTTPSeeOther("/console/sign-in")
        if self._parts.clock() - found.created_at > PATIENCE:
            raise web.HTTPSeeOther("/console/sign-in")
        return found.account

    def _address(self, request: web.Request) -> str:
        return limit_key(client_address(request, self._parts.settings.trust_proxy))


def _next(request: web.Request) -> str:
    """Where the person wanted to go; only within the console."""
    wanted = request.query.get(NEXT, HOME)
    return wanted if _OWN_PATH.fullmatch(wanted) and "//" not in wanted.partition("?")[0] else HOME
