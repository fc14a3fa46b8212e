"""Style sheet and script of the console."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.web.console.access import PUBLIC, allows
from bot.web.console.section import Parts, Section
from bot.web.pages import File

STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Statics:
    """Serves the files of ``static``, read once at the start."""

    def __init__(self, _parts: Parts) -> None:
        self._files = {
            path.name: File(path.read_bytes(), _TYPES[path.suffix])
            for path in STATIC.rglob("*")
            if path.suffix in _TYPES
        }

    def section(self) -> Section:
        """One route, no entry."""
        return Section([web.get("/static/{name}", self.file)])

    @allows(PUBLIC)
    async def file(self, request: web.Request) -> web.Response:
        """A file, or 304."""
        found = self._files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return found.response(request)
