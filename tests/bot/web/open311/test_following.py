"""A client that knows only the standard finds the service, files a request and follows it to its end."""

from __future__ import annotations

import pytest

from actions.hotline import store
from actions.hotline.life import Act
from actions.hotline.rules import Event, Role
from actions.storage.engine import create_engine
from tests.bot.web.conftest import StartEdge
from tests.bot.web.fakes import Clock
from tests.bot.web.open311.client import GeoReport
from tests.bot.web.open311.conftest import new_key


def _staff(url: str, number: str, clock: Clock, event: Event, **told: object) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        store.act(connection, number, Act(event, Role.STAFF, "tester", clock(), **told))  # type: ignore[arg-type]
    engine.dispose()


@pytest.mark.parametrize("written", ["json", "xml"])
async def test_a_request_is_filed_and_followed(
    start_edge: StartEdge, database_url: str, clock: Clock, written: str
) -> None:
    client = GeoReport(await start_edge(DATABASE_URL=database_url), written, new_key(database_url))
    await client.discover()
    [lamp] = [service for service in await client.services() if service["service_code"] == "street-light"]
    assert lamp["service_name"] == "路灯"
    assert lamp["type"] == "realtime"
    definition = await client.definition("street-light")
    assert [question["code"] for question in definition["attributes"]] == ["q1", "q2"]

    number = await client.file(
        service_code="street-light",
        description="路灯坏了好几天没修",
        address_string="某路与某街交叉口",
        lat="35.0901",
        long="112.6012",
        **{"attribute[q1]": "没有"},
    )
    request = await client.request(number)
    assert (request["status"], request["status_notes"]) == ("open", "待受理")
    assert request["description"] == "路灯坏了好几天没修"
    assert request["address"] == "某路与某街交叉口"
    assert (float(request["lat"]), float(request["long"])) == (35.0901, 112.6012)
    assert request["requested_datetime"] == "2026-03-02T16:00:00+08:00"

    clock.pass_by(hours=1)
    _staff(database_url, number, clock, Event.ACCEPT, days=5)
    _staff(database_url, number, clock, Event.DISPATCH, department="城市管理部门")
    request = await client.request(number)
    assert (request["status_notes"], request["agency_responsible"]) == ("已派单", "城市管理部门")
    assert request["expected_datetime"] == "2026-03-09T23:59:59+08:00"
    assert request["updated_datetime"] == "2026-03-02T17:00:00+08:00"

    _staff(database_url, number, clock, Event.ANSWER, answer="已经修好，联系人 13800001234")
    request = await client.request(number)
    assert request["status"] == "closed"
    assert request["status_notes"] == "已答复：已经修好，联系人 138****1234"
    assert [found["service_request_id"] for found in await client.requests(status="closed")] == [number]
    assert await client.requests(status="open") == []
