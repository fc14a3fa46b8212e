"""What anybody may ask: whether a code is good, the public keys, and addresses that carry their permission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import agenda, arrival, links, signing
from actions.inspection.codes import qr_svg
from actions.inspection.credit_code import read_credit_code
from actions.inspection.errors import InspectionError
from actions.inspection.registry import Enterprise, enterprise_by_credit_code, new_id
from actions.inspection.signing import Keyring
from actions.inspection.verification import Verification, verify
from actions.inspection.visits import Filter, visits
from actions.staff.switches import Switchboard, Switches
from actions.storage.database import Database
from bot.web.bodies import read_body
from bot.web.client_address import client_address, limit_key
from bot.web.inspection.bodies import VerifyBody
from bot.web.inspection.openapi import openapi
from bot.web.inspection.problems import InspectionsClosed, InspectionUnknown, TooManyChecks, told
from bot.web.responses import json_response
from bot.web.throttle import MovingWindow


@dataclass(frozen=True)
class PublicApi:
    """The part of the API that needs no key."""

    database: Database
    keyring: Keyring
    limit: MovingWindow
    proxies: int
    clock: Callable[[], datetime]
    switchboard: Switchboard

    def routes(self) -> list[web.RouteDef]:
        """The API's routes."""
        of = "/api/inspection/enterprises/{code_id}"
        return [
            web.post("/api/inspection/verify", self.verify),
            web.get("/api/inspection/keys", self.keys, allow_head=False),
            web.get("/api/inspection/openapi.json", self.description, allow_head=False),
            web.get(f"{of}/{links.QR}", self.qr, allow_head=False),
            web.get(f"{of}/{links.CALENDAR}", self.calendar, allow_head=False),
        ]

    async def verify(self, request: web.Request) -> web.Response:
        """What a code means, for an enterprise that says which one it is, or for anybody."""
        asker = limit_key(client_address(request, self.proxies))
        wait = self.limit.wait(asker)
        if wait is not None:
            raise TooManyChecks(retry_after=wait)
        body = await read_body(request, VerifyBody)
        switch = (await self.switchboard.state()).inspections
        if not switch.on:
            raise InspectionsClosed(reason=switch.sentence or Switches().inspections.sentence)

        def work(connection: Connection) -> Verification:
            enterprise_id = _enterprise_id(connection, body.credit_code)
            now = self.clock()
            return verify(connection, body.code, enterprise_id, self.keyring, now, asker=asker)

        try:
            found = await self.database.write(work)
        except InspectionError as error:
            raise told(error) from None
        return json_response({"text": found.text, "inspection": found.document()})

    async def keys(self, request: web.Request) -> web.Response:
        """The public keys, by which a visit's QR is verified offline."""
        return json_response(await self.database.read(signing.key_set))

    async def description(self, request: web.Request) -> web.Response:
        """This API's OpenAPI document."""
        return json_response(openapi())

    async def qr(self, request: web.Request) -> web.Response:
        """An enterprise's QR as an image."""

        def work(connection: Connection) -> bytes | None:
            owner = self._owner(connection, request, links.QR)
            if owner is None:
                return None
            return qr_svg(arrival.enterprise_qr_text(connection, owner, self.keyring, self.clock()))

        image = await self.database.write(work)
        if image is None:
            raise InspectionUnknown()
        return web.Response(body=image, content_type="image/svg+xml")

    async def calendar(self, request: web.Request) -> web.Response:
        """An enterprise's announced visits, to subscribe to."""

        def work(connection: Connection) -> bytes | None:
            owner = self._owner(connection, request, links.CALENDAR)
            if owner is None:
                return None
            return agenda.calendar(visits(connection, Filter(enterprise_id=owner.id)), self.clock())

        file = await self.database.read(work)
        if file is None:
            raise InspectionUnknown()
        return web.Response(body=file, content_type="text/calendar", charset="utf-8")

    def _owner(self, connection: Connection, request: web.Request, what: str) -> Enterprise | None:
        tag = request.query.get("tag", "")
        return links.opened(connection, self.keyring, request.match_info["code_id"], what, tag)


def _enterprise_id(connection: Connection, credit_code: str) -> str | None:
    """The enterprise that asks. One that is not registered asks as nobody that any code is for."""
    if not credit_code:
        return None
    owner = enterprise_by_credit_code(connection, read_credit_code(credit_code))
    return new_id() if owner is None else owner.id
