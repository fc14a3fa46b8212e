"""Filing and finding requests: what is taken, what is refused and how, what is never shown."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from actions.hotline import keys, outbox
from actions.hotline.tables import tickets
from actions.storage.engine import create_engine
from bot.web.open311.errors import Refused
from bot.web.open311.parameters import attributes, read_search
from bot.web.open311.public import cleaned
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import Clock
from tests.bot.web.open311.client import GeoReport
from tests.bot.web.open311.conftest import new_key

LAMP = {"service_code": "street-light", "description": "路灯不亮", "address_string": "某路口"}


async def test_personal_data_is_in_no_public_reading(open311: GeoReport) -> None:
    number = await open311.file(
        service_code="street-light",
        description="路灯不亮,找张测试,电话13800001234或0391-6600123,邮箱a@example.org,证件11010519491231002X",
        address_string="某小区,问张测试",
        last_name="张",
        first_name="测试",
        phone="13900005678",
        email="zhang@example.org",
    )
    for path in (f"requests/{number}", "requests"):
        for written in ("json", "xml"):
            shown = await (await open311.client.get(f"/open311/v2/{path}.{written}")).text()
            assert number in shown
            for secret in ("张测试", "13800001234", "6600123", "example.org", "11010519491231002X", "5678"):
                assert secret not in shown


async def test_what_is_not_to_be_public_shows_the_town_alone(open311: GeoReport) -> None:
    number = await open311.file(
        **{**LAMP, "attribute[public]": "no", "lat": "35.1", "long": "112.6", "address_id": "419001001001"}
    )
    request = await open311.request(number)
    assert (request["description"], request["lat"], request["long"]) == (None, None, None)
    assert (request["address"], request["address_id"]) == ("沁园街道", "419001001")


async def test_who_was_reported_is_not_shown(open311: GeoReport) -> None:
    number = await open311.file(**{**LAMP, "description": "举报某店偷排污水"})
    request = await open311.request(number)
    assert (request["description"], request["address"]) == (None, None)


async def test_html_is_only_text(open311: GeoReport) -> None:
    html = "<script>alert(1)</script>&amp;"
    number = await open311.file(
        **{**LAMP, "description": html, "address_string": html, "last_name": "<b>某</b>"}
    )
    shown = await (await open311.client.get(f"/open311/v2/requests/{number}.xml")).text()
    assert "<script>" not in shown
    assert (await GeoReport(open311.client, "xml").request(number))["description"] == html


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "unknown"}, 404, "service_code"),
        ({"address_string": ""}, 400, "地点"),
        ({"address_id": "110101001"}, 400, "address_id"),
        ({"description": ""}, 400, "什么事"),
        ({"description": "路" * 4001}, 400, "4000"),
        ({"description": "路" * 60_000}, 413, "太大"),
        ({"phone": "123"}, 400, "电话号码"),
        ({"phone": "+1 415 555 0100"}, 400, "中国大陆"),
        ({"email": "nobody"}, 400, "邮箱"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "35.1"}, 400, "区划"),
        ({"lat": "51.5", "long": "-0.1"}, 400, "区划"),
        ({"last_name": "名" * 41}, 400, "姓名"),
        ({"attribute[q1]": "长" * 501}, 400, "500"),
        ({"description": "法院判决不公,对判决不服"}, 400, "诉讼"),
    ],
)
async def test_what_cannot_be_taken_is_said_and_nothing_is_kept(
    open311: GeoReport, fields: dict[str, str], status: int, said: str
) -> None:
    for written in ("json", "xml"):
        client = GeoReport(open311.client, written, open311.api_key)
        response = await client.post(**{**LAMP, **fields})
        assert said in await client.error(response, status)
    assert await open311.requests() == []


async def test_json_is_taken_too(open311: GeoReport) -> None:
    body = {**LAMP, "api_key": open311.api_key, "lat": 35.1, "long": 112.6, "attribute": {"q1": ["3", "4"]}}
    response = await open311.client.post("/open311/v2/requests.json", json=body)
    assert response.status == 201
    assert (await open311.requests())[0]["lat"] == 35.1


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("application/json", '{"description": {}}', 400),
        ("application/json", "[" * 50_000, 400),
        ("application/x-www-form-urlencoded", b"description=%ff", 400),
        ("application/x-www-form-urlencoded", "&".join(f"a{n}=1" for n in range(101)), 400),
        ("multipart/form-data", "x", 415),
        ("text/plain", "x", 415),
    ],
)
async def test_bodies_of_other_shapes_are_refused(
    open311: GeoReport, content_type: str, body: str | bytes, status: int
) -> None:
    response = await open311.client.post(
        "/open311/v2/requests.json", data=body, headers={"Content-Type": content_type}
    )
    await open311.error(response, status)


async def test_five_megabytes_are_not_read(open311: GeoReport) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = io.BytesIO(b"description=" + b"a" * 5_000_000)
    response = await open311.client.post("/open311/v2/requests.json", data=body, headers=form)
    await open311.error(response, 413)


async def test_a_repeated_key_files_once(open311: GeoReport) -> None:
    answers = [await open311.post({"Idempotency-Key": "once"}, **LAMP) for _ in range(3)]
    assert [answer.status for answer in answers] == [201, 201, 201]
    assert len({(await answer.json())[0]["service_request_id"] for answer in answers}) == 1
    assert len(await open311.requests()) == 1
    other = await open311.post({"Idempotency-Key": "once"}, **{**LAMP, "description": "另一件事"})
    await open311.error(other, 409)
    await open311.error(await open311.post({"Idempotency-Key": "k" * 129}, **LAMP), 400)


async def test_the_filters_of_the_standard(open311: GeoReport, clock: Clock) -> None:
    first = await open311.file(**LAMP)
    clock.pass_by(days=10)
    second = await open311.file(**{**LAMP, "service_code": "manhole", "description": "井盖坏了"})
    clock.pass_by(days=85)

    async def found(**query: str) -> list[str]:
        return [request["service_request_id"] for request in await open311.requests(**query)]

    assert await found() == [second]
    assert await found(service_request_id=f"{first},{second}") == [second, first]
    assert await found(start_date="2026-03-01T00:00:00+08:00") == [second, first]
    assert await found(start_date="2026-03-01T00:00:00+08:00", service_code="street-light,road") == [first]
    assert await found(start_date="2026-03-01", end_date="2026-03-05") == [first]
    assert await found(end_date="2026-03-12T23:00:00Z") == [second, first]
    assert await found(start_date="2026-03-01", page_size="1") == [second]
    assert await found(start_date="2026-03-01", page_size="1", page="2") == [first]
    assert await found(start_date="2026-03-01", status="closed") == []
    assert await found(start_date="2026-03-01", status="open,closed") == [second, first]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "done"},
        {"start_date": "yesterday"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"start_date": "2026-03-02", "end_date": "2026-03-01"},
        {"start_date": "9999-12-31"},
        {"end_date": "0001-01-01"},
        {"page": "0"},
        {"page_size": "501"},
        {"service_code": ",".join(map(str, range(101)))},
    ],
)
async def test_filters_that_make_no_sense_are_refused(open311: GeoReport, query: dict[str, str]) -> None:
    response = await open311.client.get("/open311/v2/requests.json", params=query)
    await open311.error(response, 400)


@pytest.mark.parametrize("path", ["requests/2603020000008", "requests/abc", "services/nothing"])
@pytest.mark.parametrize("written", ["json", "xml"])
async def test_what_is_not_there_is_not_found(open311: GeoReport, path: str, written: str) -> None:
    client = GeoReport(open311.client, written)
    await client.error(await open311.client.get(f"/open311/v2/{path}.{written}"), 404)


async def test_a_revoked_key_files_nothing(start_edge: StartEdge, sqlite_url: str) -> None:
    client = GeoReport(await start_edge(DATABASE_URL=sqlite_url), "json", new_key(sqlite_url))
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        assert keys.revoke(connection, "测试系统", datetime.now(UTC))
    engine.dispose()
    await client.error(await client.post(**LAMP), 403)


async def test_too_many_requests_are_told_when_to_come_again(start_edge: StartEdge, sqlite_url: str) -> None:
    edge: Client = await start_edge(DATABASE_URL=sqlite_url, RATE_LIMIT_CLIENT_MESSAGES="2/hour")
    client = GeoReport(edge, "xml", new_key(sqlite_url))
    for _ in range(2):
        assert await client.requests() == []
    response = await edge.get("/open311/v2/requests.xml")
    await client.error(response, 429)
    assert int(response.headers["Retry-After"]) > 0


async def test_a_database_that_goes_away_leaves_nothing_half_written(
    start_edge: StartEdge, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, OSError("gone"))

    client = GeoReport(await start_edge(DATABASE_URL=sqlite_url), "json", new_key(sqlite_url))
    # The last thing written in the transaction.
    monkeypatch.setattr(outbox, "put", gone)
    response = await client.post({"Idempotency-Key": "again"}, **LAMP)
    await client.error(response, 503)
    assert response.headers["Retry-After"] == "5"
    monkeypatch.undo()
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tickets)).scalar_one() == 0
    engine.dispose()
    assert (await client.post({"Idempotency-Key": "again"}, **LAMP)).status == 201


@given(st.text(max_size=200))
def test_cleaning_never_fails_and_keeps_no_mobile_number(text: str) -> None:
    assert "13800001234" not in cleaned(f"{text} 13800001234 ", None)


@given(
    st.dictionaries(st.sampled_from(["status", "page", "start_date", "end_date", "service_code"]), st.text())
)
def test_any_query_is_read_or_refused(query: dict[str, str]) -> None:
    found = None
    with contextlib.suppress(Refused):
        found = read_search(query, Clock()())
    assert found is None or (found.start is not None and found.end is not None)


def test_attributes_are_read_by_their_codes() -> None:
    fields = json.loads('{"attribute[q1]": "a", "attribute[q2][]": "b", "attribute": "c", "other[q3]": "d"}')
    assert attributes(fields) == {"q1": "a", "q2": "b"}
