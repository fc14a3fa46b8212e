"""A whole ticket without scripts on the real system: edge, Rasa and actions."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bot.instance import Instance
from tests.browser.conftest import PATIENCE_MS, PHONE, TakePicture


def say(page: Page, text: str) -> None:
    """Type and send."""
    page.locator("#say").fill(text)
    page.get_by_role("button", name="发送").click()


def test_a_ticket_with_a_photo_is_filed_without_scripts(
    browser: Browser, system: Instance, tmp_path: Path, take_picture: TakePicture
) -> None:
    photo = tmp_path / "灯.jpg"
    Image.effect_noise((320, 240), 60).convert("RGB").save(photo)
    context = browser.new_context(viewport=PHONE, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{system.url}/chat")
    say(page, "我要投诉，天坛街道文昌路路灯坏了三天了")
    label = page.locator("label[for=say]")
    for _ in range(8):
        expect(page.locator(".form-title").last).to_contain_text("登记诉求")
        if page.locator("#photo").count():
            break
        page.get_by_role("button", name="不知道").last.click()
    page.locator("#photo").set_input_files(photo)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="照片传好了，共 1 张").click()
    expect(label).to_contain_text("怎么联系您")
    say(page, "13812345678 王女士")
    for _ in range(3):
        if page.get_by_role("button", name="提交").count():
            break
        page.locator(".choices button").first.click()
    take_picture(page, "plain-confirm.png")
    page.get_by_role("button", name="提交").first.click()
    expect(page.locator(".ticket-number")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("13812345678")
    take_picture(page, "plain-filed.png")
    context.close()
