"""An edge with the demonstration in its registry, and somebody who opens its pages with a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse, FormData
from sqlalchemy.engine import Connection

from actions.inspection import arrival
from actions.inspection.codes import typed_code
from actions.inspection.demo import certificate, load_demo
from actions.inspection.registry import Enterprise
from actions.inspection.sign_in import ask_code
from actions.inspection.signing import Keyring, default_folder
from actions.inspection.visits import Filter, Visit, visit, visits
from actions.staff.tables import staff_accounts
from bot.web.app import EDGE
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import Colleague, signed_in

_MARK = re.compile(r'name="mark" value="([0-9a-f]*)"')


@dataclass
class Browser:
    """A browser with its own cookies."""

    client: Client
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> ClientResponse:
        """Open a page; redirects are not followed."""
        return await self.call("GET", path)

    async def read(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        response = await self.get(path)
        assert response.status == status, (path, response.status)
        return unescape(await response.text())

    async def post(
        self,
        path: str,
        fields: dict[str, str],
        on: str = "/door",
        photos: tuple[bytes, ...] = (),
        **headers: str,
    ) -> ClientResponse:
        """Send a form that stands on the page ``on``."""
        found = _MARK.search(await (await self.get(on)).text())
        assert found is not None
        data = FormData([("mark", found[1]), *fields.items()])
        for photo in photos:
            data.add_field("photos", photo, filename="照片.jpg", content_type="image/jpeg")
        return await self.call("POST", path, data=data, headers=headers)

    async def call(self, method: str, path: str, **options: Any) -> ClientResponse:
        """Any request with this browser's cookies."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {
            "Accept": "text/html",
            **options.pop("headers", {}),
            **({"Cookie": cookies} if cookies else {}),
        }
        self.client.session.cookie_jar.clear()
        response = await self.client.request(method, path, headers=headers, allow_redirects=False, **options)
        self.cookies.update({name: cookie.value for name, cookie in response.cookies.items()})
        await response.read()
        return response


@dataclass
class Town:
    """The demonstration and short ways to it."""

    client: Client
    keyring: Keyring
    bakery: Enterprise
    factory: Enterprise
    chemistry: Enterprise
    shop: Enterprise

    async def write(self, work: Any, *args: Any) -> Any:
        """Run ``work`` as one transaction."""
        assert self.client.app is not None
        return await self.client.app[EDGE].database.write(work, *args)

    @property
    def now(self) -> Any:
        """The edge's moment."""
        assert self.client.app is not None
        return self.client.app[EDGE].sessions.clock()

    async def visit(self, owner: Enterprise) -> Visit:
        """An enterprise's latest visit."""

        def latest(connection: Connection) -> Visit:
            return visits(connection, Filter(enterprise_id=owner.id))[0]

        found = await self.write(latest)
        assert isinstance(found, Visit)
        return found

    async def reread(self, visit_id: str) -> Visit:
        """A visit as it is now."""
        found = await self.write(visit, visit_id)
        assert isinstance(found, Visit)
        return found

    def typed(self, found: Visit) -> str:
        """A visit's typed code."""
        return typed_code(self.keyring, found.id)

    async def arrive(self, owner: Enterprise, found: Visit) -> None:
        """The inspectors scan and are there."""
        text = await self.write(arrival.enterprise_qr_text, owner, self.keyring, self.now)
        people = [certificate(0, 1), certificate(0, 2)]
        await self.write(arrival.check_in, found.id, text, people, "", self.now)

    async def owner(self, owner: Enterprise) -> Browser:
        """A browser in which an enterprise has signed in."""
        asked = await self.write(ask_code, owner.credit_code, self.keyring, self.now)
        browser = Browser(self.client)
        fields = {"credit_code": owner.credit_code, "code": asked.code}
        response = await browser.post("/enterprise/sign-in", fields, on="/enterprise")
        assert response.status == 303
        return browser

    async def agency(self, name: str) -> Colleague:
        """A member of an agency's staff."""
        somebody = await signed_in(self.client, "agency", name=name)
        assert somebody.account is not None
        return somebody


@pytest.fixture
async def town(edge: Client) -> Town:
    assert edge.app is not None
    parts = edge.app[EDGE]
    keyring = Keyring(default_folder(parts.settings.data_dir))
    owners = await parts.database.write(load_demo, keyring, parts.sessions.clock())
    return Town(edge, keyring, *owners)


async def bind(town: Town, name: str, agency_id: str) -> Colleague:
    """Staff bound to a registered agency."""
    somebody = await town.agency(name)
    change = sa.update(staff_accounts).where(staff_accounts.c.name == name).values(agency=agency_id)
    await town.write(lambda connection: connection.execute(change))
    return somebody
