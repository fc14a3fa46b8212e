"""What the pages about knowledge share."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import nh3
from aiohttp import web
from markdown_it import MarkdownIt
from multidict import MultiDict

from actions.publishing import drafts
from actions.publishing.draft import Draft
from actions.publishing.errors import DraftUnknown, FileUnknown, PathRefused, PublishingError
from actions.publishing.files import ContentFolder, kind_of
from actions.publishing.history import NAME, History
from actions.publishing.reference import Reference
from bot.web.console.access import STAFF
from bot.web.console.forgery import FORM
from bot.web.console.pages import flash, see_other
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Parts
from knowledge.commands.arguments import content_folder
from knowledge.formats.front_matter import split

READ, EDIT, REVIEW = "knowledge.read", "knowledge.edit", "knowledge.review"
HEADING = "知识库"
FILES, DRAFTS = "/console/knowledge", "/console/knowledge/drafts"
LISTS = "/console/knowledge/lists"

_TITLE = re.compile(r"^(?:title|name):[ \t]*(.+)$", re.MULTILINE)

H = TypeVar("H", bound=Callable[..., Awaitable[web.StreamResponse]])


class KnowledgePages:
    """Base of the sections about knowledge."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.database = parts.database

    @cached_property
    def content(self) -> ContentFolder:
        """What residents are answered from."""
        return ContentFolder(content_folder(None))

    @property
    def reference(self) -> Reference:
        """What forms are filled in against."""
        return _reference(self.content.folder)

    def history(self) -> History:
        """The repository; to be closed."""
        return History(self.parts.settings.data_dir / NAME, self.content)

    async def draft(self, request: web.Request) -> Draft:
        """The draft that the address names."""
        return await self.database.read(drafts.get, number_in(request))

    async def draft_of(self, request: web.Request, title: str) -> int:
        """The draft that the person is working on, or a new one."""
        actor = request[STAFF].name
        held = await self.database.read(drafts.open_of, actor)
        if held is not None:
            return held.number
        return await self.database.write(drafts.begin, title, self.parts.clock(), actor)


def told_on_the_draft(handler: H) -> H:
    """What cannot be done is told on the draft's page."""

    @wraps(handler)
    async def wrapped(self: Any, request: web.Request) -> web.StreamResponse:
        try:
            return await handler(self, request)
        except (DraftUnknown, FileUnknown):
            raise PageUnknown() from None
        except PublishingError as error:
            flash(request, str(error), "fault")
            return see_other(f"{DRAFTS}/{number_in(request)}")

    return wrapped  # type: ignore[return-value]


def unknown_is_404(handler: H) -> H:
    """Names that do not exist."""

    @wraps(handler)
    async def wrapped(self: Any, request: web.Request) -> web.StreamResponse:
        try:
            return await handler(self, request)
        except (DraftUnknown, FileUnknown, PathRefused):
            raise PageUnknown() from None

    return wrapped  # type: ignore[return-value]


def number_in(request: web.Request) -> int:
    """The number in the address."""
    text = request.match_info["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise PageUnknown()
    return int(text)


def path_in(request: web.Request) -> str:
    """The file that ``?path=`` names."""
    path = request.query.get("path", "")
    kind_of(path)
    return path


def fields(request: web.Request) -> MultiDict[str]:
    """What was sent."""
    return request.get(FORM) or MultiDict()


def sent(request: web.Request, name: str) -> str:
    """A field as text; empty when it is missing."""
    return fields(request).get(name, "").replace("\r\n", "\n")


@lru_cache(maxsize=1)
def _reference(folder: Path) -> Reference:
    return Reference(ContentFolder(folder))


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def title_of(path: str, text: str) -> str:
    """What a person calls a file."""
    found = _TITLE.search(text)
    return found[1].strip("\"' ") if found and path.startswith(("policies/", "services/")) else path


def rendered(text: str) -> str:
    """A document's body as residents' citations show it; nothing in it runs."""
    return nh3.clean(_markdown().render(split(text, Path()).body), link_rel="noopener noreferrer nofollow")
