"""``/door``: where the QRs lead. A visit's code is verified, an enterprise's code leads inspectors to check in."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import arrival
from actions.inspection.credit_code import read_credit_code
from actions.inspection.errors import CreditCodeInvalid, Refused
from actions.inspection.registry import enterprise_by_credit_code
from actions.inspection.verification import Verification, verify
from actions.inspection.verify_form import code_in
from actions.inspection.visits import masked_enterprise
from bot.web.enterprise.parts import HERE, Site, closing, telling
from bot.web.inspection.problems import InspectionUnknown
from bot.web.pages import File

PATH = "/door"
#: A credit code that nobody is registered with.
NOBODY = "unregistered"


class DoorPages:
    """Open to everybody; limits count the address."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._sheet = File((HERE / "static" / "enterprise.css").read_bytes(), "text/css")

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        handlers: list[tuple[str, str, Any]] = [
            ("GET", PATH, self.ask),
            ("POST", PATH, self.check),
            ("GET", f"{PATH}/v/{{code}}", self.scanned_visit),
            ("GET", f"{PATH}/e/{{code}}", self.scanned_enterprise),
        ]
        return [
            web.get(f"{PATH}/door.css", telling(self._site, self.sheet)),
            *(
                web.RouteDef(method, path, closing(self._site, handler), {})
                for method, path, handler in handlers
            ),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        """The form for a code."""
        owner = await self._site.owner(request)
        return self._site.page(request, "verify.html", owner=owner, found=None, code="", credit_code="")

    async def check(self, request: web.Request) -> web.Response:
        """The verdict on a code."""
        fields = await self._site.form(request)
        return await self._verdict(request, fields.get("code", ""), fields.get("credit_code", ""))

    async def scanned_visit(self, request: web.Request) -> web.Response:
        """The verdict on the QR that inspectors show."""
        return await self._verdict(request, request.match_info["code"][:2000], "")

    async def scanned_enterprise(self, request: web.Request) -> web.Response:
        """What the QR on the wall is for: inspectors check in, the owner verifies."""
        self._site.count(request)
        code = request.match_info["code"][:500]
        try:
            found = await self._site.database.read(arrival.scanned_enterprise, code)
        except Refused:
            raise InspectionUnknown() from None
        link = f"/console/inspections/arrive?code={quote(code)}"
        return self._site.page(request, "scanned.html", name=masked_enterprise(found.name), link=link)

    async def sheet(self, request: web.Request) -> web.Response:
        """The style sheet of these pages."""
        return self._sheet.response(request)

    async def _verdict(self, request: web.Request, said: str, credit_code: str) -> web.Response:
        self._site.count(request)
        owner = await self._site.owner(request)
        # A whole address may be pasted; the code is its end.
        code = said.strip().rsplit("/", 1)[-1]

        def work(connection: Connection) -> Verification:
            enterprise_id = owner.id if owner else _enterprise_id(connection, credit_code)
            now = self._site.clock()
            asker = self._site.asker(request)
            return verify(
                connection, code_in(code) or code, enterprise_id, self._site.keyring, now, asker=asker
            )

        try:
            found = await self._site.database.write(work)
        except CreditCodeInvalid as error:
            values = {"found": None, "code": said, "credit_code": credit_code, "fault": str(error)}
            return self._site.page(request, "verify.html", 422, owner=owner, **values)
        return self._site.page(
            request, "verify.html", owner=owner, found=found, card=found.document(), code=said,
            credit_code=credit_code,
        )  # fmt: skip


def _enterprise_id(connection: Connection, credit_code: str) -> str | None:
    """The enterprise that somebody says to be; one that is not registered is nobody's."""
    if not credit_code.strip():
        return None
    owner = enterprise_by_credit_code(connection, read_credit_code(credit_code))
    return NOBODY if owner is None else owner.id
