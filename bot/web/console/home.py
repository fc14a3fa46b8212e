"""The first page after signing in: what this person can do."""

from __future__ import annotations

from aiohttp import web

from actions.staff.roles import staff_roles
from bot.web.console.access import SIGNED_IN, STAFF, allows
from bot.web.console.pages import page
from bot.web.console.section import Parts, Section


class Home:
    """``/console``."""

    def __init__(self, _parts: Parts) -> None:
        pass

    def section(self) -> Section:
        """One route; the console's name in the header leads here."""
        return Section([web.get("", self.show)])

    @allows(SIGNED_IN)
    async def show(self, request: web.Request) -> web.Response:
        """The person's sections."""
        roles = staff_roles().names(request[STAFF].roles)
        return page(request, "home.html", roles=roles)
