"""One tag on any page: unharmed by the page's styles, under a strict policy, from another origin."""

from __future__ import annotations

import gzip
import urllib.request
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, StartVisit, TakePicture
from tests.browser.fake_chat import FakeChat

#: What pages do to each other: everything restyled, hidden, moved, and shouted.
HOSTILE_CSS = """* { all: unset !important; display: inline !important; font-size: 7px !important; color: red !important }
html { font-size: 3px !important; direction: rtl; letter-spacing: 1em; text-transform: uppercase; visibility: hidden !important }
jishitong-widget { display: none !important; opacity: 0 !important; transform: scale(.1) !important; position: static !important }
button { background: lime !important; width: 900px !important }"""


def test_hostile_styles_do_no_harm(visit: StartVisit, chat: FakeChat, take_picture: TakePicture) -> None:
    resident = visit()
    resident.page.evaluate(
        """(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }""",
        HOSTILE_CSS,
    )
    resident.open()
    resident.ask("工单")
    host = resident.page.locator("jishitong-widget")
    for name, value in (
        ("opacity", "1"),
        ("transform", "none"),
        ("direction", "ltr"),
        ("visibility", "visible"),
    ):
        expect(host).to_have_css(name, value)
    expect(resident.panel).to_have_css("font-size", "16px")
    box = resident.panel.bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (420, 700)
    expect(resident.page.get_by_role("button", name="发送")).to_have_css(
        "background-color", "rgb(11, 79, 148)"
    )
    take_picture(resident.page, "hostile.png")


def test_the_page_is_not_touched_by_the_widget(visit: StartVisit) -> None:
    resident = visit()
    button = resident.page.get_by_role("button", name="页面的按钮")
    before = button.evaluate("one => JSON.stringify(getComputedStyle(one))")
    resident.open()
    resident.ask("工单")
    assert button.evaluate("one => JSON.stringify(getComputedStyle(one))") == before


def test_settings_and_theme(visit: StartVisit, chat: FakeChat) -> None:
    data = 'data-title="某区办事助手" data-subtitle="示例" data-label="找助手" data-position="left" data-voice="off"'
    resident = visit(address=chat.page(data))
    resident.page.evaluate(
        "document.documentElement.style.setProperty('--jishitong-accent', 'rgb(90, 30, 30)')"
    )
    launcher = resident.page.get_by_role("button", name="找助手")
    expect(launcher).to_have_css("background-color", "rgb(90, 30, 30)")
    launcher.click()
    panel = resident.page.get_by_role("dialog", name="某区办事助手")
    expect(panel).to_contain_text("示例")
    box = panel.bounding_box()
    assert box is not None
    assert box["x"] < 40
    expect(resident.page.get_by_role("button", name="用说话代替打字")).to_have_count(0)


def test_the_page_opens_asks_and_hears_what_happens_but_not_what_is_said(
    visit: StartVisit, chat: FakeChat
) -> None:
    resident = visit(PHONE, address=chat.page('data-launcher="none"'))
    expect(resident.page.get_by_role("button", name="问济事通")).to_have_count(0)
    resident.page.evaluate(
        """() => { window.heard = []; for (const name of ['open', 'message', 'reply', 'cleared', 'close'])
        document.addEventListener('jishitong:' + name, ({ detail }) => heard.push([name, Object.keys(detail)])); }"""
    )
    resident.page.evaluate("Jishitong.ask('工单')")
    expect(resident.bots.last).to_contain_text("YS20261123001")
    resident.page.evaluate("Jishitong.clear()")
    expect(resident.users).to_have_count(0)
    resident.page.evaluate("Jishitong.close()")
    expect(resident.panel).to_be_hidden()
    assert resident.page.evaluate("window.heard") == [
        ["open", []], ["message", []], ["reply", ["id", "kind", "outcome"]], ["cleared", []], ["close", []]
    ]  # fmt: skip


def test_a_page_of_another_origin_may_embed_it(visit: StartVisit, chat: FakeChat) -> None:
    other = FakeChat()
    try:
        chat.origins = frozenset({other.url})
        address = other.page(home=chat.url)
        ours = chat.url
        other.policy = f"default-src 'none'; script-src {ours}; style-src {ours}; connect-src {ours}; img-src {ours} 'self' blob:"
        resident = visit(address=address).open()
        resident.ask("工单")
        resident.ask("办事卡")
        assert other.sessions == {}
        own = f"请求了别处的地址:{other.url}/"
        resident.complaints[:] = [one for one in resident.complaints if not one.startswith(own)]
    finally:
        other.close()


def test_a_launcher_whose_files_do_not_come_says_whom_to_call(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit(PHONE)
    resident.page.context.route("**/panel.js*", lambda route: route.abort())
    resident.page.reload()
    resident.page.get_by_role("button", name="问济事通").click()
    shell = resident.page.get_by_role("region", name="济事通")
    expect(shell).to_contain_text("网络不通，暂时打不开。")
    expect(shell).to_contain_text("我是济事通")
    expect(shell.get_by_role("link", name="拨打 12345")).to_have_attribute("href", "tel:12345")
    resident.page.context.unroute_all(behavior="wait")
    resident.page.get_by_role("button", name="问济事通").click()
    expect(resident.panel).to_be_visible()
    expect(shell).to_have_count(0)
    resident.complaints[:] = [one for one in resident.complaints if "Failed to load resource" not in one]


def test_what_a_first_visit_fetches_is_small(visit: StartVisit, chat: FakeChat) -> None:
    fetched: set[str] = set()
    resident = visit(PHONE, address="about:blank")
    resident.page.on("request", lambda request: fetched.add(request.url))
    resident.page.goto(chat.page())
    resident.open()
    ours = sorted(url for url in fetched if url.endswith((".js", ".css")))
    assert [Path(url).name for url in ours] == ["chat.css", "launcher.css", "panel.js", "widget.js"]
    sizes = [len(gzip.compress(urllib.request.urlopen(url, timeout=5).read())) for url in ours]
    assert sum(sizes) <= 20 * 1024, sizes
