"""``/enterprise``: signing in, one's own visits, the code on the wall, ratings."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from sqlalchemy.engine import Connection

from actions.inspection import afterwards, arrival, cases, links, sign_in
from actions.inspection.access import Action, Actor, Role, of_visit, require
from actions.inspection.cases import Reporter
from actions.inspection.codes import qr_svg
from actions.inspection.errors import CreditCodeInvalid, NotAllowed, Refused
from actions.inspection.registry import Enterprise
from actions.inspection.sign_in import Delivery, OperatorLog
from actions.inspection.visits import Visit, visit
from actions.inspection.vocabulary import finding, vocabulary
from bot.web.enterprise.parts import Site, closing, see, telling
from bot.web.inspection.problems import InspectionUnknown
from knowledge.city_time import CHINA

PATH = "/enterprise"
ONE = f"{PATH}/visits/{{visit_id:[0-9a-f]{{32}}}}"


class EnterprisePages:
    """The pages of one enterprise at a time."""

    def __init__(self, site: Site, delivery: Delivery | None = None) -> None:
        self._site = site
        self._delivery = delivery or OperatorLog()

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        handlers: list[tuple[str, str, Any]] = [
            ("GET", PATH, self.home),
            ("POST", f"{PATH}/code", self.ask_code),
            ("POST", f"{PATH}/sign-in", self.sign_in),
            ("GET", ONE, self.show),
            ("POST", f"{ONE}/rating", self.rate),
            ("GET", f"{PATH}/qr", self.print_code),
            ("GET", f"{PATH}/qr.svg", self.image),
        ]
        return [
            # Whoever is signed in may leave at any time.
            web.post(f"{PATH}/sign-out", telling(self._site, self.sign_out)),
            *(
                web.RouteDef(method, path, closing(self._site, handler), {})
                for method, path, handler in handlers
            ),
        ]

    async def home(self, request: web.Request) -> web.Response:
        """One's own record; the sign-in for whoever is not signed in."""
        owner = await self._site.owner(request)
        if owner is None:
            return self._site.page(request, "sign_in.html", credit_code="")
        return await self._home(request, owner)

    async def ask_code(self, request: web.Request) -> web.Response:
        """Deliver a one-time code; the same is told whether the enterprise is registered or not."""
        self._site.count(request)
        credit_code = (await self._site.form(request)).get("credit_code", "")
        now = self._site.clock()
        try:
            asked = await self._site.database.write(sign_in.ask_code, credit_code, self._site.keyring, now)
        except (CreditCodeInvalid, Refused) as error:
            return self._site.page(request, "sign_in.html", 422, credit_code=credit_code, fault=str(error))
        asked.deliver(self._delivery)
        return self._site.page(request, "one_time.html", credit_code=credit_code)

    async def sign_in(self, request: web.Request) -> web.Response:
        """Begin a session."""
        self._site.count(request)
        fields = await self._site.form(request)
        credit_code, code = fields.get("credit_code", ""), fields.get("code", "")
        now = self._site.clock()
        token = await self._site.database.write(sign_in.sign_in, credit_code, code, self._site.keyring, now)
        if token is None:
            fault = finding(sign_in.WRONG).text
            return self._site.page(request, "one_time.html", 422, credit_code=credit_code, fault=fault)
        response = see(PATH)
        self._site.keep(request, response, token)
        return response

    async def sign_out(self, request: web.Request) -> web.Response:
        """End it."""
        await self._site.form(request)
        await self._site.database.write(sign_in.sign_out, self._site.token(request))
        response = see(PATH)
        self._site.forget(request, response)
        return response

    async def show(self, request: web.Request) -> web.Response:
        """One visit, and its rating."""
        owner = await self._owner(request)
        if owner is None:
            return see(PATH)
        return await self._visit(request, owner)

    async def rate(self, request: web.Request) -> web.Response:
        """Rate it; the inspectors never learn who did."""
        owner = await self._owner(request)
        if owner is None:
            return see(PATH)
        fields = await self._site.form(request)
        text = fields.get("grade", "")
        grade = int(text) if text in {str(one) for one in vocabulary().grades} else 0
        visit_id = request.match_info["visit_id"]

        def work(connection: Connection) -> None:
            comment = fields.get("comment", "")[:500]
            afterwards.rate(connection, _actor(owner), visit_id, grade, comment, self._site.clock())

        try:
            await self._site.database.write(work)
        except NotAllowed:
            raise InspectionUnknown() from None
        except Refused as error:
            return await self._visit(request, owner, str(error))
        return see(request.path.removesuffix("/rating"))

    async def print_code(self, request: web.Request) -> web.Response:
        """The enterprise's code, to print."""
        owner = await self._owner(request)
        return see(PATH) if owner is None else self._site.page(request, "qr.html", owner=owner)

    async def image(self, request: web.Request) -> web.Response:
        """The code as an image; a phone's camera opens the door page by it."""
        owner = await self._owner(request)
        if owner is None:
            raise InspectionUnknown()
        now = self._site.clock()
        text = await self._site.database.write(arrival.enterprise_qr_text, owner, self._site.keyring, now)
        image = qr_svg(f"{self._site.origin(request)}/door/e/{text}", sized=False)
        return web.Response(body=image, content_type="image/svg+xml")

    async def _owner(self, request: web.Request) -> Enterprise | None:
        return await self._site.owner(request)

    async def _home(self, request: web.Request, owner: Enterprise) -> web.Response:
        now = self._site.clock()
        actor, keyring = _actor(owner), self._site.keyring

        def work(connection: Connection) -> dict[str, Any]:
            year = now.astimezone(CHINA).year
            return {
                "visits": afterwards.record(connection, actor, owner.id),
                "counts": afterwards.counts(connection, actor, owner.id, year),
                "cases": cases.states_of(connection, Reporter(owner.id)),
                "calendar": links.path(keyring, owner, links.CALENDAR),
                "year": year,
            }

        return self._site.page(request, "home.html", owner=owner, **await self._site.database.read(work))

    async def _visit(self, request: web.Request, owner: Enterprise, fault: str = "") -> web.Response:
        def work(connection: Connection) -> tuple[Visit, bool]:
            found = visit(connection, request.match_info["visit_id"])
            if found is None:
                raise NotAllowed
            require(_actor(owner), Action.READ_VISIT, of_visit(found))
            return found, afterwards.is_rated(connection, found.id)

        try:
            found, rated = await self._site.database.read(work)
        except NotAllowed:
            raise InspectionUnknown() from None
        return self._site.page(
            request, "visit.html", 422 if fault else 200, owner=owner, visit=found, rated=rated,
            grades=vocabulary().grades, fault=fault,
        )  # fmt: skip


def _actor(owner: Enterprise) -> Actor:
    return Actor(Role.ENTERPRISE, owner.id)
