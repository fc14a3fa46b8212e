"""Members of staff for tests of the console, as a browser would act for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any

from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient

from actions.staff import accounts, sessions
from actions.staff.accounts import Account, Details
from actions.staff.errors import AccountUnknown
from actions.staff.tokens import new_token
from bot.web.app import EDGE

PASSWORD = "correct horse battery"
_TOKEN = re.compile(r'name="csrf-token" content="([0-9a-f]*)"')


@dataclass
class Colleague:
    """A browser with its own cookies; signed in when it has an account."""

    client: TestClient[Any, Any]
    account: Account | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "text/html"})

    async def get(self, path: str, **options: Any) -> ClientResponse:
        """Open a page; redirects are not followed."""
        return await self.call("GET", path, **options)

    async def read(self, path: str) -> str:
        """The text of a page that is there."""
        response = await self.get(path)
        assert response.status == 200, (path, response.status)
        return unescape(await response.text())

    async def token(self, path: str = "/console/sign-in") -> str:
        """The form token that stands on a page."""
        found = _TOKEN.search(await (await self.get(path)).text())
        assert found is not None
        return found[1]

    async def post(self, path: str, fields: Any = (), on: str | None = None) -> ClientResponse:
        """Send a form that stands on the page ``on``."""
        token = await self.token(on or ("/console" if self.account else "/console/sign-in"))
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        return await self.call("POST", path, data=FormData([("csrf_token", token), *pairs]))

    async def call(self, method: str, path: str, **options: Any) -> ClientResponse:
        """Any request with this browser's cookies."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**self.headers, **({"Cookie": cookies} if cookies else {}), **options.pop("headers", {})}
        self.client.session.cookie_jar.clear()
        response = await self.client.request(method, path, headers=headers, allow_redirects=False, **options)
        self.cookies.update({name: cookie.value for name, cookie in response.cookies.items()})
        await response.read()
        return response


async def signed_in(client: TestClient[Any, Any], *roles: str, name: str = "") -> Colleague:
    """Somebody with these roles, signed in without going through the door."""
    assert client.app is not None
    edge = client.app[EDGE]
    now = edge.sessions.clock()
    name = name or "-".join(roles)
    try:
        account = await edge.database.read(accounts.by_name, name)
    except AccountUnknown:
        details = Details(name, roles, "演示单位" if "agency" in roles else "")
        account = await edge.database.write(accounts.add, name, details, now - timedelta(days=1), "test", "-")
    token = new_token()
    await edge.database.write(sessions.add, token, account.id, {}, now)
    return Colleague(client, account, {"console": token})
