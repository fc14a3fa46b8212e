"""The inspection API put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from actions.inspection.signing import Keyring, default_folder
from actions.staff.switches import Switchboard
from actions.storage.database import Database
from bot.web.inspection.api import AgencyApi
from bot.web.inspection.public import PublicApi
from bot.web.settings import Settings
from bot.web.throttle import MovingWindow


def routes(
    settings: Settings,
    database: Database,
    limit: MovingWindow,
    clock: Callable[[], datetime],
    switchboard: Switchboard,
) -> list[web.RouteDef]:
    """All addresses under ``/api/inspection``."""
    keyring = Keyring(default_folder(settings.data_dir))
    public = PublicApi(database, keyring, limit, settings.trust_proxy, clock, switchboard)
    return [*AgencyApi(database, keyring, clock).routes(), *public.routes()]
