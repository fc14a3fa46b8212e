"""The pages of an enterprise: its own and nothing else."""

from __future__ import annotations

import logging

import pytest

from tests.bot.web.enterprise.conftest import Browser, Town


async def test_nobody_is_asked_to_sign_in(town: Town) -> None:
    assert "企业登录" in await Browser(town.client).read("/enterprise")


async def test_the_one_time_code_is_for_the_operator_to_pass_on(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Browser(town.client)
    with caplog.at_level(logging.WARNING):
        answer = await browser.post(
            "/enterprise/code", {"credit_code": town.bakery.credit_code}, on="/enterprise"
        )
    assert "验证码已经按登记的联系方式送出" in await answer.text()
    (line,) = [one.getMessage() for one in caplog.records if "未接短信" in one.getMessage()]
    assert town.bakery.credit_code not in line
    fields = {"credit_code": town.bakery.credit_code, "code": line.split()[-1]}
    assert (await browser.post("/enterprise/sign-in", fields, on="/enterprise")).status == 303
    assert "演示一号面包有限公司" in await browser.read("/enterprise")


async def test_an_unknown_enterprise_reads_the_same(town: Town) -> None:
    pages = []
    for code in (town.bakery.credit_code, "91000000DEM000099" + "X"):
        answer = await Browser(town.client).post("/enterprise/code", {"credit_code": code}, on="/enterprise")
        pages.append(answer.status)
    assert pages[0] == 200


async def test_a_wrong_credit_code_is_explained(town: Town) -> None:
    answer = await Browser(town.client).post("/enterprise/code", {"credit_code": "9100O"}, on="/enterprise")
    assert (answer.status, "应是 18 位" in await answer.text()) == (422, True)


async def test_a_wrong_one_time_code(town: Town) -> None:
    fields = {"credit_code": town.bakery.credit_code, "code": "000000"}
    answer = await Browser(town.client).post("/enterprise/sign-in", fields, on="/enterprise")
    assert (answer.status, "验证码不对" in await answer.text()) == (422, True)


async def test_ones_own_record_counts_and_calendar(town: Town) -> None:
    page = await (await town.owner(town.factory)).read("/enterprise")
    assert "演示消防机关" in page
    assert "calendar.ics?tag=" in page
    assert "核查中" in page
    assert "面包" not in page


async def test_anothers_visit_is_not_there(town: Town) -> None:
    browser = await town.owner(town.bakery)
    other = await town.visit(town.shop)
    page = await browser.read(f"/enterprise/visits/{other.id}", 404)
    assert "演示四号" not in page
    answer = await browser.post(f"/enterprise/visits/{other.id}/rating", {"grade": "5"}, on="/enterprise")
    assert answer.status == 404


async def test_a_visit_is_rated_once(town: Town) -> None:
    found = await town.visit(town.shop)
    await town.arrive(town.shop, found)
    browser = await town.owner(town.shop)
    path = f"/enterprise/visits/{found.id}"
    assert (await browser.post(f"{path}/rating", {"grade": "9"}, on=path)).status == 422
    assert (await browser.post(f"{path}/rating", {"grade": "5", "comment": "好"}, on=path)).status == 303
    assert "已经评价" in await browser.read(path)
    again = await browser.post(f"{path}/rating", {"grade": "1"}, on="/enterprise")
    assert (again.status, "已经评价过" in await again.text()) == (422, True)


async def test_the_code_to_print(town: Town) -> None:
    browser = await town.owner(town.shop)
    assert 'src="/enterprise/qr.svg"' in await browser.read("/enterprise/qr")
    image = await browser.get("/enterprise/qr.svg")
    assert (image.status, image.content_type) == (200, "image/svg+xml")
    assert (await Browser(town.client).get("/enterprise/qr.svg")).status == 404


@pytest.mark.parametrize("path", ["/enterprise/qr", "/enterprise/report", "/enterprise/visits/" + "0" * 32])
async def test_without_a_session_one_is_led_to_the_door(town: Town, path: str) -> None:
    assert (await Browser(town.client).get(path)).headers["Location"] == "/enterprise"


async def test_forms_of_other_sites_are_refused(town: Town) -> None:
    browser = await town.owner(town.shop)
    forged = await browser.post("/enterprise/sign-out", {}, **{"Sec-Fetch-Site": "cross-site"})
    assert forged.status == 403
    unmarked = await browser.call("POST", "/enterprise/sign-out", data={"mark": "0"})
    assert unmarked.status == 403
    assert "演示四号" in await browser.read("/enterprise")


async def test_signing_out(town: Town) -> None:
    browser = await town.owner(town.shop)
    assert (await browser.post("/enterprise/sign-out", {}, on="/enterprise")).status == 303
    assert "企业登录" in await browser.read("/enterprise")


async def test_pages_run_no_script_and_have_no_inline_style(town: Town) -> None:
    browser = await town.owner(town.shop)
    for path in ("/enterprise", "/enterprise/qr", "/enterprise/report", "/door"):
        text = await browser.read(path)
        assert "<script" not in text
        assert "style=" not in text
