"""Choosing a password by a one-time link: the first administrator, a new account, a reset."""

from __future__ import annotations

from aiohttp import web
from wtforms.validators import ValidationError

from actions.staff import links
from actions.staff.accounts import Account, checked_name
from actions.staff.errors import AccountInvalid, AccountUnknown, LinkInvalid, NameTaken, PasswordWeak
from bot.web.console.access import PUBLIC, allows
from bot.web.console.cookies import SESSION
from bot.web.console.forms import ConsoleForm, filled, password_field, text_field
from bot.web.console.pages import page, see_other
from bot.web.console.problems import InvitationVoid
from bot.web.console.section import Parts, Section

PASSWORD_HINT = "至少 10 个字符；用几个不相干的词连起来，又长又好记"  # noqa: S105
WRONG_AGAIN = "两次输入的密码不一样"


class PasswordForm(ConsoleForm):
    """A new password."""

    password = password_field("新密码", PASSWORD_HINT)
    again = password_field("再输一遍")

    def validate_again(self, field: object) -> None:
        """Typing errors are found before they lock somebody out."""
        if self.password.data != self.again.data:
            raise ValidationError(WRONG_AGAIN)


class FirstForm(PasswordForm):
    """The first administrator."""

    name = text_field("登录名", 32, "小写字母、数字、点、横线，2 到 32 个")
    display_name = text_field("姓名", 32)


class Invitations:
    """``/console/first/…`` and ``/console/invitation/…``."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def section(self) -> Section:
        """The routes. Looking at a link does not use it up: mail programs look, too."""
        return Section(
            [
                web.get("/first/{token}", self.ask_first),
                web.post("/first/{token}", self.take_first),
                web.get("/invitation/{token}", self.ask_password),
                web.post("/invitation/{token}", self.take_password),
            ]
        )

    @allows(PUBLIC)
    async def ask_first(self, request: web.Request) -> web.Response:
        """The form for the first administrator."""
        if await self._look(request) is not None:
            raise InvitationVoid()
        return page(request, "first.html", form=FirstForm())

    @allows(PUBLIC)
    async def take_first(self, request: web.Request) -> web.Response:
        """Make the first administrator."""
        if await self._look(request) is not None:
            raise InvitationVoid()
        form = filled(FirstForm, request)
        if form.validate() and await self._make_first(request, form):
            return see_other("/console/sign-in")
        return page(request, "first.html", 422, form=form)

    @allows(PUBLIC)
    async def ask_password(self, request: web.Request) -> web.Response:
        """The form for a new password."""
        account = await self._look(request)
        if account is None:
            raise InvitationVoid()
        return page(request, "invitation.html", form=PasswordForm(), name=account.name)

    @allows(PUBLIC)
    async def take_password(self, request: web.Request) -> web.Response:
        """Set the password."""
        account = await self._look(request)
        if account is None:
            raise InvitationVoid()
        form = filled(PasswordForm, request)
        if form.validate():
            try:
                stored = await self._parts.sign_in.hashed(form.password.data or "", account.name)
                await self._parts.database.write(links.use, _token(request), stored, self._parts.clock())
            except PasswordWeak as weak:
                form.add_error("password", str(weak))
            except LinkInvalid:
                raise InvitationVoid() from None
            else:
                return see_other("/console/sign-in")
        return page(request, "invitation.html", 422, form=form, name=account.name)

    async def _make_first(self, request: web.Request, form: FirstForm) -> bool:
        name, display_name = form.name.data or "", form.display_name.data or ""
        try:
            stored = await self._parts.sign_in.hashed(form.password.data or "", checked_name(name))
            await self._parts.database.write(
                links.use_first, _token(request), name, display_name, stored, self._parts.clock()
            )
        except PasswordWeak as weak:
            form.add_error("password", str(weak))
        except (AccountInvalid, NameTaken) as fault:
            form.add_error("name", str(fault))
        except LinkInvalid:
            raise InvitationVoid() from None
        else:
            return True
        return False

    async def _look(self, request: web.Request) -> Account | None:
        request[SESSION].changed = True
        try:
            return await self._parts.database.read(links.look, _token(request), self._parts.clock())
        except (LinkInvalid, AccountUnknown):
            raise InvitationVoid() from None


def _token(request: web.Request) -> str:
    return request.match_info["token"]
