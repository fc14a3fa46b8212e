"""The edge put together: settings in, an aiohttp application out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import aiohttp
import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from actions.insight.tracker import tracker_url
from actions.inspection import sign_in
from actions.inspection.seals import sealed
from actions.inspection.signing import Keyring, default_folder
from actions.staff.switches import Switchboard
from actions.storage.database import Database
from actions.storage.migrations import upgrade
from bot.web.bodies import BODY_MAX_BYTES
from bot.web.boundary import boundary, finishing
from bot.web.chat import Chat
from bot.web.console import console
from bot.web.door.door import DoorPages
from bot.web.enterprise.enterprise import EnterprisePages
from bot.web.enterprise.parts import Site
from bot.web.enterprise.reports import ReportPages
from bot.web.events import Events
from bot.web.health import Readiness
from bot.web.hotline import Hotline, purge
from bot.web.hotline_chat import ChatHotline
from bot.web.hotline_news import TICKET_NEWS, TicketNews
from bot.web.inspection.routes import routes as inspection
from bot.web.lanes import Lanes
from bot.web.metrics import Metrics
from bot.web.notices import Notices
from bot.web.openapi import openapi
from bot.web.operations import Operations
from bot.web.pages import Pages
from bot.web.photos import Photos
from bot.web.plain.plain import Plain
from bot.web.portal.portal import Portal
from bot.web.rasa import Rasa
from bot.web.sessions import Clock, Sessions, utc_now
from bot.web.settings import Settings
from bot.web.throttle import MovingWindow
from bot.web.turn import Conversations, Emergency, Turns
from knowledge.text.normalise import normalise

PURGE_SECONDS = 60

log = structlog.get_logger("edge")


class Limits(NamedTuple):
    """The rate limits in force."""

    messages: MovingWindow
    sessions: MovingWindow
    clients: MovingWindow


class Edge:
    """The edge's parts, made from settings and taken down with the application."""

    def __init__(self, settings: Settings, emergency: Emergency, clock: Clock) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.limits = Limits(
            MovingWindow(settings.rate_limit_messages),
            MovingWindow(settings.rate_limit_sessions),
            MovingWindow(settings.rate_limit_client_messages),
        )
        # One pooled client for all three services on this machine; each call brings its own timeout.
        self.http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self.database = Database(settings.database_url)
        self.sessions = Sessions(
            self.database,
            timedelta(minutes=settings.session_idle_minutes),
            timedelta(hours=settings.session_max_hours),
            clock,
            timedelta(days=settings.retention_days),
            tracker_url(settings.tracker_db),
        )
        self.rasa = Rasa(self.http, settings.rasa_url, settings.turn_timeout_seconds)
        self.readiness = Readiness(
            self.http,
            self.database,
            self.rasa,
            {"actions": f"{settings.actions_url}/health", "rasa": f"{settings.rasa_url}/webhooks/rest/"},
        )
        self.switchboard = Switchboard(self.database)
        self.notices = Notices(self.switchboard, clock)
        self.conversations = Conversations(self._turns(emergency))
        self.hotline = Hotline(settings, self.database, self.http, self.limits.clients, clock)
        self.events = Events(self.sessions)
        self.news = TicketNews(self.database, self.events, clock)

    def _turns(self, emergency: Emergency) -> Turns:
        return Turns(
            sessions=self.sessions,
            rasa=self.rasa,
            lanes=Lanes(self.settings.turn_timeout_seconds),
            limit=self.limits.messages,
            metrics=self.metrics,
            emergency=emergency,
            closed=self.notices.closed,
            max_chars=self.settings.message_max_chars,
            on_unavailable=self.readiness.doubt,
            seals=partial(sealed, keyring=Keyring(default_folder(self.settings.data_dir))),
            hotline=ChatHotline(self.database, self.sessions.clock),
        )

    def chat(self) -> Chat:
        """The handlers of the chat API."""
        return Chat(
            self.sessions,
            self.conversations,
            self.metrics,
            self.limits.sessions,
            self.limits.clients,
            self.settings.trust_proxy,
            self.events,
            self.notices,
            self.news,
        )

    def operations(self) -> Operations:
        """The handlers for operators."""
        return Operations(
            self.readiness.state,
            self.metrics,
            openapi(self.settings.message_max_chars),
            self.settings.metrics_public,
            self.settings.trust_proxy,
        )

    async def sweep(self) -> None:
        """Delete what has expired, once."""
        for limit in self.limits:
            limit.sweep()
        try:
            gone = await self.sessions.purge()
            await self.database.write(purge, self.sessions.clock())
            await self.database.write(sign_in.purge, self.sessions.clock())
            await self.database.write(console.purge, self.sessions.clock(), self.settings)
        except SQLAlchemyError as error:
            # Tried again a minute later; meanwhile expired sessions are refused all the same.
            log.error("purge_failed", error=type(error).__name__)
            return
        if gone:
            log.info("sessions_purged", sessions=gone)

    async def close(self) -> None:
        """Let go of everything."""
        await self.conversations.close()
        await self.readiness.close()
        await self.http.close()
        self.database.close()


EDGE = web.AppKey("edge", Edge)


async def create_app(settings: Settings, emergency: Emergency, clock: Clock = utc_now) -> web.Application:
    """The application; its database is migrated and its background work runs while it serves."""
    await asyncio.to_thread(upgrade, settings.database_url)
    # Loads conversion tables and emergency words: the first resident does not wait for them, and a
    # word list that cannot be read stops the start, not the answers.
    await asyncio.to_thread(lambda: emergency(normalise("準備好了")))
    edge = Edge(settings, emergency, clock)
    app = web.Application(
        middlewares=[boundary(edge.metrics, settings.embed_origins)], client_max_size=BODY_MAX_BYTES
    )
    app[EDGE] = edge
    app[TICKET_NEWS] = edge.news
    app.on_response_prepare.append(finishing(settings.embed_origins))
    app.add_routes(
        [*edge.chat().routes(), *edge.notices.routes(), *edge.operations().routes(), *edge.hotline.routes()]
    )
    app.add_routes(Plain(edge.chat(), settings.message_max_chars).routes())
    app.add_routes(Portal(settings, edge.database, edge.notices, clock).routes())
    app.add_routes(Photos(edge.sessions, edge.limits.clients, settings.trust_proxy).routes())
    app.add_routes(Pages(settings.message_max_chars).routes())
    app.add_routes(inspection(settings, edge.database, edge.limits.clients, clock, edge.switchboard))
    site = Site(settings, edge.database, edge.limits.clients, clock, edge.switchboard)
    app.add_routes([*EnterprisePages(site).routes(), *DoorPages(site).routes(), *ReportPages(site).routes()])
    app.add_subapp(console.PREFIX, console.console(settings, edge.database, edge.switchboard, clock))
    await console.offer_first_link(settings, edge.database, clock())
    app.on_shutdown.append(lambda _: edge.events.close())
    app.cleanup_ctx.append(_running)
    app.cleanup_ctx.append(edge.hotline.delivering)
    app.cleanup_ctx.append(edge.news.running)
    return app


async def _running(app: web.Application) -> AsyncIterator[None]:
    edge = app[EDGE]
    sweeping = asyncio.create_task(_sweep_for_ever(edge))
    yield
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    await edge.close()


async def _sweep_for_ever(edge: Edge) -> None:
    while True:
        await edge.sweep()
        await asyncio.sleep(PURGE_SECONDS)
