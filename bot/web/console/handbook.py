"""Help: the handbook of ``docs/handbook``, and the documents that it leads to, for everybody who is signed in."""

from __future__ import annotations

import posixpath
from functools import cached_property
from pathlib import Path, PurePosixPath

from aiohttp import web

from bot.web.console.access import SIGNED_IN, allows
from bot.web.console.handbook_text import FIRST, PREFIX, Chapter, chapter
from bot.web.console.pages import page
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Parts, Section
from bot.web.pages import File

DOCS = Path(__file__).parents[3] / "docs"
FOLDER = "handbook"
#: Documents beside the handbook that its chapters lead to.
BESIDE = ("operations.md", "knowledge.md", "console.md", "hotline.md", "inspection.md")


class Handbook:
    """``/console/handbook``."""

    def __init__(self, _parts: Parts, docs: Path = DOCS) -> None:
        self._docs = docs
        own = [f"{FOLDER}/{path.name}" for path in sorted((docs / FOLDER).glob("*.md"))]
        files = [name for name in (*BESIDE, *own) if (docs / name).is_file()]
        self._names = {name: PurePosixPath(name).stem for name in files}

    def section(self) -> Section:
        """Routes and entry."""
        routes = [
            web.get("/handbook", self.first),
            web.get("/handbook/{name}", self.show),
            web.get("/handbook/images/{name}", self.image),
        ]
        return Section(routes, "帮助", [Entry("手册", PREFIX, SIGNED_IN)])

    @allows(SIGNED_IN)
    async def first(self, request: web.Request) -> web.Response:
        """What there is to read."""
        return self._page(request, FIRST)

    @allows(SIGNED_IN)
    async def show(self, request: web.Request) -> web.Response:
        """A chapter."""
        return self._page(request, request.match_info["name"])

    @allows(SIGNED_IN)
    async def image(self, request: web.Request) -> web.Response:
        """A picture of a page."""
        found = self._images.get(request.match_info["name"])
        if found is None:
            raise PageUnknown()
        return found.response(request)

    def _page(self, request: web.Request, name: str) -> web.Response:
        found = self._chapters.get(name)
        if found is None:
            raise PageUnknown()
        return page(request, "handbook.html", chapter=found, first=name == FIRST)

    @cached_property
    def _chapters(self) -> dict[str, Chapter]:
        return {
            name: chapter(
                (self._docs / path).read_text(encoding="utf-8"), posixpath.dirname(path), self._names
            )
            for path, name in self._names.items()
        }

    @cached_property
    def _images(self) -> dict[str, File]:
        pictures = (self._docs / FOLDER / "images").glob("*.png")
        return {path.name: File(path.read_bytes(), "image/png") for path in pictures}
