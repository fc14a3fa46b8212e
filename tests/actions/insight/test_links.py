"""Links are looked at on allowed hosts only, and redirects lead nowhere else."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy.engine import Connection

from actions.insight import links, results
from actions.insight.links import PublicResolver, only
from tests.actions.insight.conftest import START


async def _answer(request: web.Request) -> web.Response:
    match request.path:
        case "/ok":
            return web.Response()
        case "/moved":
            return web.Response(status=301, headers={"Location": "/ok"})
        case "/away":
            return web.Response(status=302, headers={"Location": "http://evil.example/"})
        case "/round":
            return web.Response(status=302, headers={"Location": "/round"})
    return web.Response(status=404)


@pytest.fixture
async def site(aiohttp_server: Any) -> TestServer:
    app = web.Application()
    app.add_routes([web.get("/{path:.*}", _answer)])
    server: TestServer = await aiohttp_server(app)
    return server


async def test_what_does_not_work_is_told_and_what_does_is_not(site: TestServer) -> None:
    pages = {str(site.make_url(f"/{name}")): ["指南"] for name in ("ok", "moved", "away", "round", "gone")}
    own = str(site.make_url("/"))
    async with aiohttp.ClientSession() as http:
        found = await links.check(pages, lambda url: url.startswith(own), http)
    assert {link["url"].removeprefix(own): link["why"] for link in found} == {
        "away": "转到了别的网站：evil.example",
        "round": "反复跳转",
        "gone": "网站回答 404",
    }
    assert all(link["titles"] == ["指南"] for link in found)


async def test_a_link_elsewhere_is_not_touched(site: TestServer) -> None:
    async with aiohttp.ClientSession() as http:
        assert await links.check({str(site.make_url("/gone")): ["指南"]}, only({"www.gov.cn"}), http) == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://www.gov.cn/a", True),
        ("http://www.gov.cn", True),
        ("https://www.gov.cn:8443/", False),
        ("https://a@www.gov.cn/", False),
        ("https://gov.cn/", False),
        ("https://www.gov.cn.evil.example/", False),
        ("file:///etc/passwd", False),
        ("https://[broken/", False),
    ],
)
def test_only_allowed_hosts_on_usual_ports(url: str, allowed: bool) -> None:
    assert only({"www.gov.cn"})(url) is allowed


async def test_a_name_that_leads_into_this_machine_is_not_found() -> None:
    with pytest.raises(OSError, match="no public address"):
        await PublicResolver(asyncio.get_running_loop()).resolve("localhost", 80)


@pytest.mark.parametrize(
    "text", ["http://www.gov.cn", "127.0.0.1", "localhost", "a b.cn", "www.gov.cn:80", ""]
)
def test_only_names_of_hosts_can_be_allowed(text: str) -> None:
    with pytest.raises(ValueError, match="主机名"):
        results.host_name(text)


def test_hosts_are_allowed_and_taken_back(connection: Connection) -> None:
    assert results.hosts(connection) == []
    results.set_hosts(connection, ["WWW.gov.cn", "www.henan.gov.cn"], START, "root")
    assert results.hosts(connection) == ["www.gov.cn", "www.henan.gov.cn"]
    results.set_hosts(connection, [], START, "root")
    assert results.hosts(connection) == []
