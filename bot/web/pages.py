"""The page with the chat box, and the files it needs, all read once at the start."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from aiohttp import ETag, web

from bot.web.boundary import CONTENT_POLICY
from bot.web.greeting import greeting

STATIC = Path(__file__).parent / "static"

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html"}

#: The page may be shown in a frame of this site only.
_PAGE_POLICY = CONTENT_POLICY.format(framed_by="'self'")


@dataclass(frozen=True)
class File:
    """A file as it is sent."""

    body: bytes
    content_type: str

    def response(self, request: web.Request, policy: str | None = None) -> web.Response:
        """The file, or 304 when the browser has this very version; a browser asks each time."""
        tag = hashlib.sha256(self.body).hexdigest()[:32]
        if any(known.value == tag for known in request.if_none_match or ()):
            response = web.Response(status=304)
        else:
            response = web.Response(body=self.body, content_type=self.content_type, charset="utf-8")
            response.enable_compression()
        response.etag = ETag(tag)
        response.headers["Cache-Control"] = "no-cache"
        if policy is not None:
            response.headers["Content-Security-Policy"] = policy
        return response


class Pages:
    """Handlers for what a browser shows."""

    def __init__(self, message_max_chars: int) -> None:
        files = {path.name: File(path.read_bytes(), _TYPES[path.suffix]) for path in STATIC.iterdir()}
        template = files.pop("index.html")
        self._index = File(_filled(template.body.decode(), message_max_chars), template.content_type)
        self._files = files

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [web.get("/", self.index), web.get("/static/{name}", self.static)]

    async def index(self, request: web.Request) -> web.Response:
        """The chat page; the greeting is part of it, so that it shows before any request is answered."""
        return self._index.response(request, _PAGE_POLICY)

    async def static(self, request: web.Request) -> web.Response:
        """A file of the page."""
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        return file.response(request)


def _filled(page: str, message_max_chars: int) -> bytes:
    opening = greeting()
    starters = "\n".join(
        f'<li><button type="button" data-say="{escape(starter.text)}">{escape(starter.title)}</button></li>'
        for starter in opening.starters
    )
    values = {"greeting": escape(opening.text), "starters": starters, "message_max_chars": message_max_chars}
    return Template(page).substitute(values).encode()
