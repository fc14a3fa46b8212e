"""Reports on pages: anonymous or signed in, with photos that supervision alone sees."""

from __future__ import annotations

import io
import re

import pytest
from PIL import ExifTags, Image

from actions.inspection import cases, evidence
from actions.inspection.access import SUPERVISION
from actions.inspection.cases import Case
from actions.staff import switches
from bot.web.app import EDGE
from bot.web.enterprise import reports
from tests.bot.web.console.colleagues import signed_in
from tests.bot.web.enterprise.conftest import Browser, Town, bind

SAID = {"kind": "unscanned", "at": "2026-03-01T10:00", "place": "门口", "text": "没扫码就进来"}
OWN, ANYBODY = "/enterprise/report", "/door/report"


def photo(shade: int = 0, written: str = "JPEG") -> bytes:
    """A photo with the place where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif[ExifTags.Base.Make] = "camera"
    file = io.BytesIO()
    Image.new("RGB", (60, 40), (shade, 0, 0)).save(file, written, exif=exif)
    return file.getvalue()


async def filed(town: Town, place: str = "门口") -> list[Case]:
    """What was reported of a place."""
    return [one for one in await town.write(cases.cases, SUPERVISION) if one.place == place]


async def test_a_report_is_kept_and_its_state_is_shown(town: Town) -> None:
    browser = await town.owner(town.shop)
    answer = await browser.post(OWN, SAID, on=OWN)
    assert answer.status == 303
    number = answer.headers["Location"].partition("#")[2]
    assert number in await browser.read("/enterprise")
    assert [one.number for one in await filed(town)] == [number]
    empty = await browser.post(OWN, {**SAID, "text": ""}, on=OWN)
    assert (empty.status, "没扫码就进来" in await empty.text()) == (422, False)


async def test_anybody_may_report_and_is_given_a_receipt_once(town: Town) -> None:
    browser = Browser(town.client)
    form_id = re.findall('name="form_id" value="([0-9a-f]{32})"', await browser.read(ANYBODY))[0]
    said = {**SAID, "accused": "演示消防机关", "contact": "门卫老李", "form_id": form_id}
    text = await (await browser.post(ANYBODY, said, on=ANYBODY)).text()
    receipt = re.findall('class="receipt">([A-Za-z0-9_-]{32})<', text)[0]
    (case,) = await filed(town)
    assert (case.agency_id, case.kind) == ("demo-fire", "unscanned")
    assert case.number in await (await browser.post("/door/case", {"receipt": receipt})).text()
    again = await (await browser.post(ANYBODY, said, on=ANYBODY)).text()
    assert f"刚才已经收到，编号 {case.number}" in again
    assert len(await filed(town)) == 1
    supervisor = await signed_in(town.client, "supervisor")
    path = f"/console/inspection-cases/{case.id}"
    assert "门卫老李" not in await supervisor.read(path)
    assert "门卫老李" in await (await supervisor.post(f"{path}/reporter", {}, on=path)).text()


async def test_a_report_about_a_visit_names_it_and_its_agency(town: Town) -> None:
    browser = await town.owner(town.shop)
    own, other = await town.visit(town.shop), await town.visit(town.bakery)
    assert f"{OWN}?visit={own.id}" in await browser.read(f"/enterprise/visits/{own.id}")
    for place, found in (("自家", own), ("别家", other)):
        await browser.post(OWN, {**SAID, "place": place, "visit": found.id}, on=OWN)
    ((mine,), (foreign,)) = (await filed(town, "自家"), await filed(town, "别家"))
    assert (mine.visit_id, mine.agency_id) == (own.id, own.lead_id)
    assert (foreign.visit_id, foreign.agency_id) == (None, None)


@pytest.mark.parametrize("page", [OWN, ANYBODY])
async def test_photos_lose_what_the_camera_noted_and_reach_supervision_alone(town: Town, page: str) -> None:
    browser = await town.owner(town.shop) if page == OWN else Browser(town.client)
    answer = await browser.post(page, SAID, on=page, photos=(photo(), photo(99, "PNG")))
    assert answer.status in (200, 303)
    (case,) = await filed(town)
    kept = await town.write(evidence.of_case, SUPERVISION, case.id)
    assert len(kept) == 2
    path = f"/console/inspection-cases/{case.id}"
    address = f"{path}/photos/{kept[0].id}"
    supervisor = await signed_in(town.client, "supervisor")
    assert address in await supervisor.read(path)
    shown = await supervisor.get(address)
    assert (shown.status, shown.content_type) == (200, "image/jpeg")
    with Image.open(io.BytesIO(await shown.read())) as picture:
        assert dict(picture.getexif()) == {}
    assert (await supervisor.get(f"{path}/photos/{'0' * 32}")).status == 404
    fire = await bind(town, "fire", "demo-fire")
    assert (await fire.get(address)).status == 403
    assert (await Browser(town.client).get(address)).status in (303, 401, 403)


@pytest.mark.parametrize(
    ("photos", "said"),
    [
        ((b"GIF89a no photo",), "照片"),
        (tuple(photo(shade) for shade in range(7)), "最多 6 张"),
        ((photo()[:40],), "照片"),
    ],
)
async def test_what_is_no_photo_is_told_and_the_words_stay(
    town: Town, photos: tuple[bytes, ...], said: str
) -> None:
    answer = await Browser(town.client).post(ANYBODY, SAID, on=ANYBODY, photos=photos)
    text = await answer.text()
    assert answer.status == 422
    assert said in text
    assert "没扫码就进来" in text
    assert "请重新选一遍" in text
    assert await filed(town) == []


async def test_photos_that_are_too_large_together(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "UPLOAD_MAX_BYTES", 100_000)
    answer = await Browser(town.client).post(ANYBODY, SAID, on=ANYBODY, photos=(b"x" * 200_000,))
    assert (answer.status, "少选几张" in await answer.text()) == (413, True)


async def test_a_time_to_come_is_refused(town: Town) -> None:
    answer = await Browser(town.client).post(ANYBODY, {**SAID, "at": "2099-01-01T10:00"}, on=ANYBODY)
    assert (answer.status, "还没到" in await answer.text()) == (422, True)


async def close(town: Town) -> None:
    """Staff switch inspections off."""
    off = {"on": False, "sentence": "今天停用，请当面核实。"}
    await town.write(switches.change, "inspections", off, town.now, "某人", "检修")
    assert town.client.app is not None
    town.client.app[EDGE].switchboard.forget()


async def test_switched_off_a_sentence_stands_instead_of_the_service(town: Town) -> None:
    owner, found = await town.owner(town.shop), await town.visit(town.shop)
    await close(town)
    for browser, path in (
        (Browser(town.client), "/door"),
        (Browser(town.client), "/enterprise"),
        (Browser(town.client), f"/door/v/{town.typed(found)}"),
        (owner, "/enterprise"),
        (owner, f"/enterprise/visits/{found.id}"),
    ):
        text = await browser.read(path, 503)
        assert "今天停用，请当面核实。" in text
        assert "有权拒绝" in text
    answer = await owner.call("POST", "/door", data={"code": town.typed(found)})
    assert (answer.status, "演示市场监管机关" in await answer.text()) == (503, False)
    asked = {"code": town.typed(found), "credit_code": town.shop.credit_code}
    told = await town.client.post("/api/inspection/verify", json=asked)
    assert (told.status, (await told.json())["detail"]) == (503, "今天停用，请当面核实。")


async def test_switched_off_reports_are_still_taken_and_followed(town: Town) -> None:
    owner = await town.owner(town.shop)
    await close(town)
    text = await (await Browser(town.client).post(ANYBODY, SAID, on=ANYBODY)).text()
    receipt = re.findall('class="receipt">([A-Za-z0-9_-]{32})<', text)[0]
    state = await Browser(town.client).post("/door/case", {"receipt": receipt}, on="/door/case")
    assert "已收到" in await state.text()
    assert (await owner.post(OWN, {**SAID, "place": "后门"}, on=OWN)).status == 303
    assert (await owner.post("/enterprise/sign-out", {}, on="/enterprise")).status == 303
    assert (await Browser(town.client).get(OWN)).headers["Location"] == ANYBODY
