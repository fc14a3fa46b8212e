"""Every kind of reply is shown whole, safely and without a fault of accessibility."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.browser import replies
from tests.browser.conftest import DESKTOP, PHONE, StartVisit, TakePicture
from tests.browser.fake_chat import FakeChat

#: Those whose picture is in the documentation.
DOCUMENTED = {"办事卡": "service-card", "工单": "ticket-progress", "真码": "verdict"}
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script><b>粗</b>&lt;i&gt; javascript:alert(3)"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_kind_is_shown_and_accessible(visit: StartVisit, take_picture: TakePicture, size: Any) -> None:
    resident = visit(size).open()
    suffix = "" if size is DESKTOP else "-phone"
    for number, text in enumerate(replies.SCRIPT):
        item = resident.ask(text)
        for line in replies.SCRIPT[text][0]["text"].split("\n\n"):
            if text != "办事卡":
                expect(item).to_contain_text(line)
        resident.audit()
        name = DOCUMENTED.get(text, f"reply-{number:02}") + suffix + ".png"
        take_picture(resident.page, name, document=text in DOCUMENTED and size is PHONE)


def test_the_announcement_of_the_day_is_shown_as_text(visit: StartVisit, chat: FakeChat) -> None:
    chat.announcement = f"国庆期间窗口休息。{MARKUP}"
    resident = visit().open()
    expect(resident.page.get_by_role("note")).to_have_text(chat.announcement)
    resident.audit()


def test_a_source_has_its_number_date_section_and_link(visit: StartVisit) -> None:
    item = visit().open().ask("回答")
    source = item.get_by_role("group", name="出处：演示用居民身份证管理办法")
    for said in ("演示〔2025〕1号", "2025-01-02", "第二十三条", "演示机关", "国家法条"):
        expect(source).to_contain_text(said)
    link = source.get_by_role("link", name="查看原文（www.gov.cn）")
    expect(link).to_have_attribute("href", replies.SOURCE["url"])
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(item.locator("mark")).to_contain_text("应当申请补领新证")
    item.get_by_text("还有 1 处依据").click()
    expect(item.get_by_role("group", name="出处：演示用第二份文件")).to_be_visible()


def test_a_service_card_strikes_out_what_is_exempt_and_says_why(visit: StartVisit) -> None:
    card = visit(PHONE).open().ask("办事卡").get_by_role("group", name="办事卡：新生儿出生一件事")
    exempt = card.locator("li", has_text="结婚证")
    expect(exempt.locator("s")).to_have_text("结婚证")
    expect(exempt).to_contain_text("免交：由部门之间共享，不用再交")
    expect(card).to_contain_text("要带 3 样，免交 1 样")
    for said in ("法定时限", "承诺时限", "不收费", "最多跑一次", "内容核对日期：2026-10-01"):
        expect(card).to_contain_text(said)
    basis = card.get_by_text("演示用文件 第三条")
    expect(basis).to_be_hidden()
    card.get_by_text("依据", exact=True).click()
    expect(basis).to_be_visible()


def test_a_service_card_is_copied_and_carried_away_by_qr_code(visit: StartVisit) -> None:
    resident = visit(permissions=["clipboard-read", "clipboard-write"]).open()
    card = resident.ask("办事卡")
    card.get_by_role("button", name="复制材料清单").click()
    expect(card.get_by_text("材料清单已复制。")).to_be_visible()
    copied = resident.page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[1:] == [
        "1. 父母双方居民身份证（原件 1 份）", "2. 居民户口簿（原件 1 份）", "3. 委托书（原件 1 份）"
    ]  # fmt: skip
    card.get_by_role("button", name="二维码带走").click()
    code = card.get_by_role("img", name=re.compile("二维码"))
    expect(code).to_be_visible()
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())))
    assert read.text == replies.SERVICE["guide"]["share"]
    resident.audit()
    card.get_by_role("button", name="二维码带走").click()
    expect(code).to_have_count(0)


def test_a_service_card_is_printed_alone(visit: StartVisit) -> None:
    resident = visit().open()
    card = resident.ask("办事卡")
    resident.page.evaluate(
        """() => { const seen = new MutationObserver(() => { const frame = document.querySelector('iframe');
        if (frame) frame.contentWindow.print = () => {
        document.body.dataset.printed = frame.contentDocument.body.innerText;
        frame.contentWindow.dispatchEvent(new Event('afterprint')); }; });
        seen.observe(document.body, { childList: true }); }"""
    )
    card.get_by_role("button", name="打印").click()
    # Awaited on the page itself: waiting for an expression needs eval, which the page's policy forbids.
    body = resident.page.locator("body")
    expect(body).to_have_attribute("data-printed", re.compile("新生儿出生一件事"))
    printed = body.get_attribute("data-printed") or ""
    assert "演示用文件 第三条" in printed
    assert "复制" not in printed
    assert "页面自己的内容" not in printed
    expect(resident.page.locator("iframe")).to_have_count(0)


def test_choices_are_three_and_none_of_these(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit().open()
    item = resident.ask("选择")
    expect(item.get_by_role("button")).to_have_text(["选项一", "选项二", "选项三", "都不是"])
    item.get_by_role("button", name="选项二").click()
    expect(resident.users.last).to_contain_text("我选二")
    assert chat.asked[-1][1] == "我选二"
    assert resident.focused() == "say"


def test_none_of_these_is_offered_even_when_the_reply_forgot_it(visit: StartVisit, chat: FakeChat) -> None:
    chat.answer = lambda _: [{**replies.CHOICES, "choices": replies.CHOICES["choices"][:2]}]
    expect(visit().open().ask("选").get_by_role("button")).to_have_text(["选项一", "选项二", "都不是"])


def test_a_form_makes_the_input_box_its_field(visit: StartVisit) -> None:
    resident = visit(PHONE).open()
    resident.ask("电话")
    box = resident.page.get_by_label("联系电话")
    expect(box).to_have_attribute("inputmode", "tel")
    expect(box).to_have_accessible_description("只用来回复您。")
    first = resident.bots.nth(1)
    expect(first).to_contain_text("第 2 步，共 5 步")
    resident.ask("电话错")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile("错误：电话号码应当是 11 位"))
    expect(first.get_by_role("button", name="不留电话")).to_have_attribute("aria-disabled", "true")
    resident.ask("选项")
    expect(resident.bots.last.get_by_role("button")).to_have_count(4)
    resident.ask("工单")
    expect(resident.page.get_by_label("您的问题")).to_have_attribute("inputmode", "text")


def test_photos_are_made_smaller_and_sent(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit(PHONE).open()
    resident.ask("照片")
    picture = io.BytesIO()
    Image.new("RGB", (3000, 2000), "green").save(picture, "JPEG", exif=b"Exif\x00\x00secret")
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    resident.page.locator("#photos").set_input_files([file, file])
    expect(resident.page.get_by_role("img", name="第 2 张照片")).to_be_visible()
    resident.audit()
    assert [Image.open(io.BytesIO(sent)).size for sent in chat.photos] == [(1600, 1067)] * 2
    assert all(b"secret" not in sent for sent in chat.photos)
    broken = {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    resident.page.locator("#photos").set_input_files([broken])
    expect(resident.page.get_by_text("错误：这个文件打不开")).to_be_visible()
    resident.page.get_by_role("button", name="照片传好了").click()
    expect(resident.users.last).to_contain_text("照片传好了，共 2 张")


def test_ticket_progress_is_told_in_words(visit: StartVisit) -> None:
    steps = visit().open().ask("工单").get_by_role("list", name="办理进度").get_by_role("listitem")
    expect(steps).to_have_count(5)
    expect(steps.nth(0)).to_contain_text(re.compile("已登记.*已完成.*2026/11/23 09:02"))
    expect(steps.nth(2)).to_contain_text(re.compile("处理中.*下一步"))
    expect(steps.nth(4)).to_contain_text("未开始")


@pytest.mark.parametrize(
    ("text", "word"), [("真码", "核验通过"), ("存疑", "请留意"), ("拒绝", "可以拒绝"), ("无码", "查不到")]
)
def test_a_verdict_has_a_word_and_a_sign_beside_its_colour(
    visit: StartVisit, take_picture: TakePicture, text: str, word: str
) -> None:
    resident = visit(PHONE, forced_colors="active").open()
    verdict = resident.ask(text).locator(".verdict")
    expect(verdict).to_contain_text(word)
    expect(verdict.locator("svg")).to_be_visible()
    take_picture(resident.page, f"forced-colours-{word}.png")


def test_numbers_can_be_called(visit: StartVisit) -> None:
    link = visit(PHONE).open().ask("着火").get_by_role("link", name="拨打 119 火警")
    expect(link).to_have_attribute("href", "tel:119")


def test_feedback_takes_a_reason(visit: StartVisit, chat: FakeChat, take_picture: TakePicture) -> None:
    resident = visit().open()
    item = resident.ask("回答")
    item.get_by_role("button", name="没帮助").click()
    item.get_by_label("内容过时了").check()
    item.get_by_label("补充说明（可不填）").fill("政策改了")
    resident.audit()
    take_picture(resident.page, "feedback.png")
    item.get_by_role("button", name="提交原因").click()
    expect(item.get_by_text("谢谢，已记录。")).to_be_visible()
    chat.wait_for(lambda: len(chat.feedback) == 2)
    assert chat.feedback[-1]["rating"] == "down"
    assert chat.feedback[-1]["reason"] == "内容过时了：政策改了"


def poisoned(value: Any) -> Any:
    """A reply with markup wherever somebody may have written something."""
    if isinstance(value, dict):
        kept = {"kind", "outcome", "verdict", "issued", "due", "at", "checked", "aspect", "number"}
        return {key: one if key in kept else poisoned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    return MARKUP if isinstance(value, str) else value


def test_markup_stays_text_wherever_it_comes_from(visit: StartVisit, chat: FakeChat) -> None:
    resident = visit().open()
    for name, found in replies.SCRIPT.items():
        reply = poisoned(found[0])
        if "form" in reply:
            reply["form"]["field"]["kind"] = found[0]["form"]["field"]["kind"]
        chat.answer = lambda _, reply=reply: [reply]  # type: ignore[misc]
        resident.ask(f"{MARKUP}{name}")
    resident.page.reload()
    expect(resident.users).to_have_count(len(replies.SCRIPT))
    assert resident.page.locator(".panel img, .panel script, .panel b").count() == 0
    addresses = resident.page.locator(".panel a").evaluate_all("all => all.map(one => one.href)")
    assert addresses
    assert all(address.startswith(("https://", "tel:")) for address in addresses)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://www.gov.cn/", "data:text/html,x", "//x.cn", "https://a@b.cn"]
)
def test_only_https_becomes_a_link(visit: StartVisit, chat: FakeChat, address: str) -> None:
    chat.answer = lambda _: [{**replies.ANSWER, "sources": [{**replies.SOURCE, "url": address}]}]
    expect(visit().open().ask("问").get_by_role("link")).to_have_count(0)
