"""An agency's system registers, joins, shows, checks in and finishes over the API; strangers learn nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import segno
import zxingcpp
from PIL import Image

from actions.inspection.demo import demo_credit_code
from actions.inspection.registry import Enterprise
from tests.bot.web.fakes import Clock
from tests.bot.web.inspection.conftest import FIRE, MARKET, Town


def visit(clock: Clock, owner: Enterprise, place: int = 0, days: int = 20, **changes: Any) -> dict[str, Any]:
    starts = clock() + timedelta(days=days)
    agency = (MARKET, FIRE)[place]
    return {
        "credit_code": owner.credit_code,
        "type": "routine",
        "reason": "年度抽查",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "certificates": [f"YS{place}00001", f"YS{place}00002"],
        "items": [f"{agency}-item"],
        "approved_by": "批准人",
        "notice_by": "送达人",
        **changes,
    }


async def test_a_visit_from_registration_to_its_end(town: Town, clock: Clock) -> None:
    status, made = await town.call("POST", "/visits", **visit(clock, town.factory))
    assert status == 201
    one = f"/visits/{made['visit']['id']}"
    status, refused = await town.call("POST", "/visits", FIRE, **visit(clock, town.factory, 1, 21))
    assert (status, refused["code"]) == (409, "inspection_refused")
    assert refused["proposal"]["visit_id"] == made["visit"]["id"]
    assert "综合查一次" in refused["detail"]
    joining = {"certificates": ["YS100001", "YS100002"], "items": ["demo-fire-item"], "approved_by": "某某"}
    status, joint = await town.call("POST", f"{one}/join", FIRE, **joining)
    assert (status, joint["visit"]["joint"]) == (200, True)
    status, listed = await town.call("GET", "/visits?status=approved", FIRE)
    assert made["visit"]["id"] in [each["id"] for each in listed["visits"]]
    status, cancelled = await town.call("POST", f"{one}/cancellation", reason="企业停产")
    assert (status, cancelled["visit"]["status_name"]) == (200, "已撤销")


async def test_the_door_scan_verify_and_finish(town: Town) -> None:
    one = f"/visits/{town.at_the_door}"
    _, shown = await town.call("GET", f"{one}/code")
    asked = {"code": shown["typed"], "credit_code": town.shop.credit_code}
    status, before = await town.call("POST", "/verify", None, **asked)
    assert (status, before["inspection"]["status"]) == (200, "not_checked_in")
    arrival = {"enterprise_code": town.shop_code, "certificates": ["YS000001", "YS000002"]}
    first = await town.call("POST", f"{one}/check-ins", **arrival)
    assert first[0] == 200
    assert await town.call("POST", f"{one}/check-ins", **arrival) == first
    for code in (shown["typed"], shown["token"]):
        _, after = await town.call("POST", "/verify", None, **{**asked, "code": code})
        assert after["inspection"]["verdict"] == "genuine"
    found = {"item": "demo-market-item", "problem": False, "text": "没有问题"}
    status, closed = await town.call("POST", f"{one}/findings", findings=[found])
    assert (status, closed["visit"]["status"]) == (200, "finished")


async def test_previewing_registers_nothing(town: Town, clock: Clock) -> None:
    _, before = await town.call("GET", "/visits")
    status, seen = await town.call("POST", "/visits/preview", **visit(clock, town.factory))
    assert status == 200
    assert [one["level"] for one in seen["findings"]] == ["notice"]
    assert (await town.call("GET", "/visits"))[1] == before


async def test_the_same_request_key_registers_once(town: Town, clock: Clock) -> None:
    body = visit(clock, town.factory, request_key="7")
    _, first = await town.call("POST", "/visits", **body)
    status, again = await town.call("POST", "/visits", **body)
    assert (status, again["visit"]["id"]) == (201, first["visit"]["id"])


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"credit_code": "9100"}, 422, "应是 18 位"),
        ({"credit_code": "91000000DEM0000013"}, 422, "最后一位应是"),
        ({"items": ["nothing"]}, 409, "未公布的检查事项不得实施"),
        ({"certificates": ["YS000001"]}, 409, "第四十二条"),
        ({"starts_at": "2026-01-01T00:00:00Z"}, 409, "检查时间已经过去"),
        ({"starts_at": "2026-05-01T00:00:00"}, 422, "starts_at"),
        ({"starts_at": "9999-12-31T23:59:59Z"}, 422, "starts_at"),
        ({"reason": "零\0"}, 422, "reason"),
        ({"plan_id": "nothing"}, 409, "检查计划"),
    ],
)
async def test_bad_input_is_told_in_a_sentence(
    town: Town, clock: Clock, changes: dict[str, Any], status: int, said: str
) -> None:
    answered, problem = await town.call("POST", "/visits", **visit(clock, town.factory, **changes))
    assert (answered, said in problem["detail"]) == (status, True), problem


@pytest.mark.parametrize("key", ["", "Bearer", "Bearer x", "Bearer jsk_wrong", "Basic jsk_wrong"])
async def test_without_a_key_nothing_is_done(town: Town, key: str) -> None:
    for method, path in (("POST", "/visits"), ("GET", "/visits"), ("GET", f"/visits/{town.at_the_door}")):
        response = await town.client.request(
            method, f"/api/inspection{path}", headers={"Authorization": key}, data=b"{}"
        )
        assert (response.status, (await response.json())["code"]) == (401, "agency_key_invalid")


async def test_another_agencys_visit_and_none_are_the_same(town: Town) -> None:
    for path in (town.at_the_door, "0" * 32):
        for method, end, body in (
            ("GET", "", {}),
            ("GET", "/code", {}),
            ("POST", "/cancellation", {"reason": "撤"}),
            ("POST", "/notice", {"by": "某"}),
        ):
            status, problem = await town.call(method, f"/visits/{path}{end}", FIRE, **body)
            assert (status, problem["code"]) == (404, "inspection_unknown")


async def test_unknown_and_foreign_codes_are_told_alike(town: Town) -> None:
    _, shown = await town.call("GET", f"/visits/{town.at_the_door}/code")
    answers = [
        await town.call("POST", "/verify", None, code=code, credit_code=owner)
        for code, owner in (
            (shown["typed"], town.factory.credit_code),
            (shown["typed"], demo_credit_code(99)),
            ("222-222-222", town.factory.credit_code),
        )
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][1]["inspection"]["verdict"] == "unknown"


async def test_verifying_is_limited(start_edge: Any, tmp_path: Any) -> None:
    client = await start_edge(RATE_LIMIT_CLIENT_MESSAGES="3/hour")
    statuses = [
        (await client.post("/api/inspection/verify", json={"code": "222-222-222"})).status for _ in range(4)
    ]
    assert statuses == [200, 200, 200, 429]


async def test_an_enterprises_qr_is_an_image_of_its_code(town: Town) -> None:
    response = await town.client.get(town.qr)
    assert (response.status, response.content_type) == (200, "image/svg+xml")
    assert (await response.text()).startswith("<svg")
    for address in (
        town.qr[:-1] + "x",
        town.qr.split("?")[0],
        town.calendar.replace("calendar.ics", "qr.svg"),
    ):
        assert (await town.client.get(address)).status == 404


async def test_the_calendar_can_be_subscribed_to(town: Town) -> None:
    response = await town.client.get(town.calendar)
    assert (response.status, response.content_type) == (200, "text/calendar")
    assert "演示市场监管机关" in await response.text()


async def test_a_shown_qr_reads_as_the_token(town: Town) -> None:
    _, shown = await town.call("GET", f"/visits/{town.at_the_door}/code")
    picture = io.BytesIO()
    segno.make(shown["token"], error="m", micro=False).save(picture, kind="png", scale=4)
    read = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    assert [one.text for one in read] == [shown["token"]]
    _, keys = await town.call("GET", "/keys", None)
    assert [key["alg"] for key in keys["keys"]] == ["EdDSA"]
