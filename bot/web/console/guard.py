"""The middleware before every page: who is it, may they, and does the request come from a page of ours."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.web.boundary import TELL
from bot.web.console.access import PUBLIC, STAFF, Rule, rule_of
from bot.web.console.cookies import SESSION, Cookies
from bot.web.console.forgery import check_request
from bot.web.console.pages import problem_page, wants_page
from bot.web.console.problems import NotAllowed, SignInNeeded
from bot.web.console.section import NAVIGATION, Navigation
from bot.web.problems import Problem

SIGN_IN = "/console/sign-in"


def guard(navigation: Navigation, cookies: Cookies) -> Middleware:
    """The console's only middleware, within the edge's own."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        request[NAVIGATION] = navigation
        if wants_page(request):
            tell: Callable[[Problem], web.Response] = partial(problem_page, request)
            request[TELL] = tell
        rule = rule_of(request.match_info.handler)
        if rule is None:
            # Only aiohttp's own answers have none: no such page, or not by this method.
            return await handler(request)
        session = request[SESSION] = await cookies.load(request)
        if session.account is not None:
            request[STAFF] = session.account
        _admit(request, rule)
        await check_request(request, session, rule, cookies.proxies)
        response = await handler(request)
        if not response.prepared:
            await cookies.save(request, response)
        return response

    return check


def _admit(request: web.Request, rule: Rule) -> None:
    account = request.get(STAFF)
    if rule.admits(account):
        return
    if account is not None:
        raise NotAllowed(cause=f"needs {rule.permission}")
    if rule.permission != PUBLIC and request.method == "GET" and wants_page(request):
        raise web.HTTPSeeOther(f"{SIGN_IN}?next={quote(request.path_qs, safe='')}")
    raise SignInNeeded()
