"""The widget's files, all read once at the start."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ETag, web

from bot.web.greeting import greeting
from bot.web.scripts import joined, thin

STATIC = Path(__file__).parent / "static"

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

#: Where ``widget.js`` takes its settings from.
CONFIG_MARK = "{} /* filled in by the server */"

#: Modules are fetched by pages of other sites too; they hold nothing secret.
_FOR_EVERYONE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"

#: Modules sent as one with all that they import.
JOINED = ("panel.js", "cards.js")


@dataclass(frozen=True)
class File:
    """A file as it is sent."""

    body: bytes
    content_type: str

    @property
    def tag(self) -> str:
        """Names this very content."""
        return hashlib.sha256(self.body).hexdigest()[:32]

    def response(self, request: web.Request, caching: str = _ASK_EACH_TIME) -> web.Response:
        """The file, or 304 when the browser has this very version."""
        if any(known.value == self.tag for known in request.if_none_match or ()):
            response = web.Response(status=304)
        else:
            response = web.Response(body=self.body, content_type=self.content_type, charset="utf-8")
            response.enable_compression()
        response.etag = ETag(self.tag)
        response.headers["Cache-Control"] = caching
        response.headers.update(_FOR_EVERYONE)
        return response


def read_static(folder: Path = STATIC) -> dict[str, File]:
    """The files below ``folder`` by relative path, ready to send."""
    return {
        path.relative_to(folder).as_posix(): File(_sent(path), _TYPES[path.suffix])
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TYPES
    }


def widget_script(script: str, version: str, message_max_chars: int) -> str:
    """The launcher with what it has to know before any request is answered."""
    opening = greeting()
    starters = [starter.model_dump(mode="json") for starter in opening.starters]
    config = {
        "files": f"static/{version}/widget/",
        "longest": message_max_chars,
        "greeting": {"text": opening.text, "starters": starters},
    }
    return script.replace(CONFIG_MARK, json.dumps(config, ensure_ascii=False, separators=(",", ":")))


class Pages:
    """Handlers for the widget's files."""

    def __init__(self, message_max_chars: int) -> None:
        self._files = read_static()
        script = self._files.pop("widget.js")
        together = "".join(f"{name} {file.tag}" for name, file in self._files.items())
        self._version = f"v-{hashlib.sha256(together.encode()).hexdigest()[:12]}"
        filled = widget_script(script.body.decode(), self._version, message_max_chars)
        self._script = File(filled.encode(), script.content_type)

    def bodies(self) -> dict[str, bytes]:
        """What is sent, by name."""
        return {name: file.body for name, file in [*self._files.items(), ("widget.js", self._script)]}

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/widget.js", self.script),
            web.get("/static/{version:v-[0-9a-f]{12}}/{path:.+}", self.static),
            web.get("/static/{path:.+}", self.static),
        ]

    async def script(self, request: web.Request) -> web.Response:
        """The one script that a site embeds."""
        return self._script.response(request)

    async def static(self, request: web.Request) -> web.Response:
        """A file of the widget; under its version's name it may be kept for ever."""
        file = self._files.get(request.match_info["path"])
        if file is None:
            raise web.HTTPNotFound
        current = request.match_info.get("version") == self._version
        return file.response(request, caching=_FOR_EVER if current else _ASK_EACH_TIME)


def _sent(path: Path) -> bytes:
    """The bytes to send. What others wrote stays whole: their licence is in a comment."""
    if path.suffix not in (".js", ".css") or path.parent.name == "vendor":
        return path.read_bytes()
    if path.name in JOINED:
        return thin(joined(path.name, lambda name: (path.parent / name).read_text("utf-8"))).encode()
    return thin(path.read_text("utf-8")).encode()
