"""What the pages of enterprises share: their session, their forms, their templates."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web
from aiohttp.web_request import FileField
from multidict import MultiDict

from actions.inspection.registry import Enterprise
from actions.inspection.sign_in import signed_in
from actions.inspection.signing import Keyring, default_folder
from actions.inspection.visits import masked_inspector
from actions.inspection.vocabulary import numbers
from actions.staff.switches import Switchboard, Switches
from actions.storage.database import Database
from bot.web.boundary import REQUEST_ID, TELL
from bot.web.client_address import client_address, limit_key
from bot.web.console.problems import RequestForged
from bot.web.inspection.problems import ReportTooLarge, TooManyChecks
from bot.web.problems import BadRequest, Problem
from bot.web.rendering import environment
from bot.web.same_origin import from_here, host_of, is_secure
from bot.web.settings import Settings
from bot.web.throttle import MovingWindow

HERE = Path(__file__).parent
FORM_MAX_BYTES = 64 * 1024
#: What may be on the way at once from a phone: a few photos and the words beside them.
UPLOAD_MAX_BYTES = 24 * 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Site:
    """What the pages are made from."""

    settings: Settings
    database: Database
    limit: MovingWindow
    clock: Callable[[], datetime]
    switchboard: Switchboard

    @property
    def keyring(self) -> Keyring:
        """The keys of this installation."""
        return Keyring(default_folder(self.settings.data_dir))

    def origin(self, request: web.Request) -> str:
        """Where phones find this site."""
        proxies = self.settings.trust_proxy
        return f"{'https' if is_secure(request, proxies) else 'http'}://{host_of(request, proxies)}"

    def asker(self, request: web.Request) -> str:
        """Whoever asks, as limits count them."""
        return limit_key(client_address(request, self.settings.trust_proxy))

    def count(self, request: web.Request) -> None:
        """Count a form; :class:`TooManyChecks` when there were too many."""
        wait = self.limit.wait(self.asker(request))
        if wait is not None:
            raise TooManyChecks(retry_after=wait)

    async def owner(self, request: web.Request) -> Enterprise | None:
        """The enterprise that is signed in."""
        token = self.token(request)
        return await self.database.read(signed_in, token, self.clock()) if token else None

    def token(self, request: web.Request) -> str:
        """The session's token."""
        return request.cookies.get(self._cookie(request), "")[:100]

    def keep(self, request: web.Request, response: web.Response, token: str) -> None:
        """Give the browser its session."""
        response.set_cookie(
            self._cookie(request), token, path="/", httponly=True, samesite="Strict",
            secure=is_secure(request, self.settings.trust_proxy),
            max_age=int(timedelta(hours=numbers().session_hours).total_seconds()),
        )  # fmt: skip

    def forget(self, request: web.Request, response: web.Response) -> None:
        """Take it back."""
        response.del_cookie(self._cookie(request), path="/")

    async def closed(self) -> str:
        """What is told while staff have switched inspections off; empty while they are on."""
        switch = (await self.switchboard.state()).inspections
        return "" if switch.on else switch.sentence or Switches().inspections.sentence

    async def form(self, request: web.Request) -> Mapping[str, str]:
        """The fields of a form that a page of ours sent; signed in, it carries the session's mark."""
        return (await self.upload(request, FORM_MAX_BYTES))[0]

    async def upload(self, request: web.Request, limit: int) -> tuple[Mapping[str, str], list[bytes]]:
        """The fields of a form, and the files that were chosen in it."""
        if not from_here(request, self.settings.trust_proxy):
            raise RequestForged(cause="origin")
        try:
            sent = (await request.clone(client_max_size=limit).post()).items()
        except web.HTTPRequestEntityTooLarge:
            raise ReportTooLarge(megabytes=limit // 1024 // 1024) from None
        except (UnicodeDecodeError, LookupError, ValueError, AssertionError, web.RequestPayloadError):
            # Not the form's encoding, or broken parts.
            raise BadRequest() from None
        fields = MultiDict((name, value[:4000]) for name, value in sent if isinstance(value, str))
        files = [_content(value) for _, value in sent if isinstance(value, FileField)]
        token = self.token(request)
        if token and not hmac.compare_digest(fields.get("mark", "").encode(), mark(token).encode()):
            raise RequestForged(cause="token")
        # A file field that was left empty is sent without content.
        return fields, [content for content in files if content]

    def page(self, request: web.Request, template: str, status: int = 200, **values: Any) -> web.Response:
        """A page, filled in."""
        shown = {"mark": mark(self.token(request)), "fault": "", "owner": None, **values}
        text = templates().get_template(template).render(shown)
        return web.Response(text=text, status=status, content_type="text/html")

    def _cookie(self, request: web.Request) -> str:
        return "__Host-enterprise" if is_secure(request, self.settings.trust_proxy) else "enterprise"


def _content(sent: FileField) -> bytes:
    with sent.file as file:
        return file.read()


def mark(token: str) -> str:
    """What forms of a session carry."""
    return hmac.digest(token.encode(), b"enterprise form", "sha256").hex() if token else ""


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    """The templates of these pages."""
    made = environment(HERE / "templates")
    made.filters["masked"] = masked_inspector
    return made


def telling(site: Site, handler: Handler) -> Handler:
    """A handler whose problems are told as pages."""

    async def handle(request: web.Request) -> web.StreamResponse:
        tell: Callable[[Problem], web.Response] = partial(_problem, site, request)
        request[TELL] = tell
        return await handler(request)

    return handle


def closing(site: Site, handler: Handler) -> Handler:
    """A handler that rests while inspections are switched off: a sentence stands instead, and what remains."""

    async def handle(request: web.Request) -> web.StreamResponse:
        closed = await site.closed()
        if closed:
            return site.page(request, "closed.html", 503, closed=closed, owner=await site.owner(request))
        return await handler(request)

    return telling(site, handle)


def see(path: str) -> web.Response:
    """Go on to another page."""
    return web.Response(status=303, headers={"Location": path})


def _problem(site: Site, request: web.Request, problem: Problem) -> web.Response:
    told = site.page(
        request, "problem.html", int(problem.status), problem=problem, request_id=request.get(REQUEST_ID, "")
    )
    if problem.retry_after is not None:
        told.headers["Retry-After"] = str(problem.retry_after)
    return told
