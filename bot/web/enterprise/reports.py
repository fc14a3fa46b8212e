"""Reports to the supervision of enforcement: ``/enterprise/report`` signed in, ``/door/report`` for anybody.

They stay open while inspections are switched off: the right to complain is not a part of the service.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.hotline.errors import HotlineError
from actions.hotline.photos import Photo, clean
from actions.hotline.rules import rules
from actions.inspection import cases
from actions.inspection.access import Action, Actor, Role, may, of_visit
from actions.inspection.cases import SAME, Filed, Report, Reporter
from actions.inspection.errors import InspectionError, Refused
from actions.inspection.registry import Enterprise, agency_in
from actions.inspection.visits import Visit, visit
from actions.inspection.vocabulary import numbers
from bot.web.enterprise.parts import UPLOAD_MAX_BYTES, Site, see, telling
from knowledge.city_time import CHINA

OWN, ANYBODY = "/enterprise/report", "/door/report"
#: Photos are drawn anew in memory: so many at a time.
AT_ONCE = 2
_FORM_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class ReportPages:
    """The form of a report, and where reports stand."""

    site: Site
    drawing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        handlers: list[tuple[str, str, Any]] = [
            ("GET", OWN, self.ask_own),
            ("POST", OWN, self.take_own),
            ("GET", ANYBODY, self.ask),
            ("POST", ANYBODY, self.take),
            ("GET", "/door/case", self.ask_state),
            ("POST", "/door/case", self.state),
        ]
        return [
            web.RouteDef(method, path, telling(self.site, handler), {}) for method, path, handler in handlers
        ]

    async def ask_own(self, request: web.Request) -> web.Response:
        """The form, for the enterprise that is signed in."""
        owner = await self.site.owner(request)
        if owner is None:
            return see(ANYBODY if await self.site.closed() else "/enterprise")
        return self._form(request, owner, {"visit": request.query.get("visit", "")[:32]})

    async def take_own(self, request: web.Request) -> web.Response:
        """Keep it; its state is shown on the enterprise's page."""
        owner = await self.site.owner(request)
        return see("/enterprise") if owner is None else await self._take(request, owner)

    async def ask(self, request: web.Request) -> web.Response:
        """The form, for anybody."""
        return self._form(request, None, {})

    async def take(self, request: web.Request) -> web.Response:
        """Keep it; the receipt is shown once."""
        return await self._take(request, None)

    async def ask_state(self, request: web.Request) -> web.Response:
        """The form for a receipt."""
        return self.site.page(request, "case.html", state=None, asked=False)

    async def state(self, request: web.Request) -> web.Response:
        """Where a report stands, for whoever holds its receipt."""
        self.site.count(request)
        receipt = (await self.site.form(request)).get("receipt", "").strip()
        found = await self.site.database.read(cases.state_by_receipt, receipt)
        return self.site.page(request, "case.html", 200 if found else 404, state=found, asked=True)

    async def _take(self, request: web.Request, owner: Enterprise | None) -> web.Response:
        self.site.count(request)
        said, files = await self.site.upload(request, UPLOAD_MAX_BYTES)
        try:
            photos = await self._photos(files)
            filed = await self.site.database.write(self._file, owner, said, photos)
        except HotlineError as refusal:
            return self._form(request, owner, said, refusal.sentence)
        except InspectionError as refusal:
            return self._form(request, owner, said, str(refusal))
        if owner is not None:
            return see(f"/enterprise#{filed if isinstance(filed, str) else filed.number}")
        return self.site.page(request, "filed.html", filed=filed)

    async def _photos(self, files: list[bytes]) -> list[Photo]:
        """Drawn anew, without what the camera noted; a refusal says which rule a file breaks."""
        if len(files) > numbers().photos_most:
            raise Refused.because("too_many_photos", most=numbers().photos_most)
        photos = []
        for file in files:
            async with self.drawing:
                photos.append(await asyncio.to_thread(clean, file, rules().limits))
        return photos

    def _file(
        self, connection: Connection, owner: Enterprise | None, said: Mapping[str, str], photos: list[Photo]
    ) -> Filed | str:
        """Once for a form, however often it is sent."""
        now = self.site.clock()
        form_id = said.get("form_id", "")
        sender = f"page:{form_id}" if _FORM_ID.fullmatch(form_id) else None
        report = _report(connection, owner, said)
        earlier = sender and cases.filed_before(connection, sender, report.text, now - SAME)
        if earlier:
            return earlier
        reporter = Reporter(owner.id if owner else None, sender, said.get("contact", "")[:200] or None)
        demo = owner is not None and owner.demo
        return cases.file_case(connection, report, reporter, now, photos, demo=demo)

    def _form(
        self, request: web.Request, owner: Enterprise | None, said: Mapping[str, str], fault: str = ""
    ) -> web.Response:
        return self.site.page(
            request, "report.html", 422 if fault else 200, owner=owner, said=said, fault=fault,
            form_id=secrets.token_hex(16), most=numbers().photos_most, action=OWN if owner else ANYBODY,
        )  # fmt: skip


def _report(connection: Connection, owner: Enterprise | None, said: Mapping[str, str]) -> Report:
    accused, text = said.get("accused", ""), said.get("text", "")[:2000]
    found = _own_visit(connection, owner, said.get("visit", ""))
    agency_id = agency_in(connection, f"{accused} {said.get('people', '')} {text}")
    return Report(
        said["kind"] if said.get("kind") in cases.KINDS else "complaint",
        text,
        _moment(said.get("at", "")),
        place=said.get("place", ""),
        people=said.get("people", ""),
        accused=accused,
        agency_id=agency_id or (found.lead_id if found else None),
        visit_id=found.id if found else None,
    )


def _own_visit(connection: Connection, owner: Enterprise | None, visit_id: str) -> Visit | None:
    """The visit that a report is about, if it is the reporter's own."""
    found = visit(connection, visit_id) if owner is not None and visit_id else None
    if found is None or owner is None:
        return None
    return found if may(Actor(Role.ENTERPRISE, owner.id), Action.READ_VISIT, of_visit(found)) else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=CHINA)
    except ValueError:
        return None
