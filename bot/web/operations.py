"""What operators and machines ask the edge: alive, ready, figures, and the API's description."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.web.client_address import is_local
from bot.web.health import State
from bot.web.metrics import Metrics
from bot.web.problems import NotReady
from bot.web.responses import json_response


@dataclass(frozen=True)
class Operations:
    """Handlers for operators; none of them needs a session."""

    readiness: Callable[[], Awaitable[State]]
    metrics: Metrics
    openapi: dict[str, Any]
    metrics_public: bool
    proxies: int

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get("/healthz", self.healthz),
            web.get("/readyz", self.readyz),
            web.get("/metrics", self.figures),
            web.get("/api/openapi.json", self.describe),
        ]

    async def healthz(self, _request: web.Request) -> web.Response:
        """The process is alive."""
        return json_response({"status": "ok"})

    async def readyz(self, _request: web.Request) -> web.Response:
        """A message can really be answered."""
        state = await self.readiness()
        missing = [part for part, condition in state.items() if condition != "ok"]
        if missing:
            raise NotReady(
                retry_after=2,
                extra={"missing": missing, "checks": state},
                missing="、".join(missing),
                cause=" ".join(missing),
            )
        return json_response({"status": "ready", "checks": state})

    async def figures(self, request: web.Request) -> web.Response:
        """Figures for Prometheus, for this machine only unless the settings say otherwise."""
        if not self.metrics_public and not is_local(request, self.proxies):
            raise web.HTTPNotFound
        return web.Response(body=self.metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4"})

    async def describe(self, _request: web.Request) -> web.Response:
        """The API as OpenAPI 3.1."""
        return json_response(self.openapi)
