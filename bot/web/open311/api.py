"""Handlers of Open311 GeoReport v2 under ``/open311/v2/``."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.grid.divisions import Divisions
from actions.hotline import keys
from actions.hotline.catalogue import Catalogue
from actions.hotline.draft import Draft
from actions.hotline.filing import file
from actions.hotline.numbers import read_number
from actions.hotline.rules import rules
from actions.hotline.ticket import Contact, Ticket
from actions.hotline.workdays import calendar
from actions.storage.database import Database
from bot.web.client_address import client_address, limit_key
from bot.web.open311 import filing, services, tickets
from bot.web.open311.errors import Refused, format_of, not_found, told
from bot.web.open311.formats import REQUESTS, SERVICES, Record, listed, single
from bot.web.open311.parameters import Fields, read_fields, read_search
from bot.web.open311.public import record
from bot.web.problems import TooManyMessages
from bot.web.throttle import MovingWindow

BASE = "/open311/v2"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
#: When the list of addresses or their meaning last changed.
CHANGESET = "2026-11-23T00:00:00+08:00"
FORMATS = ["application/json", "text/xml"]
_KEY_LIMIT = 128


@dataclass(frozen=True)
class Open311:
    """The standard's addresses over the hotline's tickets."""

    database: Database
    catalogue: Catalogue
    divisions: Divisions
    limit: MovingWindow
    proxies: int
    clock: Callable[[], datetime]

    def routes(self) -> list[web.RouteDef]:
        """The routes; every address ends in its format."""
        ending = ".{format:json|xml}"
        return [
            web.get(f"{BASE}/discovery{ending}", told(self.discover), allow_head=False),
            web.get(f"{BASE}/services{ending}", told(self.list_services), allow_head=False),
            web.get(f"{BASE}/services/{{code}}{ending}", told(self.define_service), allow_head=False),
            web.get(f"{BASE}/requests{ending}", told(self.list_requests), allow_head=False),
            web.post(f"{BASE}/requests{ending}", told(self.file_request)),
            web.get(f"{BASE}/requests/{{number}}{ending}", told(self.show_request), allow_head=False),
        ]

    async def discover(self, request: web.Request) -> web.Response:
        """Where the service is and what it speaks."""
        endpoint = {
            "specification": SPECIFICATION,
            "url": f"{request.scheme}://{request.host}{BASE}",
            "changeset": CHANGESET,
            "type": "production",
            "formats": FORMATS,
        }
        document = {
            "changeset": CHANGESET,
            "contact": "济源 12345 政务服务便民热线，请拨打 12345",
            "key_service": "写入用的 API 密钥由本平台的管理员发放",
            "endpoints": [endpoint],
        }
        return single(format_of(request), "discovery", document)

    async def list_services(self, request: web.Request) -> web.Response:
        """All services."""
        return listed(format_of(request), SERVICES, services.services(self.catalogue))

    async def define_service(self, request: web.Request) -> web.Response:
        """The questions of a service."""
        category = self.catalogue.categories.get(request.match_info["code"])
        if category is None:
            raise not_found("没有这个 service_code，请看 services 列表")
        return single(format_of(request), "service_definition", services.definition(category))

    async def list_requests(self, request: web.Request) -> web.Response:
        """Requests by number, service, date and status."""
        self._count(limit_key(client_address(request, self.proxies)))
        wanted = read_search(request.query, self.clock())
        found = await self.database.read(tickets.search, wanted, rules())
        return listed(format_of(request), REQUESTS, [self._record(*one) for one in found])

    async def show_request(self, request: web.Request) -> web.Response:
        """One request."""
        self._count(limit_key(client_address(request, self.proxies)))
        number = read_number(request.match_info["number"])
        found = await self.database.read(tickets.one, number) if number else None
        if found is None:
            raise not_found("没有这个 service_request_id")
        return listed(format_of(request), REQUESTS, [self._record(*found)])

    async def file_request(self, request: web.Request) -> web.Response:
        """File a request; with an ``Idempotency-Key``, once however often it is sent."""
        fields = await read_fields(request)
        key_id = await self._key(fields)
        self._count(f"key-{key_id}")
        draft = filing.draft(fields, self.catalogue, self.divisions)
        repeat_key = request.headers.get("Idempotency-Key", "") or secrets.token_urlsafe(32)
        if len(repeat_key) > _KEY_LIMIT:
            raise Refused(HTTPStatus.BAD_REQUEST, f"Idempotency-Key 最多 {_KEY_LIMIT} 个字符")
        name = f"open311:{key_id}:{repeat_key}"
        ticket, new = await self.database.write(_file, draft, name, self.clock())
        answer = {
            "service_request_id": ticket.number,
            "service_notice": None if new else "这件已经提交过，没有重复登记",
            "account_id": None,
        }
        return listed(format_of(request), REQUESTS, [answer], HTTPStatus.CREATED)

    async def _key(self, fields: Fields) -> int:
        given = fields.get("api_key", "")
        found = await self.database.read(keys.find, given) if given else None
        if found is None:
            raise Refused(HTTPStatus.FORBIDDEN, "api_key 没有写，或者无效")
        return found

    def _count(self, client: str) -> None:
        wait = self.limit.wait(client)
        if wait is not None:
            raise TooManyMessages(retry_after=wait, seconds=wait)

    def _record(self, ticket: Ticket, contact: Contact | None) -> Record:
        return record(ticket, contact, self.catalogue, self.divisions, calendar(), rules())


def _file(connection: Connection, draft: Draft, key: str, now: datetime) -> tuple[Ticket, bool]:
    filing.check_location(draft)
    return file(connection, draft, key, now, phone_required=False)
