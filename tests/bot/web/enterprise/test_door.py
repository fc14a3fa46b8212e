"""What the QRs at a door open."""

from __future__ import annotations

import pytest

from actions.inspection import arrival, cases
from actions.inspection.cases import Report, Reporter
from tests.bot.web.enterprise.conftest import Browser, Town


async def test_a_typed_code_without_the_enterprise_is_never_enough(town: Town) -> None:
    found = await town.visit(town.shop)
    await town.arrive(town.shop, found)
    browser = Browser(town.client)
    text = await (await browser.post("/door", {"code": town.typed(found).lower()})).text()
    assert "有登记，请核对企业" in text
    bound = {"code": town.typed(found), "credit_code": town.shop.credit_code.lower()}
    assert "已登记，可以配合" in await (await browser.post("/door", bound)).text()
    other = {"code": town.typed(found), "credit_code": town.bakery.credit_code}
    assert "没查到登记" in await (await browser.post("/door", other)).text()


async def test_whoever_is_signed_in_need_not_say_who_they_are(town: Town) -> None:
    found = await town.visit(town.shop)
    browser = await town.owner(town.shop)
    answer = await browser.post("/door", {"code": town.typed(found)})
    assert "已登记，还没扫码" in await answer.text()


async def test_the_inspectors_qr_is_judged_when_it_opens(town: Town) -> None:
    found = await town.visit(town.shop)
    shown = await town.write(arrival.shown_codes, found, town.keyring, town.now)
    assert "有登记，请核对企业" in await Browser(town.client).read(f"/door/v/{shown.token}")
    assert "码是假的或不完整" in await Browser(town.client).read(f"/door/v/{shown.token[:-9]}")
    other = await town.owner(town.bakery)
    assert "不是给您企业的码" in await other.read(f"/door/v/{shown.token}")


async def test_the_code_on_the_wall_leads_inspectors_in(town: Town) -> None:
    text = await town.write(arrival.enterprise_qr_text, town.shop, town.keyring, town.now)
    page = await Browser(town.client).read(f"/door/e/{text}")
    assert f"/console/inspections/arrive?code={text}" in page
    assert town.shop.name not in page
    await Browser(town.client).read(f"/door/e/{text[:-2]}", 404)


async def test_a_wrong_credit_code_is_explained(town: Town) -> None:
    answer = await Browser(town.client).post(
        "/door", {"code": "ABC-234-XYZ", "credit_code": "9100000I0000000000"}
    )
    assert (answer.status, "第 8 位“I”不对" in await answer.text()) == (422, True)


async def test_a_receipt_tells_the_state(town: Town) -> None:
    filed = await town.write(cases.file_case, Report("complaint", "让我请客"), Reporter(), town.now)
    browser = Browser(town.client)
    assert filed.number in await (await browser.post("/door/case", {"receipt": filed.receipt})).text()
    assert (await browser.post("/door/case", {"receipt": "x"})).status == 404


@pytest.mark.parametrize("code", ["", "x", "😀", "/", "a" * 3000, "JQ1.a.b.c"])
async def test_anything_may_be_typed(town: Town, code: str) -> None:
    answer = await Browser(town.client).post("/door", {"code": code})
    assert answer.status == 200
    assert "没查到登记" in await answer.text() or "不完整" in await answer.text()
