"""Handlers of the portal's pages."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import jinja2
import segno
import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from actions.storage.database import Database
from bot.web.boundary import CONTENT_POLICY, REQUEST_ID, TELL
from bot.web.greeting import greeting
from bot.web.notices import Notices
from bot.web.pages import File
from bot.web.plain import page as plain_page
from bot.web.portal import embedding
from bot.web.portal.asked import Asked, most_asked
from bot.web.portal.guides import sheet
from bot.web.portal.problems import ServiceUnknown
from bot.web.portal.published import ENTERPRISE, PERSON, Published, stages
from bot.web.problems import Problem
from bot.web.rendering import environment
from bot.web.same_origin import host_of, is_secure
from bot.web.sessions import Clock
from bot.web.settings import Settings
from knowledge.city_time import day_of
from knowledge.errors import AppError
from knowledge.formats.service import Applicant, Service
from knowledge.index.live import Live

TEMPLATES = Path(__file__).parent / "templates"
SHEETS = (Path(__file__).parent / "static", plain_page.TEMPLATES.parent / "static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
#: The portal may show its own preview in a frame, and nobody else's pages.
_FRAMING = CONTENT_POLICY.format(framed_by="'none'") + "; frame-src 'self'"
_FRAMED = CONTENT_POLICY.format(framed_by="'self'")
#: Counting again for every visitor would tell nobody more.
KEEP_SECONDS = 60.0
FAVOURS_SHOWN = 4
COUNTED_DAYS = 30

log = structlog.get_logger("edge")


class Portal:
    """``/``, ``/services/…``, ``/embed`` and their style sheets."""

    def __init__(self, settings: Settings, database: Database, notices: Notices, clock: Clock) -> None:
        self._settings = settings
        self._database = database
        self._notices = notices
        self._clock = clock
        named = os.environ.get("INDEX_DIR")
        self._live = Live(Path(named) if named else settings.data_dir / "index", Published.of)
        self._asked: list[Asked] = []
        self._count_after = float("-inf")
        self._sheets = {
            path.name: File(path.read_bytes(), _TYPES[path.suffix])
            for folder in SHEETS
            for path in sorted(folder.iterdir())
            if path.suffix in _TYPES
        }

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/", self.home),
            web.get("/services", self.list_services),
            web.get("/services/{id:[a-z0-9-]{1,64}}", self.guide),
            web.get("/services/{id:[a-z0-9-]{1,64}}/qr.svg", self.code),
            web.get("/embed", self.embed),
            web.get("/embed/preview", self.preview),
            web.get("/site/{name}", self.file),
        ]

    async def home(self, request: web.Request) -> web.Response:
        """The portal page, with the assistant put there as any other site would."""
        published = await self._published()
        services = published.services.values()
        values = {
            "person": stages(services, PERSON, Applicant.PERSON),
            "enterprise": stages(services, ENTERPRISE, Applicant.ENTERPRISE),
            "favours": published.favours(day_of(self._clock()))[:FAVOURS_SHOWN],
            "asked": await self._most_asked(published),
            "days": COUNTED_DAYS,
            "starters": greeting().starters,
            "announcement": (await self._notices.announcement()).get("announcement", ""),
        }
        return _html("home.html", values, policy=_FRAMED)

    async def list_services(self, request: web.Request) -> web.Response:
        """All services, or those of one stage."""
        services = (await self._published()).services.values()
        wanted = request.query.get("stage")
        every = [
            *stages(services, PERSON, Applicant.PERSON),
            *stages(services, ENTERPRISE, Applicant.ENTERPRISE),
        ]
        chosen = [stage for stage in every if stage.name == wanted] or every
        return _html("services.html", {"stages": chosen, "all": len(chosen) == len(every)})

    async def guide(self, request: web.Request) -> web.Response:
        """A service's guide, to read, print and take along."""
        tell: Callable[[Problem], web.Response] = partial(_problem, request)
        request[TELL] = tell
        published = await self._published()
        shown = sheet(published, _service(published, request), request.query)
        answered = {key: value for key, value in shown.chosen.items() if value}
        path = str(request.rel_url.with_query(answered))
        address = self._home(request) + path
        code = str(request.rel_url.with_path(f"{request.path}/qr.svg").with_query(answered))
        return _html("guide.html", {"sheet": shown, "address": address, "code": code})

    async def code(self, request: web.Request) -> web.Response:
        """A guide's address for the camera of a phone."""
        published = await self._published()
        service = _service(published, request)
        known = {question.id for question in service.questions}
        answered = {key: value for key, value in request.query.items() if key in known}
        path = str(request.rel_url.with_path(f"/services/{service.id}").with_query(answered))
        drawn = io.BytesIO()
        segno.make(self._home(request) + path, error="m", micro=False).save(
            drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff"
        )
        return web.Response(body=drawn.getvalue(), content_type="image/svg+xml")

    async def embed(self, request: web.Request) -> web.Response:
        """The tag, its settings, and a preview."""
        home = self._home(request)
        values = {
            "snippet": embedding.snippet(home),
            "policy": embedding.policy(home),
            "attributes": embedding.ATTRIBUTES,
            "variables": embedding.VARIABLES,
            "calls": embedding.CALLS,
            "events": embedding.EVENTS,
            "home": home,
        }
        return _html("embed.html", values, policy=_FRAMING)

    async def preview(self, _request: web.Request) -> web.Response:
        """A page of somebody else, whose style sheet does to all elements what it likes."""
        return _html("preview.html", {}, policy=_FRAMED)

    async def file(self, request: web.Request) -> web.Response:
        """A style sheet or script, or 304."""
        found = self._sheets.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return found.response(request)

    async def _published(self) -> Published:
        """What is published; nothing when nothing has been built, which is no reason not to be there."""
        try:
            return await asyncio.to_thread(self._live.get)
        except AppError as error:
            log.warning("portal_without_content", error=error.code)
            return Published("")

    async def _most_asked(self, published: Published) -> Sequence[tuple[Service, int]]:
        now = asyncio.get_running_loop().time()
        if now >= self._count_after:
            since = self._clock() - timedelta(days=COUNTED_DAYS)
            try:
                self._asked = await self._database.read(most_asked, since)
            except SQLAlchemyError as error:
                log.warning("asked_not_counted", error=type(error).__name__)
            self._count_after = now + KEEP_SECONDS
        services = published.services
        return [(services[one.service], one.people) for one in self._asked if one.service in services]

    def _home(self, request: web.Request) -> str:
        """This site's address as the browser knows it."""
        proxies = self._settings.trust_proxy
        return f"{'https' if is_secure(request, proxies) else 'http'}://{host_of(request, proxies)}"


@lru_cache(maxsize=1)
def templates() -> jinja2.Environment:
    """The portal's templates, and the cards of the conversation."""
    return environment(TEMPLATES, plain_page.TEMPLATES)


def _service(published: Published, request: web.Request) -> Service:
    service = published.services.get(request.match_info["id"])
    if service is None:
        raise ServiceUnknown()
    return service


def _html(
    template: str, values: dict[str, Any], status: int = 200, policy: str | None = None
) -> web.Response:
    text = templates().get_template(template).render(values)
    response = web.Response(text=text, status=status, content_type="text/html")
    response.enable_compression()
    if policy is not None:
        response.headers["Content-Security-Policy"] = policy
    return response


def _problem(request: web.Request, problem: Problem) -> web.Response:
    title = plain_page.TITLES.get(int(problem.status), "没有成功")
    values = {"problem": problem, "title": title, "request_id": request.get(REQUEST_ID, "")}
    return _html("site_problem.html", values, int(problem.status))
