"""The access matrix: every route of the console × every role, and nobody; found by walking the router."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp import web
from yarl import URL

from actions.staff.roles import staff_roles
from bot.web.console.access import PUBLIC, SIGNED_IN, RouteOpen, Rule, allows, check_routes, rule_of
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import Colleague, signed_in

REFUSED = {401, 403}
ROLES = sorted(staff_roles().roles)


def console_routes(client: Client) -> list[tuple[str, str, Rule]]:
    """Method, a path that matches, and the declared rule of each route of the console."""
    assert client.app is not None
    found = []
    for route in client.app.router.routes():
        if route.resource is None or not route.resource.canonical.startswith("/console"):
            continue
        rule = rule_of(route.handler)
        assert rule is not None, route.resource.canonical
        if route.method != "HEAD":
            found.append((route.method, _path(route.resource), rule))
    return found


def _path(resource: web.AbstractResource) -> str:
    """A path of this resource, with names that exist nowhere; where only some are possible, with one of those."""
    pattern = resource.get_info().get("pattern")
    listed = re.findall(r"\(\?P<\w+>([\w|-]+)\)", pattern.pattern) if pattern else []
    for name in ("0", "x", "0" * 32, "2026-01-01", *(names.partition("|")[0] for names in listed)):
        path = re.sub(r"\{[^}]+\}", name, resource.canonical)
        if pattern is None or pattern.fullmatch(path):
            return path
    raise AssertionError(f"no example of {resource.canonical}")


async def _send(somebody: Colleague, method: str, path: str, token: str) -> int:
    headers = {"Accept": "application/json"}
    if method != "GET":
        headers["X-CSRF-Token"] = token
    return (await somebody.call(method, path, headers=headers)).status


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_gets_what_the_table_says_and_nothing_else(edge: Client, role: str) -> None:
    permissions = staff_roles().allowed([role])
    for method, path, rule in console_routes(edge):
        # A new session each time: a route may end it.
        somebody = await signed_in(edge, role)
        status = await _send(somebody, method, path, await somebody.token("/console"))
        allowed = rule.permission in {PUBLIC, SIGNED_IN, *permissions}
        assert (status not in REFUSED) == allowed, (role, method, path, rule.permission, status)
        assert status < 500, (role, method, path, status)


async def test_nobody_gets_anything_but_the_door(edge: Client) -> None:
    for method, path, rule in console_routes(edge):
        nobody = Colleague(edge)
        status = await _send(nobody, method, path, await nobody.token())
        assert (status != 401) == (rule.permission == PUBLIC), (method, path, status)
    public = {path for _, path, rule in console_routes(edge) if rule.permission == PUBLIC}
    assert public == {
        "/console/sign-in",
        "/console/sign-in/code",
        "/console/first/0",
        "/console/invitation/0",
        "/console/static/0",
    }


async def test_a_person_with_a_browser_is_led_to_the_door(edge: Client) -> None:
    nobody = Colleague(edge)
    response = await nobody.get("/console/accounts?page=2")
    assert response.status == 303
    led_to = URL(response.headers["Location"])
    assert (led_to.path, led_to.query["next"]) == ("/console/sign-in", "/console/accounts?page=2")


async def test_no_form_is_taken_without_its_token(edge: Client) -> None:
    tried = 0
    for method, path, rule in console_routes(edge):
        if method == "GET":
            continue
        role = next((name for name in ROLES if rule.permission in staff_roles().allowed([name])), ROLES[0])
        somebody = await signed_in(edge, role)
        for headers in ({}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": await Colleague(edge).token()}):
            response = await somebody.call(method, path, headers={**headers, "Accept": "*/*"})
            assert response.status == 403, (method, path)
            assert (await response.json(content_type=None))["code"] == "request_forged"
        tried += 1
    assert tried > 10


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_request_from_another_site_is_refused_even_with_a_token(
    edge: Client, headers: dict[str, str]
) -> None:
    somebody = await signed_in(edge, "administrator")
    token = await somebody.token("/console")
    response = await somebody.call(
        "POST", "/console/own/sign-out", headers={**headers, "X-CSRF-Token": token}
    )
    assert response.status == 403
    assert (await somebody.get("/console")).status == 200


def _app(handler: Any) -> web.Application:
    app = web.Application()
    app.add_routes([web.get("/open", handler)])
    return app


def test_a_route_that_declares_nothing_stops_the_start() -> None:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response()

    with pytest.raises(RouteOpen, match="GET /open"):
        check_routes(_app(handler))


def test_a_permission_that_nobody_can_have_stops_the_start() -> None:
    @allows("nothing.at.all")
    async def handler(_request: web.Request) -> web.Response:
        return web.Response()

    with pytest.raises(RouteOpen, match=r"nothing\.at\.all"):
        check_routes(_app(handler))
