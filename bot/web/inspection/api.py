"""Handlers of the inspection API for agencies' own systems, by key: ``Authorization: Bearer jsk_…``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import access, arrival, registration
from actions.inspection.access import Action, Actor
from actions.inspection.agency_keys import PREFIX, agency_of
from actions.inspection.checking import Request
from actions.inspection.codes import qr_svg
from actions.inspection.credit_code import read_credit_code
from actions.inspection.errors import InspectionError, NotAllowed, Refused
from actions.inspection.registration import Registered
from actions.inspection.registry import enterprise_by_credit_code
from actions.inspection.signing import Keyring
from actions.inspection.visits import Filter, Visit, visit, visits
from actions.inspection.vocabulary import vocabulary
from actions.storage.database import Database
from bot.web.bodies import Body, read_body
from bot.web.inspection.bodies import (
    ByBody,
    CheckInBody,
    FinishBody,
    PartBody,
    ReasonBody,
    ShownCodes,
    VisitBody,
    visit_document,
)
from bot.web.inspection.problems import AgencyKeyInvalid, proposal_document, stopped, told
from bot.web.problems import body_invalid
from bot.web.responses import json_response

PAGE = 100
T = TypeVar("T")
B = TypeVar("B", bound=Body)


@dataclass(frozen=True)
class AgencyApi:
    """The API over the registry."""

    database: Database
    keyring: Keyring
    clock: Callable[[], datetime]

    def routes(self) -> list[web.RouteDef]:
        """The API's routes."""
        one = "/api/inspection/visits/{visit_id:[0-9a-f]{32}}"
        return [
            web.post("/api/inspection/visits", self.register),
            web.post("/api/inspection/visits/preview", self.preview),
            web.get("/api/inspection/visits", self.list_visits, allow_head=False),
            web.get(one, self.read, allow_head=False),
            web.get(f"{one}/code", self.show_code, allow_head=False),
            web.post(f"{one}/join", self.join),
            web.post(f"{one}/approval", self.approve),
            web.post(f"{one}/notice", self.notify),
            web.post(f"{one}/check-ins", self.check_in),
            web.post(f"{one}/findings", self.finish),
            web.post(f"{one}/cancellation", self.cancel),
        ]

    async def register(self, request: web.Request) -> web.Response:
        """Register a visit; 409 with the findings and a proposal when something stops it."""
        registered, found = await self._registering(request, registration.register)
        if found is None:
            raise stopped(registered)
        notices = [one.document() for one in registered.findings]
        return json_response({"visit": visit_document(found), "findings": notices}, status=201)

    async def preview(self, request: web.Request) -> web.Response:
        """What registering would find."""

        def look(connection: Connection, wanted: Any, _: Keyring, now: datetime) -> Registered:
            return registration.preview(connection, wanted, now)

        registered, _ = await self._registering(request, look)
        document: dict[str, Any] = {"findings": [one.document() for one in registered.findings]}
        if registered.proposal is not None:
            document["proposal"] = proposal_document(registered.proposal)
        return json_response(document)

    async def list_visits(self, request: web.Request) -> web.Response:
        """The agency's visits, joint ones included, latest first."""
        offset = request.query.get("offset", "0")
        if not (offset.isascii() and offset.isdigit() and len(offset) < 7):
            raise body_invalid([("offset", "int_parsing")])
        status = request.query.get("status")
        if status is not None and status not in vocabulary().visit_statuses:
            raise body_invalid([("status", "enum")])

        def work(connection: Connection, actor: Actor) -> list[Visit]:
            return visits(connection, Filter(agency_id=actor.id, status=status), PAGE, int(offset))

        return json_response(
            {"visits": [visit_document(one) for one in await self._as_agency(request, work)]}
        )

    async def read(self, request: web.Request) -> web.Response:
        """One visit."""
        return await self._on_visit(request, Action.READ_VISIT, lambda connection, found, actor, now: None)

    async def show_code(self, request: web.Request) -> web.Response:
        """The codes to show at the door."""

        def work(connection: Connection, actor: Actor) -> ShownCodes:
            found = self._visit(connection, actor, request, Action.SHOW_CODE)
            shown = arrival.shown_codes(connection, found, self.keyring, self.clock())
            return ShownCodes.of(shown, qr_svg(shown.token))

        return json_response((await self._as_agency(request, work)).model_dump(mode="json"))

    async def join(self, request: web.Request) -> web.Response:
        """Join another agency's visit: 综合查一次."""
        body = await self._body(request, PartBody)

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            registration.join(connection, found.id, body.part(actor.id), now)

        return await self._on_visit(request, Action.JOIN_VISIT, work)

    async def approve(self, request: web.Request) -> web.Response:
        """Record that the agency's part was approved."""
        body = await self._body(request, ByBody)

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            registration.approve(connection, found.id, actor.id, body.by, now)

        return await self._on_visit(request, Action.APPROVE_VISIT, work)

    async def notify(self, request: web.Request) -> web.Response:
        """Record that the notice was served."""
        body = await self._body(request, ByBody)

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            registration.notify(connection, found.id, body.by, now)

        return await self._on_visit(request, Action.NOTIFY_VISIT, work)

    async def check_in(self, request: web.Request) -> web.Response:
        """Record an arrival by the scanned enterprise code; the same again changes nothing."""
        body = await self._body(request, CheckInBody)

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            scanned = body.enterprise_code or None
            arrival.check_in(connection, found.id, scanned, body.certificates, body.reason, now)

        return await self._on_visit(request, Action.CHECK_IN, work)

    async def finish(self, request: web.Request) -> web.Response:
        """Note what was found, and close the visit unless it goes on."""
        body = await self._body(request, FinishBody)
        note = arrival.finish if body.finished else arrival.note_findings

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            note(connection, found.id, body.found(), now)

        return await self._on_visit(request, Action.FINISH_VISIT, work)

    async def cancel(self, request: web.Request) -> web.Response:
        """Call a visit off."""
        body = await self._body(request, ReasonBody)

        def work(connection: Connection, found: Visit, actor: Actor, now: datetime) -> None:
            registration.cancel(connection, found.id, body.reason, now)

        return await self._on_visit(request, Action.CANCEL_VISIT, work)

    async def _registering(
        self,
        request: web.Request,
        run: Callable[[Connection, Request, Keyring, datetime], Registered],
    ) -> tuple[Registered, Visit | None]:
        body = await self._body(request, VisitBody)

        def work(connection: Connection, actor: Actor) -> tuple[Registered, Visit | None]:
            owner = enterprise_by_credit_code(connection, read_credit_code(body.credit_code))
            if owner is None:
                raise Refused.because("enterprise_unknown")
            access.require(actor, Action.REGISTER_VISIT, access.of_agency(actor.id))
            wanted = body.request(actor.id, owner.id)
            registered = run(connection, wanted, self.keyring, self.clock())
            found = None if registered.visit_id is None else visit(connection, registered.visit_id)
            return registered, found

        return await self._as_agency(request, work)

    async def _on_visit(
        self,
        request: web.Request,
        action: Action,
        act: Callable[[Connection, Visit, Actor, datetime], None],
    ) -> web.Response:
        """Do something to a visit and answer with what it is then."""

        def work(connection: Connection, actor: Actor) -> Visit:
            found = self._visit(connection, actor, request, action)
            act(connection, found, actor, self.clock())
            after = visit(connection, found.id)
            assert after is not None
            return after

        return json_response({"visit": visit_document(await self._as_agency(request, work))})

    def _visit(self, connection: Connection, actor: Actor, request: web.Request, action: Action) -> Visit:
        found = visit(connection, request.match_info["visit_id"])
        if found is None:
            raise NotAllowed
        access.require(actor, action, access.of_visit(found))
        return found

    async def _body(self, request: web.Request, shape: type[B]) -> B:
        """The body, once the key is known to hold: strangers learn nothing about shapes."""
        await self._as_agency(request, lambda connection, actor: None)
        return await read_body(request, shape)

    async def _as_agency(self, request: web.Request, work: Callable[[Connection, Actor], T]) -> T:
        """Run ``work`` as one transaction for the agency whose key was sent."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.startswith(PREFIX):
            raise AgencyKeyInvalid()

        def transaction(connection: Connection) -> T:
            actor = agency_of(connection, key.strip(), self.clock())
            if actor is None:
                raise AgencyKeyInvalid()
            return work(connection, actor)

        try:
            return await self.database.write(transaction)
        except InspectionError as error:
            raise told(error) from None
