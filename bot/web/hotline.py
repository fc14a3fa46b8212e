"""The hotline at the edge: Open311, the outbox's delivery, and what is forgotten in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from aiohttp import web
from sqlalchemy.engine import Connection

from actions.grid.divisions import divisions
from actions.hotline import asking, drafts, uploads
from actions.hotline.catalogue import catalogue
from actions.hotline.delivery import Delivery
from actions.storage.database import Database
from bot.web.open311.api import Open311
from bot.web.settings import Settings
from bot.web.throttle import MovingWindow
from knowledge.errors import SettingError


@dataclass(frozen=True)
class Hotline:
    """What the edge does for the hotline beside the chat."""

    settings: Settings
    database: Database
    http: aiohttp.ClientSession
    limit: MovingWindow
    clock: Callable[[], datetime]

    def __post_init__(self) -> None:
        if self.settings.hotline_webhook_url and not self.settings.hotline_webhook_secret:
            raise SettingError("HOTLINE_WEBHOOK_SECRET：设了 HOTLINE_WEBHOOK_URL 就要设签名用的密钥")

    def routes(self) -> list[web.RouteDef]:
        """The addresses of Open311."""
        limit, proxies = self.limit, self.settings.trust_proxy
        return Open311(self.database, catalogue(), divisions(), limit, proxies, self.clock).routes()

    async def delivering(self, _app: web.Application) -> AsyncIterator[None]:
        """While the application serves, the outbox is sent, if there is somewhere to send it."""
        url = self.settings.hotline_webhook_url
        if not url:
            yield
            return
        secret = self.settings.hotline_webhook_secret
        task = asyncio.create_task(Delivery(self.database, self.http, url, secret, self.clock).run())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def purge(connection: Connection, now: datetime) -> None:
    """Forget old guesses, and drafts, their photos and confided numbers that were never filed."""
    drafts.forget(connection, now)
    asking.forget(connection, now)
    uploads.forget(connection, now)
