"""One's own account: password, authenticator, signing out everywhere."""

from __future__ import annotations

import segno
from aiohttp import web
from markupsafe import Markup

from actions.staff import accounts, second_factor, sessions
from actions.staff.errors import PasswordWeak, SignInRefused, TooManyAttempts
from bot.web.client_address import client_address, limit_key
from bot.web.console.access import SIGNED_IN, STAFF, allows
from bot.web.console.cookies import SESSION
from bot.web.console.forms import ConsoleForm, filled, password_field, text_field
from bot.web.console.invitations import PASSWORD_HINT, PasswordForm
from bot.web.console.pages import flash, page, see_other
from bot.web.console.section import Parts, Section

PATH = "/console/own"
#: Where the session keeps the authenticator's secret until a code of it was right.
SECRET = "totp_secret"  # noqa: S105


class ChangeForm(PasswordForm):
    """A new password, by somebody who knows the old one."""

    current = password_field("现在的密码", autocomplete="current-password")
    password = password_field("新密码", PASSWORD_HINT)


class TotpForm(ConsoleForm):
    """The first code of an authenticator."""

    code = text_field("验证码", 16, "验证器上显示的 6 位数字")


class ConfirmForm(ConsoleForm):
    """The password, before something grave."""

    current = password_field("现在的密码", autocomplete="current-password")


class Own:
    """``/console/own``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database

    def section(self) -> Section:
        """The routes; the person's name in the header leads here."""
        return Section(
            [
                web.get("/own", self.show),
                web.post("/own/password", self.change_password),
                web.post("/own/sign-out", self.sign_out),
                web.get("/own/totp", self.ask_totp),
                web.post("/own/totp", self.enable_totp),
                web.post("/own/totp-off", self.disable_totp),
            ]
        )

    @allows(SIGNED_IN)
    async def show(self, request: web.Request) -> web.Response:
        """The account."""
        return await self._page(request)

    @allows(SIGNED_IN)
    async def change_password(self, request: web.Request) -> web.Response:
        """Choose a new password; every session ends."""
        form, account = filled(ChangeForm, request), request[STAFF]
        if form.validate() and await self._confirmed(request, form, form.current.data or ""):
            try:
                stored = await self._parts.sign_in.hashed(form.password.data or "", account.name)
            except PasswordWeak as weak:
                form.add_error("password", str(weak))
            else:
                now = self._parts.clock()
                await self._database.write(accounts.set_password, account.id, stored, now, account.name)
                return see_other("/console/sign-in")
        return await self._page(request, 422, password_form=form)

    @allows(SIGNED_IN)
    async def sign_out(self, request: web.Request) -> web.Response:
        """End all sessions, this one included."""
        account = request[STAFF]
        await self._database.write(
            accounts.sign_out_everywhere, account.id, self._parts.clock(), account.name
        )
        return see_other("/console/sign-in")

    @allows(SIGNED_IN)
    async def ask_totp(self, request: web.Request) -> web.Response:
        """The QR code of a new secret."""
        secret = second_factor.new_secret()
        request[SESSION].keep(SECRET, secret)
        return self._totp_page(request, TotpForm(), secret)

    @allows(SIGNED_IN)
    async def enable_totp(self, request: web.Request) -> web.Response:
        """The first code; then the recovery codes are shown, this once."""
        session, form = request[SESSION], filled(TotpForm, request)
        secret = session.data.get(SECRET)
        if secret is None:
            return see_other(f"{PATH}/totp")
        if form.validate():
            try:
                codes = await self._database.write(
                    second_factor.enable, request[STAFF].id, secret, form.code.data or "", self._parts.clock()
                )
            except SignInRefused:
                form.add_error("code", "验证码不对；请看手机时间是否准确，再输入最新的一个")
            else:
                session.take(SECRET)
                return page(request, "recovery_codes.html", codes=codes)
        return self._totp_page(request, form, secret, 422)

    @allows(SIGNED_IN)
    async def disable_totp(self, request: web.Request) -> web.Response:
        """Sign in with the password alone again."""
        form, account = filled(ConfirmForm, request), request[STAFF]
        if form.validate() and await self._confirmed(request, form, form.current.data or ""):
            await self._database.write(accounts.remove_totp, account.id, self._parts.clock(), account.name)
            flash(request, "已关闭手机验证器")
            return see_other(PATH)
        return await self._page(request, 422, totp_form=form)

    async def _confirmed(self, request: web.Request, form: ConsoleForm, password: str) -> bool:
        address = limit_key(client_address(request, self._parts.settings.trust_proxy))
        try:
            await self._parts.sign_in.confirm(request[STAFF], password, address)
        except SignInRefused:
            form.add_error("current", "现在的密码不对")
        except TooManyAttempts as refusal:
            form.add_error("current", str(refusal))
        else:
            return True
        return False

    async def _page(
        self,
        request: web.Request,
        status: int = 200,
        password_form: ChangeForm | None = None,
        totp_form: ConfirmForm | None = None,
    ) -> web.Response:
        count = await self._database.read(sessions.count, request[STAFF].id)
        return page(
            request, "own.html", status, sessions=count,
            password_form=password_form or ChangeForm(prefix=""),
            totp_form=totp_form or ConfirmForm(prefix=""),
        )  # fmt: skip

    def _totp_page(
        self, request: web.Request, form: TotpForm, secret: str, status: int = 200
    ) -> web.Response:
        code = segno.make(second_factor.address(secret, request[STAFF].name), error="m")
        # Drawn by the library from an address that we made: nothing of it is a person's words.
        drawn = Markup(code.svg_inline(svgclass="qr", title="验证器二维码", omitsize=True))  # noqa: S704
        return page(request, "own_totp.html", status, form=form, secret=secret, qr=drawn)
