"""Forms are taken from our own pages only; cookies tell nobody anything."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from yarl import URL

from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import FakeRasa
from tests.bot.web.plain.browser import Browser
from tests.browser.replies import FORM_PHOTOS, TICKET


def picture(side: int = 400) -> bytes:
    """A small photo."""
    written = io.BytesIO()
    Image.effect_noise((side, side), 60).convert("RGB").save(written, "JPEG", quality=95)
    return written.getvalue()


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
async def test_forms_of_other_sites_are_refused(
    browser: Browser, rasa: FakeRasa, headers: dict[str, str]
) -> None:
    await browser.go()
    browser.headers = headers
    await browser.ask("身份证丢了")
    assert (browser.status, "没有执行" in browser.text) == (403, True)
    assert rasa.texts == []


@pytest.mark.parametrize("token", ["", "0" * 64, "不是"])
async def test_forms_without_this_browsers_token_are_refused(
    browser: Browser, rasa: FakeRasa, token: str
) -> None:
    await browser.go()
    for path in ("/chat", "/chat/feedback", "/chat/delete", "/chat/photos"):
        await browser.send(path, {"csrf_token": token, "text": "身份证丢了"})
        assert browser.status == 403
    assert rasa.texts == []


async def test_the_token_of_another_browser_is_worth_nothing(edge: Client, rasa: FakeRasa) -> None:
    theirs = await Browser(edge).go()
    fields = theirs.fields(theirs.form_of("[name=text]"))
    edge.session.cookie_jar.clear()
    ours = await Browser(edge).go()
    await ours.send("/chat", {**fields, "text": "身份证丢了"})
    assert (ours.status, rasa.texts) == (403, [])


async def test_a_second_tab_stays_usable_when_the_first_begins_a_conversation(
    edge: Client, rasa: FakeRasa
) -> None:
    first, second = await Browser(edge).go(), await Browser(edge).go()
    await first.ask("一")
    await second.ask("二")
    assert rasa.texts == ["一", "二"]


async def test_cookies_are_for_this_site_and_no_script(edge: Client) -> None:
    browser = await (await Browser(edge).go("/chat?large=1")).ask("身份证丢了")
    assert browser.response is not None
    set_cookies = [line for one in browser.response.history for line in one.headers.getall("Set-Cookie", [])]
    assert any(line.startswith("chat=") for line in set_cookies)
    for line in set_cookies:
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Secure" not in line


async def test_behind_tls_cookies_are_bound_to_the_host(start_edge: StartEdge) -> None:
    client = await start_edge(TRUST_PROXY="1")
    response = await client.get("/chat", headers={"X-Forwarded-Proto": "https"})
    line = response.headers["Set-Cookie"]
    assert re.match(r"__Host-chat_form=[A-Za-z0-9_-]{43}; ", line)
    assert "Secure" in line


async def test_a_token_that_somebody_made_up_is_no_conversation(edge: Client, rasa: FakeRasa) -> None:
    edge.session.cookie_jar.update_cookies({"chat": "A" * 43}, URL(edge.make_url("/")))
    browser = await (await Browser(edge).go()).ask("身份证丢了")
    assert browser.status == 200
    assert {one.key: one.value for one in edge.session.cookie_jar}["chat"] != "A" * 43
    assert rasa.texts == ["身份证丢了"]


async def test_a_page_is_strict_and_kept_nowhere(browser: Browser) -> None:
    await (await browser.go()).ask("身份证丢了")
    assert browser.response is not None
    policy = browser.response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert browser.response.headers["Cache-Control"] == "no-store"
    assert browser.page.select("script, [style], [onclick]") == []


XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}",
    "</textarea><b>",
]


@pytest.mark.parametrize("text", XSS)
async def test_nothing_that_anybody_wrote_is_html(browser: Browser, rasa: FakeRasa, text: str) -> None:
    reply = {
        "kind": "answer", "outcome": "answered", "text": text, "choices": [{"title": text, "text": text}],
        "sources": [{"document": "d", "title": text, "number": text, "url": "javascript:alert(1)"}, {"document": "d", "title": text, "url": "https://a@evil.example/"}],
        "guide": {"title": text, "materials": [{"name": text, "exempt": text}], "channels": [{"text": text, "url": "http://plain.example/"}]},
        "form": {"name": "f", "title": text, "step": 1, "of": 2, "field": {"id": "f", "kind": "text", "label": text, "hint": text, "error": text}},
    }  # fmt: skip
    rasa.answer = FakeRasa.custom(reply)
    await (await browser.go()).ask(text)
    assert browser.status == 200
    assert browser.page.select("script, img, b, [onerror]") == []
    assert {str(one["href"]).split(":")[0] for one in browser.page.select("a[href*=':']")} == {"tel"}
    assert text in browser.text


async def test_photos_are_kept_for_the_ticket(browser: Browser, rasa: FakeRasa) -> None:
    rasa.answer = FakeRasa.custom(FORM_PHOTOS)
    await (await browser.go()).ask("路灯不亮")
    await browser.upload(picture())
    assert "照片已经上传" in browser.text
    assert "第 1 张（400×400）" in browser.text
    await browser.upload(picture(300))
    rasa.answer = FakeRasa.custom(TICKET)
    await browser.press("照片传好了，共 2 张")
    assert rasa.texts[-1] == "照片传好了,共 2 张"
    assert "YS20261123001" in browser.text
    assert "下一步" in browser.text


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [(b"GIF89a" + b"x" * 50, 422, "不是照片"), (b"", 422, "请先选一张照片"), (b"\xff\xd8" + b"x" * 6_000_000, 413, "5 MB")],
    ids=["gif", "nothing", "large"],
)  # fmt: skip
async def test_what_is_no_photo_is_refused_at_its_field(
    browser: Browser, rasa: FakeRasa, content: bytes, status: int, says: str
) -> None:
    rasa.answer = FakeRasa.custom(FORM_PHOTOS)
    await (await browser.go()).ask("路灯不亮")
    await browser.upload(content)
    assert browser.status == status
    fault = browser.page.select_one("#photo-fault")
    assert fault is not None
    assert says in fault.get_text()
    field = browser.page.select_one("#photo")
    assert field is not None
    assert field["aria-describedby"] == "photo-fault"


async def test_a_broken_upload_is_a_bad_request(browser: Browser) -> None:
    await browser.go()
    for body, kind in (
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"a=\xff\xfe", "application/x-www-form-urlencoded; charset=nonsense"),
    ):
        response = await browser.client.post("/chat/photos", data=body, headers={"Content-Type": kind})
        assert response.status in (400, 403)
