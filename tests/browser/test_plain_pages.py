"""``/chat``, ``/`` and ``/embed`` in a real browser: without scripts, by keyboard, on a phone, clean by axe."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from tests.bot.web.portal.conftest import publish
from tests.browser.conftest import DESKTOP, PATIENCE_MS, PHONE, TakePicture, complaint, foreign
from tests.browser.scripted_edge import ScriptedEdge

#: One of each kind of reply.
KINDS = ["回答", "要点", "办事卡", "选择", "表单", "电话错", "核对", "工单", "真码", "存疑", "拒绝", "无码", "着火", "评价", "查不到", "照片"]  # fmt: skip
WIDE: ViewportSize = {"width": 1280, "height": 900}

OpenAt = Callable[..., Page]


@pytest.fixture(scope="module")
def edge(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedEdge]:
    """The edge with the project's content."""
    data = tmp_path_factory.mktemp("edge")
    publish(data / "index")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("INDEX_DIR", raising=False)
        running = ScriptedEdge(data)
    yield running
    running.close()


@pytest.fixture
def open_at(browser: Browser, edge: ScriptedEdge) -> Iterator[OpenAt]:
    """Opens a page; whatever the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def start(path: str, size: ViewportSize = DESKTOP, *, scripts: bool = False) -> Page:
        context = browser.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: complaints.extend(unforeseen(message)))
        page.on("request", lambda request: complaints.extend(foreign(request, edge.url)))
        page.goto(edge.url + path)
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def unforeseen(message: ConsoleMessage) -> Iterator[str]:
    """Complaints; that a form was refused is what the server meant to say."""
    return (said for said in complaint(message) if "status of 422" not in said)


def ask(page: Page, text: str) -> None:
    """Type and send."""
    page.locator("#say").fill(text)
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".turn").last).to_contain_text(text)
    page.wait_for_load_state()


def audit(page: Page) -> None:
    """No fault by axe; the frame of the preview is somebody else's page on purpose."""
    options = {"resultTypes": ["violations"], "preload": False, "iframes": False}
    found = Axe().run(page, options=options).response["violations"]
    assert found == [], [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_kind_of_reply_is_clean(open_at: OpenAt, size: ViewportSize, take_picture: TakePicture) -> None:
    page = open_at("/chat", size, scripts=True)
    audit(page)
    for kind in KINDS:
        ask(page, kind)
        take_picture(page, f"plain-{kind}-{size['width']}.png")
    page.goto(page.url.partition("?")[0].partition("#")[0] + "?all=1")
    audit(page)
    assert fits(page)
    page.goto(page.url.partition("?")[0] + "?large=1")
    audit(page)
    assert fits(page)
    take_picture(page, f"plain-large-{size['width']}.png")


def test_a_ticket_by_keyboard_without_scripts(
    open_at: OpenAt, edge: ScriptedEdge, tmp_path: Path, take_picture: TakePicture
) -> None:
    page = open_at("/chat")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_be_focused()
    for text, next_label in (("电话错", "联系电话"), ("照片", "现场照片（可不填）")):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("label[for=say]")).to_have_text(next_label)
        page.locator("#say").focus()
    photo = tmp_path / "灯.jpg"
    written = io.BytesIO()
    Image.new("RGB", (320, 240), "gray").save(written, "JPEG")
    photo.write_bytes(written.getvalue())
    page.locator("#photo").set_input_files(photo)
    page.get_by_role("button", name="上传").press("Enter")
    expect(page.get_by_text("第 1 张（320×240）")).to_be_visible()
    page.get_by_role("button", name="照片传好了，共 1 张").press("Enter")
    expect(page.get_by_text("照片传好了,共 1 张")).to_be_visible()
    page.locator("#say").fill("核对")
    page.get_by_role("button", name="发送").press("Enter")
    page.get_by_role("button", name="提交", exact=True).press("Enter")
    assert edge.rasa.texts[-1] == "提交"
    ask(page, "工单")
    expect(page.get_by_text("YS20261123001").first).to_be_visible()
    take_picture(page, "plain-ticket.png", document=True)


def test_what_is_wrong_is_said_at_the_field(open_at: OpenAt, take_picture: TakePicture) -> None:
    page = open_at("/chat", PHONE, scripts=True)
    page.get_by_role("button", name="发送").click()
    box = page.get_by_label("您的问题")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("错误")
    page.get_by_role("alert").get_by_role("link").click()
    expect(box).to_be_focused()
    audit(page)
    take_picture(page, "plain-error-390.png")


def test_deleting_and_an_unknown_page_are_clean(open_at: OpenAt) -> None:
    page = open_at("/chat", scripts=True)
    ask(page, "回答")
    page.get_by_role("button", name="删除这次对话").click()
    audit(page)
    page.get_by_role("button", name="删除", exact=True).click()
    expect(page.get_by_text("对话已经删除")).to_be_visible()
    audit(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/", "/services/after-death", "/embed"])
def test_portal_pages_are_clean(
    open_at: OpenAt, path: str, size: ViewportSize, take_picture: TakePicture
) -> None:
    page = open_at(path, size, scripts=True)
    launcher = page.get_by_role("button", name="问济事通")
    if path != "/embed":
        expect(launcher).to_be_visible()
    audit(page)
    assert fits(page)
    name = {"/": "portal", "/embed": "embed"}.get(path, "guide")
    side = "phone" if size is PHONE else "desktop"
    take_picture(page, f"{name}-{side}.png", document=name != "embed" or size is WIDE)


def test_questions_of_the_portal_are_asked_in_the_assistant(open_at: OpenAt, edge: ScriptedEdge) -> None:
    page = open_at("/", WIDE, scripts=True)
    expect(page.get_by_role("button", name="问济事通")).to_be_visible()
    page.get_by_role("link", name="公民身后一件事", exact=True).click()
    expect(page.get_by_role("dialog", name="济事通")).to_contain_text("公民身后一件事怎么办")
    assert page.url == f"{edge.url}/"


def test_the_search_box_asks_too(open_at: OpenAt, edge: ScriptedEdge) -> None:
    page = open_at("/", PHONE, scripts=True)
    expect(page.get_by_role("button", name="问济事通")).to_be_visible()
    page.get_by_label("您要办的事或要问的政策").fill("回答")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="济事通")).to_contain_text("领取时要核对人像和指纹")


def test_without_scripts_questions_lead_to_the_plain_conversation(
    open_at: OpenAt, edge: ScriptedEdge
) -> None:
    page = open_at("/", PHONE)
    page.get_by_role("link", name="公民身后一件事", exact=True).click()
    expect(page.get_by_label("您的问题")).to_have_value("公民身后一件事怎么办")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".turn").last).to_contain_text("公民身后一件事怎么办")


def test_a_guide_for_the_own_situation_without_scripts(open_at: OpenAt) -> None:
    page = open_at("/services/after-death", PHONE)
    page.get_by_label("继承关系能用什么证明？").select_option("法院生效判决")
    page.get_by_role("button", name="列清单").click()
    expect(page.locator(".materials")).to_contain_text("人民法院生效判决")
    expect(page.locator(".materials")).not_to_contain_text("公证书")


def test_the_preview_is_a_hostile_page_that_does_no_harm(open_at: OpenAt) -> None:
    page = open_at("/embed", WIDE, scripts=True)
    frame = page.frame_locator("iframe")
    page.locator("iframe").scroll_into_view_if_needed()
    frame.get_by_role("button", name="问济事通").click()
    panel = frame.get_by_role("dialog", name="济事通")
    expect(panel).to_be_visible()
    expect(panel).to_have_css("font-style", "normal")
    page.get_by_role("button", name="复制").click()
    expect(page.locator("[data-copied]")).not_to_be_empty()
