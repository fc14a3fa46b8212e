"""An edge with a demonstration city, at ten in the morning, and the keys of its agencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from actions.inspection import agency_keys, demo, links, registry
from actions.inspection.arrival import enterprise_qr_text
from actions.inspection.signing import Keyring, default_folder
from actions.inspection.visits import Filter, visits
from actions.storage.engine import create_engine, default_url
from actions.storage.migrations import upgrade
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import Clock

MARKET, FIRE = "demo-market", "demo-fire"


@dataclass
class Town:
    """What a client of the API knows: keys, and what is printed on walls."""

    client: Client
    keys: dict[str, str]
    bakery: registry.Enterprise
    factory: registry.Enterprise
    shop: registry.Enterprise
    shop_code: str
    #: The visit that is at the shop's door now.
    at_the_door: str
    qr: str
    calendar: str

    async def call(self, method: str, path: str, agency: str | None = MARKET, **body: Any) -> tuple[int, Any]:
        """Status and document of a call with an agency's key."""
        headers = {"Authorization": f"Bearer {self.keys[agency]}"} if agency else {}
        sent = {"json": body} if method == "POST" else {}
        response = await self.client.request(method, f"/api/inspection{path}", headers=headers, **sent)
        return response.status, await response.json()


def prepare(data: Path, clock: Clock) -> dict[str, Any]:
    """Load the demonstration into ``data``; what a client knows of it."""
    upgrade(default_url(data))
    engine, keyring = create_engine(default_url(data)), Keyring(default_folder(data))
    with engine.begin() as connection:
        bakery, factory, _, shop = demo.load_demo(connection, keyring, clock())
        keys = {
            agency: agency_keys.create_key(connection, agency, "测试", clock()) for agency in (MARKET, FIRE)
        }
        known = {
            "keys": keys,
            "bakery": bakery,
            "factory": factory,
            "shop": shop,
            "shop_code": enterprise_qr_text(connection, shop, keyring, clock()),
            "at_the_door": visits(connection, Filter(enterprise_id=shop.id))[0].id,
            "qr": links.path(keyring, shop, links.QR),
            "calendar": links.path(keyring, shop, links.CALENDAR),
        }
    engine.dispose()
    return known


@pytest.fixture
async def town(start_edge: StartEdge, tmp_path: Path, clock: Clock) -> Town:
    known = prepare(tmp_path, clock)
    assert re.fullmatch("[0-9a-f]{32}", known["at_the_door"])
    return Town(await start_edge(), **known)
