"""The forms of answers, words and lists, as an editor sees them on a wide screen and on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from knowledge.catalogue import CONTENT
from tests.browser.console.test_console import SCREENSHOTS, Edge, Window
from tests.browser.console.test_knowledge import hire

LISTS = "/console/knowledge/lists"
#: A record of each kind: its list, its file and its name.
RECORDS = {
    "answers": ("answers/household.yml", "household-id-card-validity"), "synonyms": ("synonyms.yml", "居民户口簿"),
    "dictionary": ("dictionary.txt", "dictionary"), "departments": ("departments.yml", "公安机关"),
    "dispatch": ("hotline/categories.yml", "street-light"), "towns": ("grid/divisions.yml", "419001001"),
    "replies": ("replies.yml", "greet"),
}  # fmt: skip


@pytest.fixture
def edge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Edge]:
    """The edge over its own copy of the content, with an editor."""
    shutil.copytree(CONTENT, tmp_path / "content")
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "content"))
    running = Edge(tmp_path)
    hire(tmp_path, bianji="editor")
    yield running
    running.stop()


@pytest.mark.parametrize("width", [1100, 390])
def test_each_kind_has_a_list_a_page_and_a_form_without_barriers(
    edge: Edge, browser: Browser, tmp_path: Path, width: int
) -> None:
    window = Window(browser, Path(SCREENSHOTS) if SCREENSHOTS else tmp_path, width)
    window.sign_in(edge.url, "bianji")
    page = window.page
    page.goto(edge.url + LISTS)
    window.look(f"lists-{width}")
    for kind, (path, key) in RECORDS.items():
        page.goto(f"{edge.url}{LISTS}/{kind}")
        window.look(f"list-{kind}-{width}")
        page.goto(f"{edge.url}{LISTS}/{kind}/one?path={path}&key={key}")
        window.look(f"record-{kind}-{width}")
        window.press("编辑")
        window.look(f"form-{kind}-{width}")
    page.goto(f"{edge.url}{LISTS}/grids")
    window.press("新建网格")
    window.look(f"form-grids-{width}")


@pytest.mark.parametrize("width", [1100, 390])
def test_faults_and_hints_stand_at_their_inputs(
    edge: Edge, browser: Browser, tmp_path: Path, width: int
) -> None:
    window = Window(browser, Path(SCREENSHOTS) if SCREENSHOTS else tmp_path, width)
    window.sign_in(edge.url, "bianji")
    page = window.page
    page.goto(f"{edge.url}{LISTS}/answers")
    page.locator("#path").select_option("answers/household.yml")
    window.press("新建答复")
    window.fill(
        **{"问法 1": "请问身份证的有效期是几年啊", "问法 2": "身份证有效期几年", "答复（必填）": "演示。"}
    )
    page.get_by_label("文件或事项").first.fill("没有的文件")
    window.press("先看看有没有错")
    expect(page.locator("#f-questions-told")).to_contain_text("至少要有 4 项")
    expect(page.locator("#f-questions-0-told")).to_contain_text("很像")
    expect(page.locator("#f-questions-1-told")).to_contain_text("已用于答复")
    expect(page.locator("#f-sources-0-document-told")).to_contain_text("没有编号为")
    window.look(f"faults-{width}")
    page.locator("#f-answer").fill("改好的演示。")
    page.locator("#f-questions-0").press("Enter")
    expect(page.get_by_role("status").or_(page.locator(".flash.note")).first).to_contain_text("已保存到草稿")
    page.get_by_role("link", name="回到草稿").click()
    page.get_by_role("link", name="编辑", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("标准答复")
    window.look(f"draft-records-{width}")
    page.get_by_role("link", name="和已发布的对照").click()
    window.look(f"diff-{width}")
