"""The whole way of an edit on the real system: upload, correct, try, approve, read as a resident, take back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from actions.staff import accounts
from actions.staff.accounts import Details
from actions.staff.passwords import hashed
from actions.storage.engine import create_engine, default_url
from bot.instance import Instance
from tests.browser.console.test_console import PASSWORD, SCREENSHOTS, Window
from tests.e2e.processes import wait_until
from tests.e2e.resident import Resident
from tests.e2e.system import with_own_content

#: A check asks two thousand questions; other work may run on the machine.
PATIENCE_MS = 150_000
QUESTION = "演示人才公寓一次能租几年"
PAGE = """<!doctype html><html><head><title>演示人才公寓租住办法</title></head><body>
<nav>首页 栏目 登录</nav><main><h1>演示人才公寓租住办法</h1>
<p>第一条 演示人才公寓一次能租四年，到期可以续租一次。</p>
<p>第二条 演示人才公寓由单位统一申请，本人在系统里确认。</p></main><footer>页脚</footer></body></html>"""


@pytest.fixture(scope="module")
def instance(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A system with its own copy of the content and of the index, and two members of staff."""
    folder = tmp_path_factory.mktemp("console")
    with with_own_content(folder) as own:
        hire(folder / "data", bianji="editor", tianxie="editor", shenhe="reviewer")
        yield own


def hire(data: Path, **staff: str) -> None:
    """Members of staff by their names and roles."""
    engine, now = create_engine(default_url(data)), datetime.now(UTC)
    with engine.begin() as connection:
        for name, role in staff.items():
            account = accounts.add(connection, name, Details(name, (role,), ""), now, "test", "-")
            accounts.set_password(connection, account.id, hashed(PASSWORD), now, "test")
    engine.dispose()


def colleagues(instance: Instance, browser: Browser, folder: Path, width: int) -> tuple[Window, Window]:
    """An editor with a window so wide, and a reviewer, both signed in and patient."""
    pictures = Path(SCREENSHOTS) if SCREENSHOTS else folder
    found = Window(browser, pictures, width), Window(browser, pictures, 1100)
    for window, name in zip(found, ("bianji", "shenhe"), strict=True):
        window.sign_in(instance.url, name)
        window.page.set_default_timeout(PATIENCE_MS)
    return found


def told(url: str, question: str) -> str:
    """What a resident reads."""
    someone = Resident(url)
    someone.open()
    reply = someone.say(question).replies[0]
    return f"{reply['text']}\n{[source['title'] for source in reply.get('sources', ())]}"


def drop(page: Page, name: str, text: str) -> None:
    """Drag a file onto the form."""
    make = "([name, text]) => { const held = new DataTransfer(); held.items.add(new File([text], name)); return held; }"
    page.locator("#upload").dispatch_event("drop", {"dataTransfer": page.evaluate_handle(make, [name, text])})


def test_an_upload_reaches_residents_only_by_two_pairs_of_eyes_and_goes_again(
    instance: Instance, browser: Browser, tmp_path: Path
) -> None:
    editor, reviewer = colleagues(instance, browser, tmp_path, 1100)
    page, other = editor.page, reviewer.page
    page.goto(f"{instance.url}/console/knowledge/upload")
    editor.look("knowledge-upload")
    drop(page, "gongyu.html", PAGE)
    expect(page.locator("#told")).to_have_text("选了 1 个文件")
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("核对")
    editor.look("knowledge-metadata")
    page.locator("#issuer").fill("演示单位")
    page.locator("#issued").fill("2026-03-01")
    editor.press("保存")
    editor.look("knowledge-edit")
    page.get_by_role("link", name="回到草稿").click()
    editor.press("检查草稿")
    expect(page.get_by_text("个已知问题，").first).to_be_visible(timeout=PATIENCE_MS)
    editor.look("knowledge-checked")

    page.get_by_role("link", name="像居民一样试一试").click()
    page.locator("#q").fill(QUESTION)
    editor.press("问")
    sides = page.locator(".sides .side")
    expect(sides.nth(1)).to_contain_text("四年")
    expect(sides.nth(0).locator(".reply")).not_to_contain_text("四年")
    sides.nth(1).locator("summary").click()
    editor.look("knowledge-trial")
    assert "四年" not in told(instance.url, QUESTION)

    page.goto(f"{instance.url}/console/knowledge/drafts/1")
    editor.press("提交审核")
    other.goto(f"{instance.url}/console/knowledge/drafts/1")
    reviewer.look("knowledge-review")
    reviewer.press("批准并发布")
    expect(other.get_by_text("已发布（第 1 次发布）")).to_be_visible(timeout=PATIENCE_MS)
    wait_until(lambda: "四年" in told(instance.url, QUESTION), "回答变了", 30)
    assert "演示人才公寓租住办法" in told(instance.url, QUESTION)

    other.goto(f"{instance.url}/console/knowledge/publications/1")
    reviewer.look("knowledge-publication")
    other.locator("#reason").fill("演示结束")
    reviewer.press("回退这次发布")
    expect(other.get_by_text("已回退").first).to_be_visible(timeout=PATIENCE_MS)
    wait_until(lambda: "四年" not in told(instance.url, QUESTION), "回答变了", 30)


def test_the_gate_stops_an_edit_that_takes_answers_away(
    instance: Instance, browser: Browser, tmp_path: Path
) -> None:
    editor, reviewer = colleagues(instance, browser, tmp_path, 390)
    page, other = editor.page, reviewer.page
    page.goto(f"{instance.url}/console/knowledge/file?path=answers/city.yml")
    editor.press("编辑")
    draft = page.url.split("/edit")[0].split("/record")[0]
    page.goto(f"{draft}/edit?path=answers/city.yml&as=text")
    text = page.locator("#text").input_value()
    kept = text.split("\n- id: ")
    page.locator("#text").fill(kept[0] + "\n- id: " + "\n- id: ".join(kept[2:]))
    editor.press("保存到草稿")
    page.goto(draft)
    editor.press("检查草稿")
    expect(page.get_by_text("个已知问题，").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".flash.fault[role=status]")).to_contain_text("个答不对了")
    expect(page.locator("table.changes .mark.bad").first).to_be_visible()
    editor.look("knowledge-broken-390")
    address = page.url
    editor.press("提交审核")
    other.goto(address)
    reviewer.press("批准并发布")
    expect(other.get_by_role("alert")).to_contain_text("答不对了")
    reviewer.look("knowledge-refused")


def test_an_answer_written_by_form_reaches_residents_and_goes_again(
    instance: Instance, browser: Browser, tmp_path: Path
) -> None:
    pictures = Path(SCREENSHOTS) if SCREENSHOTS else tmp_path
    editor, reviewer = Window(browser, pictures, 1100), Window(browser, pictures, 1100)
    for window, name in ((editor, "tianxie"), (reviewer, "shenhe")):
        window.sign_in(instance.url, name)
        window.page.set_default_timeout(PATIENCE_MS)
    page, other = editor.page, reviewer.page
    page.goto(f"{instance.url}/console/knowledge/lists/answers")
    page.locator("#path").select_option("answers/city.yml")
    editor.press("新建答复")
    asked = ("演示风筝节哪天办", "演示风筝节啥时候开始", "今年演示风筝节在几号", "演示风筝节时间")
    editor.fill(**{f"问法 {number}": text for number, text in enumerate(asked, 1)})
    editor.fill(**{"答复（必填）": "演示风筝节在十月第一个周六举办。"})
    page.get_by_label("文件或事项").first.fill("id-card")
    editor.press("保存到草稿")
    expect(page.get_by_role("status")).to_have_text("已保存到草稿")
    editor.look("knowledge-answer")
    page.get_by_role("link", name="回到草稿").click()
    draft = page.url
    editor.press("检查草稿")
    expect(page.get_by_text("个已知问题，").first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="像居民一样试一试").click()
    page.locator("#q").fill(asked[1])
    editor.press("问")
    sides = page.locator(".sides .side")
    expect(sides.nth(1)).to_contain_text("第一个周六")
    expect(sides.nth(0).locator(".reply").first).not_to_contain_text("第一个周六")
    assert "第一个周六" not in told(instance.url, asked[1])

    page.goto(draft)
    editor.press("提交审核")
    other.goto(draft)
    reviewer.press("批准并发布")
    expect(other.get_by_text("已发布（第")).to_be_visible(timeout=PATIENCE_MS)
    wait_until(lambda: "第一个周六" in told(instance.url, asked[1]), "回答变了", 30)
    other.goto(f"{instance.url}/console/knowledge/publications")
    other.get_by_role("row").nth(1).get_by_role("link").click()
    other.locator("#reason").fill("演示结束")
    reviewer.press("回退这次发布")
    expect(other.get_by_text("已回退").first).to_be_visible(timeout=PATIENCE_MS)
    wait_until(lambda: "第一个周六" not in told(instance.url, asked[1]), "回答变了", 30)
