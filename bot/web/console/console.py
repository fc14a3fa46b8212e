"""The console put together: an application of its own under ``/console``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from aiohttp import web
from sqlalchemy.engine import Connection

from actions.staff import attempts, links, sessions
from actions.staff.sessions import Expiry
from actions.staff.sign_in import SignIn
from actions.staff.switches import Switchboard
from actions.storage.database import Database
from bot.web.console.access import check_routes
from bot.web.console.cookies import Cookies
from bot.web.console.guard import guard
from bot.web.console.section import Navigation, Parts
from bot.web.console.sections import SECTIONS
from bot.web.settings import Settings

PREFIX = "/console"

log = structlog.get_logger("edge")


def console(
    settings: Settings, database: Database, switchboard: Switchboard, clock: Callable[[], datetime]
) -> web.Application:
    """The application, to be mounted at ``PREFIX``; refuses to start with a route open to nobody knows whom."""
    expiry = _expiry(settings)
    cookies = Cookies(database, expiry, clock, settings.trust_proxy)
    parts = Parts(settings, database, clock, SignIn(database, clock), cookies, switchboard)
    sections = [make(parts).section() for make in SECTIONS]
    app = web.Application(middlewares=[guard(Navigation(sections), cookies)])
    for section in sections:
        app.add_routes(section.routes)
    check_routes(app)
    return app


async def offer_first_link(settings: Settings, database: Database, at: datetime) -> None:
    """Without an administrator, log a one-time link by which the first one is made."""
    token = await database.write(links.first, at)
    if token is not None:
        log.warning(
            "no_administrator",
            hint="请在 24 小时内用下面的链接建立第一个系统管理员（只能用一次），或运行 make admin",
            link=f"http://{settings.host}:{settings.port}{PREFIX}/first/{token}",
        )


def purge(connection: Connection, at: datetime, settings: Settings) -> int:
    """Delete sessions, links and counts of attempts that are over; how many."""
    return (
        sessions.purge(connection, at, _expiry(settings))
        + links.purge(connection, at)
        + attempts.purge(connection, at)
    )


def _expiry(settings: Settings) -> Expiry:
    return Expiry(timedelta(minutes=settings.staff_idle_minutes), timedelta(hours=settings.staff_max_hours))
