"""Lists of what is edited record by record: curated answers, synonyms, dictionary, departments, grid, replies."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlencode

from aiohttp import web

from actions.publishing import drafts
from actions.publishing.draft import Draft
from actions.publishing.drafting import listed, touching
from actions.publishing.errors import FileUnknown, PublishingError
from actions.publishing.records import Record, find, records, values_of
from actions.publishing.reference import Known
from actions.publishing.shapes import SHAPES, Field, Shape, shape_named
from bot.web.console.access import STAFF, allows
from bot.web.console.knowledge_inputs import PREFIX
from bot.web.console.knowledge_parts import (
    DRAFTS,
    EDIT,
    HEADING,
    LISTS,
    READ,
    KnowledgePages,
    fields,
    sent,
    unknown_is_404,
)
from bot.web.console.pages import PAGE_SIZE, Page, flash, page, page_number, see_other
from bot.web.console.problems import PageUnknown
from bot.web.console.section import Entry, Section

#: Another page may say what a new record is to begin with, in few words.
GIVEN = 200


@dataclass(frozen=True)
class Row:
    """A record in a list."""

    path: str
    key: str
    title: str
    text: str
    #: What the person's open draft does to it.
    change: str


class KnowledgeLists(KnowledgePages):
    """``/console/knowledge/lists``."""

    def section(self) -> Section:
        """Routes and entries."""
        one = "/knowledge/lists/{kind}"
        routes = [
            web.get("/knowledge/lists", self.index),
            web.get(one, self.rows),
            web.get(f"{one}/one", self.show),
            web.post(f"{one}/edit", self.begin),
        ]
        entries = [Entry("标准答复", f"{LISTS}/answers", READ), Entry("词语和名单", LISTS, READ)]
        return Section(routes, HEADING, entries)

    @allows(READ)
    async def index(self, request: web.Request) -> web.Response:
        """What there is."""
        return page(request, "knowledge_lists.html", shapes=SHAPES)

    @allows(READ)
    async def rows(self, request: web.Request) -> web.Response:
        """The records of a kind, by words in them; with what the person's open draft changes."""
        shape = _shape(request)
        words = request.query.get("q", "").strip()
        draft = await self.database.read(drafts.open_of, request[STAFF].name)
        known = await asyncio.to_thread(self.reference.get)
        found, apart = await asyncio.to_thread(self._rows, shape, words, draft, known)
        number = page_number(request)
        part = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        return page(
            request, "knowledge_list.html", shape=shape, list=Page(part, number, len(found)), words=words, apart=apart,
            topics=await asyncio.to_thread(self._topics, shape),
            draft=draft if any(row.change for row in found) else None,
        )  # fmt: skip

    @allows(READ)
    @unknown_is_404
    async def show(self, request: web.Request) -> web.Response:
        """One record as published."""
        shape, path, key = _shape(request), request.query.get("path", ""), request.query.get("key", "")
        text = await asyncio.to_thread(self._text, shape, path)
        record = find(shape, text, key)
        if record is None:
            raise FileUnknown()
        others = touching(shape, path, key, await self.database.read(drafts.touching, path))
        known = await asyncio.to_thread(self.reference.get)
        return page(
            request, "knowledge_record.html", shape=shape, path=path, record=record, drafts=others,
            title=title_of(shape, record, known), pairs=list(_pairs(shape, record, known)),
        )  # fmt: skip

    @allows(EDIT)
    @unknown_is_404
    async def begin(self, request: web.Request) -> web.Response:
        """Take the file into the person's draft, and open the form of the record or of a new one, as far as given."""
        shape, path, key = _shape(request), sent(request, "path"), sent(request, "key")
        text = await asyncio.to_thread(self._text, shape, path)
        actor = request[STAFF].name
        try:
            number = await self.draft_of(request, f"修改{shape.title}")
            draft = await self.database.read(drafts.get, number)
            if draft.file(path) is None:
                await self.database.write(drafts.put, number, path, text, text, self.parts.clock(), actor)
        except PublishingError as error:
            flash(request, str(error), "fault")
            return see_other(f"{LISTS}/{shape.name}")
        given = {name: text[:GIVEN] for name, text in fields(request).items() if name.startswith(PREFIX)}
        query = urlencode({"path": path, "key": key, **({} if key else given)})
        return see_other(f"{DRAFTS}/{number}/record?{query}")

    def _paths(self, shape: Shape) -> Iterator[str]:
        return (path for path in self.content.paths() if shape.path.fullmatch(path))

    def _topics(self, shape: Shape) -> list[tuple[str, str]]:
        """Files that a new record can go into, and what stands in them."""
        return (
            []
            if shape.layout != "list"
            else [(path, _topic(shape, self._text(shape, path), path)) for path in self._paths(shape)]
        )

    def _text(self, shape: Shape, path: str) -> str:
        text = self.content.read(path) if shape.path.fullmatch(path) else None
        if text is None:
            raise FileUnknown()
        return text

    def _rows(
        self, shape: Shape, words: str, draft: Draft | None, known: Known
    ) -> tuple[list[Row], list[str]]:
        """Rows that hold all the words, and files that must be edited as text."""
        found, apart = [], []
        for path in self._paths(shape):
            text = self.content.read(path)
            file = draft.file(path) if draft else None
            held = listed(shape, file.text if file else text, text)
            if held is None:
                apart.append(path)
                continue
            for one in held:
                row = _row(shape, path, one.record, one.change, known)
                if all(word in f"{row.title} {row.text} {row.key}".lower() for word in words.lower().split()):
                    found.append(row)
        return sorted(found, key=lambda row: not row.change), apart


def _shape(request: web.Request) -> Shape:
    shape = shape_named(request.match_info["kind"])
    if shape is None:
        raise PageUnknown()
    return shape


def _topic(shape: Shape, text: str, path: str) -> str:
    """What a file is about: its first record says it."""
    name, first = PurePosixPath(path).stem, next(iter(records(shape, text) or ()), None)
    questions = first.data.get("questions") if first else None
    return f"{name}（如“{questions[0]}”）" if isinstance(questions, list) and questions else name


def title_of(shape: Shape, record: Record, known: Known) -> str:
    """What people call a record."""
    if shape.labels:
        return shape.labels.get(record.key, record.key)
    value = record.data.get(shape.shown[0])
    field = shape.field(shape.shown[0])
    if shape.layout == "words":
        return shape.title
    first = value[0] if isinstance(value, list) and value else value
    return known.label(field.pick if field else "", str(first or record.key))


def _row(shape: Shape, path: str, record: Record, change: str, known: Known) -> Row:
    keys = shape.shown if shape.labels or shape.layout == "words" else shape.shown[1:]
    texts = [_said(field, record.data.get(key), known) for key in keys if (field := shape.field(key))]
    return Row(path, record.key, title_of(shape, record, known), "；".join(filter(None, texts)), change)


def _pairs(shape: Shape, record: Record, known: Known) -> Iterator[tuple[str, list[str]]]:
    """Each field with what is in it."""
    values = values_of(shape, record.data) or {}
    for field in shape.fields:
        value = values.get(field.key)
        if field.kind == "rows" and isinstance(value, list):
            lines = [_joined(field, row, known) for row in value if isinstance(row, dict)]
        elif isinstance(value, list):
            lines = [known.label(field.pick, str(one)) for one in value]
            lines = ["、".join(lines)] if field.kind == "words" else lines
        else:
            lines = (
                [dict(field.choices).get(str(value), known.label(field.pick, str(value)))] if value else []
            )
        if lines:
            yield field.label, lines


def _joined(field: Field, row: dict[str, str], known: Known) -> str:
    return "：".join(known.label(one.pick, row[one.key]) for one in field.columns if row.get(one.key))


def _said(field: Field, value: object, known: Known) -> str:
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return known.label(field.pick, str(value)) if value else ""
