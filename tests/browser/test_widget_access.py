"""The widget by keyboard, in large type, magnified, and for a screen reader."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, StartVisit, TakePicture
from tests.browser.fake_chat import FakeChat
from tests.browser.replies import SCRIPT


def test_a_whole_ticket_by_keyboard_alone(visit: StartVisit, chat: FakeChat) -> None:
    steps = ["表单", "电话", "核对", "工单"]
    script = dict(zip(["我要投诉", "路灯不亮", "13800000000", "提交"], steps, strict=True))
    chat.answer = lambda text: SCRIPT[script[text]]
    resident = visit()
    keyboard = resident.page.keyboard
    keyboard.press("Tab")
    keyboard.press("Tab")
    assert "问济事通" in resident.focused()
    keyboard.press("Enter")
    expect(resident.panel).to_be_visible()
    expect(resident.box).to_be_focused()
    for number, text in enumerate(["我要投诉", "路灯不亮", "13800000000"], start=1):
        keyboard.insert_text(text)
        keyboard.press("Enter")
        expect(resident.bots).to_have_count(number + 1)
        assert resident.focused() == "say"
    while "对话内容" not in (resident.page.evaluate(_LABEL) or ""):
        keyboard.press("Shift+Tab")
    keyboard.press("End")
    keyboard.press("Enter")
    while resident.focused() != "提交":
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(resident.bots.last).to_contain_text("YS20261123001")
    assert resident.focused() == "say"
    keyboard.press("Escape")
    expect(resident.panel).to_be_hidden()
    assert "问济事通" in resident.focused()


_LABEL = "document.activeElement.shadowRoot?.activeElement?.getAttribute('aria-label')"


def test_arrow_keys_walk_the_conversation(visit: StartVisit) -> None:
    resident = visit().open()
    resident.ask("回答")
    resident.ask("选择")
    keyboard = resident.page.keyboard
    resident.page.locator(".log").focus()
    keyboard.press("ArrowUp")
    expect(resident.bots.last).to_be_focused()
    keyboard.press("ArrowUp")
    expect(resident.users.last).to_be_focused()
    keyboard.press("Home")
    expect(resident.bots.first).to_be_focused()
    keyboard.press("End")
    keyboard.press("Enter")
    expect(resident.bots.last.get_by_role("button").first).to_be_focused()
    keyboard.press("Escape")
    expect(resident.bots.last).to_be_focused()
    expect(resident.panel).to_be_visible()


def test_new_messages_are_narrated_apart_and_take_no_focus(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit().open()
    resident.page.evaluate(
        """() => { const root = document.querySelector('jishitong-widget').shadowRoot; const said = [];
        new MutationObserver((all) => { all.forEach((one) => one.addedNodes.forEach((node) => said.push(node.textContent)));
        document.body.dataset.said = JSON.stringify(said); })
        .observe(root.querySelector('[aria-live=polite].hidden'), { childList: true }); }"""
    )
    resident.ask("文字")
    body = resident.page.locator("body")
    expect(body).to_have_attribute("data-said", re.compile("好的"))
    assert json.loads(body.get_attribute("data-said") or "") == ["好的。\n\n还有别的事，接着问就行。"]
    assert resident.focused() == "say"
    expect(resident.page.locator(".hidden[aria-live=polite]")).to_be_empty()
    expect(resident.page.locator(".log[aria-live], .items[aria-live], [role=log]")).to_have_count(0)


def test_on_a_phone_the_dialog_keeps_the_focus_inside(visit: StartVisit) -> None:
    resident = visit(PHONE).open()
    expect(resident.panel).to_have_attribute("aria-modal", "true")
    for _ in range(30):
        resident.page.keyboard.press("Tab")
        assert resident.page.evaluate("document.activeElement.tagName") == "JISHITONG-WIDGET"
    for _ in range(5):
        resident.page.keyboard.press("Shift+Tab")
        assert resident.page.evaluate("document.activeElement.tagName") == "JISHITONG-WIDGET"


def small_targets(page: Page, least: int) -> list[str]:
    """Buttons and links smaller than they should be."""
    found: list[str] = page.locator(".panel :is(button, a, summary, textarea)").evaluate_all(
        """(all, least) => all.filter((one) => one.getClientRects().length)
        .filter((one) => one.getBoundingClientRect().height < least || one.getBoundingClientRect().width < least)
        .map((one) => one.textContent)""",
        least,
    )
    return found


def sideways(page: Page) -> list[str]:
    """What needs scrolling sideways."""
    found: list[str] = page.locator(".panel, .log, .composer, header").evaluate_all(
        "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"
    )
    return found


def test_elder_mode_is_one_tap_and_remembered(
    visit: StartVisit, chat: FakeChat, take_picture: TakePicture
) -> None:
    resident = visit(PHONE).open()
    expect(resident.bots.first.get_by_role("button")).to_have_count(6)
    resident.page.get_by_role("button", name="长辈模式").click()
    expect(resident.bots.first.get_by_role("button")).to_have_count(4)
    resident.ask("办事卡")
    for name, size in (("大", "18px"), ("特大", "24px"), ("超大", "30px")):
        resident.page.get_by_role("button", name=name, exact=True).click()
        expect(resident.panel).to_have_css("font-size", size)
        height = float(
            resident.bots.last.evaluate("one => getComputedStyle(one).lineHeight").removesuffix("px")
        )
        assert height >= 1.3 * float(size.removesuffix("px"))
        sizes = resident.bots.last.locator("*").evaluate_all(
            "all => all.filter((one) => one.textContent).map((one) => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(sizes) >= 18
        assert [
            text for text in small_targets(resident.page, 60) if "查看原文" not in text and "打开" not in text
        ] == []
        assert sideways(resident.page) == []
        resident.audit()
        take_picture(resident.page, f"elder-{size}.png", document=size == "24px")
    resident.page.reload()
    expect(resident.panel).to_have_css("font-size", "30px")
    resident.page.get_by_role("button", name="长辈模式").click()
    expect(resident.panel).not_to_have_css("font-size", "30px")


def test_starters_beyond_three_are_one_tap_away_in_elder_mode(visit: StartVisit) -> None:
    resident = visit(PHONE).open()
    resident.page.get_by_role("button", name="长辈模式").click()
    greeting = resident.bots.first.get_by_role("button")
    expect(greeting).to_have_count(4)
    resident.bots.first.get_by_role("button", name="更多").click()
    expect(greeting).to_have_count(6)
    expect(greeting.nth(3)).to_be_focused()


def test_elder_mode_reads_aloud(visit: StartVisit) -> None:
    resident = visit().open()
    resident.page.evaluate(
        "() => { speechSynthesis.speak = (words) => { window.spoken = [words.text, words.lang]; }; }"
    )
    resident.page.get_by_role("button", name="长辈模式").click()
    item = resident.ask("文字")
    item.get_by_role("button", name="朗读").click()
    expect(item.get_by_role("button", name="停止朗读")).to_be_visible()
    assert resident.page.evaluate("window.spoken") == ["好的。\n\n还有别的事，接着问就行。", "zh-CN"]
    item.get_by_role("button", name="停止朗读").click()
    expect(item.get_by_role("button", name="朗读", exact=True)).to_be_visible()


def test_voice_puts_words_into_the_box(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit()
    resident.page.evaluate(
        """() => { window.SpeechRecognition = window.webkitSpeechRecognition = class {
        start() { setTimeout(() => { this.onresult({ results: [[{ transcript: '居住证怎么办' }]] }); this.onend(); }); }
        stop() {} }; }"""
    )
    resident.open()
    resident.page.get_by_role("button", name="用说话代替打字").click()
    expect(resident.box).to_have_value("居住证怎么办")
    assert chat.asked == []


def test_targets_are_large_enough_for_a_finger(visit: StartVisit) -> None:
    resident = visit(PHONE).open()
    for text in ("选择", "工单", "办事卡"):
        resident.ask(text)
    inline = ("清空对话", "查看原文", "打开")
    assert [text for text in small_targets(resident.page, 44) if not text.startswith(inline)] == []


def test_at_400_percent_nothing_is_lost_or_sideways(visit: StartVisit, take_picture: TakePicture) -> None:
    resident = visit({"width": 320, "height": 256}).open()
    for text in ("办事卡", "工单", "真码"):
        resident.ask(text)
        assert sideways(resident.page) == []
    resident.audit()
    take_picture(resident.page, "zoom-400.png")
    resident.page.get_by_role("button", name="关闭对话窗口").click()
    expect(resident.panel).to_be_hidden()


def test_motion_stops_where_it_is_not_wanted(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit(DESKTOP, reduced_motion="reduce").open()
    chat.hold = True
    resident.box.fill("文字")
    resident.box.press("Enter")
    dots = resident.page.locator(".dots i").first
    expect(dots).to_be_visible()
    expect(dots).to_have_css("animation-name", "none")
    resident.audit()
    chat.hold = False
    expect(resident.bots).to_have_count(2)


def test_the_widget_says_its_language_and_counts_long_texts_in_steps(visit: StartVisit) -> None:
    resident = visit().open()
    expect(resident.panel).to_have_attribute("lang", "zh-CN")
    resident.box.fill("长" * 260)
    expect(resident.page.get_by_text("已写 260 字，最多 500 字")).to_be_visible()
    resident.box.fill("长" * 501)
    resident.box.press("Enter")
    expect(resident.page.get_by_role("alert").filter(has_text="错误：一次最多写 500 个字")).to_be_visible()
    expect(resident.box).to_have_attribute("aria-invalid", "true")
    resident.box.fill("")
    resident.box.press("Enter")
    expect(resident.page.get_by_text("错误：请先写下您要问的事。")).to_be_visible()
