"""Uploads in a browser: several confirmed on one page, and what is told when the network or a server in front fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.console.test_console import Edge, Window, edge, pictures
from tests.browser.console.test_knowledge import hire
from tests.knowledge.importing.office import archive

__all__ = ["edge", "pictures"]

PAGE = """<!doctype html><html><head><title>演示：{0}办法</title></head><body><h1>演示：{0}办法</h1>
<p>演示〔2026〕2号</p><p>第一条 {0}由演示单位管。</p><p>第二条 本办法自 2026 年 12 月 1 日起施行。</p></body></html>"""
ZIP = archive([("甲.html", PAGE.format("甲").encode()), ("乙.html", PAGE.format("乙").encode())])


def chosen(name: str, data: bytes) -> list[dict[str, object]]:
    return [{"name": name, "mimeType": "application/zip", "buffer": data}]


@pytest.mark.parametrize("width", [1100, 390])
def test_several_documents_are_confirmed_on_one_page(
    browser: Browser, edge: Edge, pictures: Path, tmp_path: Path, width: int
) -> None:
    hire(tmp_path, bianji="editor")
    editor = Window(browser, pictures, width)
    editor.sign_in(edge.url, "bianji")
    page = editor.page
    page.goto(f"{edge.url}/console/knowledge/upload")
    page.locator("#files").set_input_files(chosen("资料.zip", ZIP))  # type: ignore[arg-type]
    editor.press("上传")
    expect(page.get_by_role("heading", name="核对上传的文件")).to_be_visible()
    editor.look(f"knowledge-confirm-{width}")
    first = page.get_by_role("region", name="policies/乙.md")
    first.get_by_label("发文机关").fill("演示单位")
    first.get_by_label("已核对").check()
    editor.press("保存勾选的")
    expect(page.get_by_text("核对了 1 份")).to_be_visible()
    expect(page.get_by_role("region", name="policies/乙.md")).to_have_count(0)
    page.get_by_role("link", name="回到草稿").click()
    expect(page.get_by_text("待核对")).to_have_count(1)
    editor.look(f"knowledge-unconfirmed-{width}")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda route: route.abort("connectionreset"), "上传中断了，请再传一次"),
        (lambda route: route.fulfill(status=413, body="<html><body>413</body></html>"), "文件太大"),
        (lambda route: route.fulfill(status=502, body="Bad Gateway"), "上传没有成功"),
    ],
)
def test_an_upload_that_does_not_get_through_is_told_and_can_be_sent_again(
    browser: Browser, edge: Edge, pictures: Path, tmp_path: Path, answer: Callable[[Route], None], told: str
) -> None:
    hire(tmp_path, bianji="editor")
    editor = Window(browser, pictures)
    editor.sign_in(edge.url, "bianji")
    page = editor.page
    page.goto(f"{edge.url}/console/knowledge/upload")
    page.route("**/console/knowledge/upload", answer)
    page.locator("#files").set_input_files(chosen("资料.zip", ZIP))  # type: ignore[arg-type]
    editor.press("上传")
    expect(page.locator("#told")).to_contain_text(told)
    page.unroute("**/console/knowledge/upload")
    editor.press("上传")
    expect(page.get_by_role("heading", name="核对上传的文件")).to_be_visible()
