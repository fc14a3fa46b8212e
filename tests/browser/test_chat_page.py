"""The chat page as a resident uses it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import PATIENCE_MS, OpenPage, TakePicture

DESKTOP: ViewportSize = {"width": 1100, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

#: Two questions in one; its answer and the first source fit into a window.
QUESTION = "身份证丢了咋补,要钱不"

expect.set_options(timeout=PATIENCE_MS)


def ask(page: Page, text: str) -> None:
    """Type a question and send it with Enter; back when its answer is there."""
    before = page.locator("#log > li.bot").count()
    page.get_by_label("您的问题").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#log > li.user").last).to_have_text(text)
    expect(page.locator("#log > li.bot")).to_have_count(before + 1)
    expect(page.locator("#log")).to_have_attribute("aria-busy", "false")


def test_greeting_and_starters_are_there(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    expect(page).to_have_title(re.compile("济事通"))
    greeting = page.locator("#greeting")
    expect(greeting).to_contain_text("我是济事通")
    expect(greeting).to_contain_text("119、110、120、122")
    expect(greeting.get_by_role("button")).to_have_count(6)
    expect(greeting.get_by_role("button", name="身份证丢了怎么补")).to_be_visible()


@pytest.mark.parametrize(("size", "picture"), [(DESKTOP, "chat.png"), (PHONE, "chat-phone.png")])
def test_a_conversation_is_answered_kept_and_deleted(
    open_page: OpenPage, take_picture: TakePicture, size: ViewportSize, picture: str
) -> None:
    page = open_page(size)
    answers = page.locator("#log > li.bot")

    ask(page, QUESTION)
    expect(answers.last).to_contain_text("工本费每证40元")
    source = answers.last.get_by_role("region", name="出处").filter(has_text="居民身份证法").first
    expect(source).to_contain_text(re.compile("第.+条"))
    take_picture(page, picture)

    ask(page, "那要带什么")
    expect(answers.last).to_contain_text("【申请材料】")
    expect(answers.last).to_contain_text("居民户口簿（原件）")

    page.reload()
    expect(page.locator("#log > li.user")).to_have_text([QUESTION, "那要带什么"])
    expect(answers).to_have_count(3)
    expect(answers.last).to_contain_text("居民户口簿（原件）")

    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="清空对话").click()
    expect(page.get_by_text("对话已删除。")).to_be_visible()
    expect(answers).to_have_count(1)
    expect(page.locator("#greeting")).to_be_visible()
    page.reload()
    expect(page.locator("#log > li.user")).to_have_count(0)


def test_a_starter_asks_its_question(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.get_by_role("button", name="入企检查没扫码").click()
    expect(page.locator("#log > li.user")).to_have_text("检查人员没扫码就进厂怎么办")
    expect(page.locator("#log > li.bot").last).to_contain_text("国办发〔2024〕54号")


def test_an_emergency_offers_the_number(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    ask(page, "厨房着火了")
    call = page.get_by_role("link", name="拨打 119")
    expect(call).to_be_visible()
    expect(call).to_have_attribute("href", "tel:119")


def test_markup_in_a_question_stays_text(open_page: OpenPage) -> None:
    page = open_page(DESKTOP)
    ask(page, "<img src=x onerror=alert(1)>居住证怎么办")
    expect(page.locator("#log img")).to_have_count(0)
    page.reload()
    expect(page.locator("#log > li.user")).to_have_text("<img src=x onerror=alert(1)>居住证怎么办")
    expect(page.locator("#log img")).to_have_count(0)


def test_nothing_needs_sideways_scrolling(open_page: OpenPage) -> None:
    page = open_page(PHONE)
    ask(page, "失业金怎么领")
    for selector in ("html", "#view", "#log"):
        box = page.locator(selector)
        assert box.evaluate("node => node.scrollWidth <= node.clientWidth"), selector
