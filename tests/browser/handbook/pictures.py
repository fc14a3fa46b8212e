"""``python -m tests.browser.handbook.pictures``: take the handbook's pictures anew, on a demonstration system."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import docx
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from actions.inspection.demo import certificate
from actions.inspection.moments import utc_now
from bot.instance import ROOT
from knowledge.city_time import CHINA
from tests.browser.conftest import ARGUMENTS
from tests.browser.handbook.demonstration import Demonstration

FOLDER = ROOT / "docs" / "handbook" / "images"
WIDTH, HEIGHT = 1000, 700
#: Enough for flat pages; a picture of the page's own colours is a quarter of the size.
COLOURS = 96
PATIENCE_MS = 30_000
#: Checking asks some three thousand questions of two versions: a minute on an idle machine.
CHECK_MS = 300_000
FILE = "/console/knowledge/file?path=services/id-card.yml"
NOTE = "从提交申领登记表之日起算；交通不便的地区可以延长，延长不超过30日。"


PAGE = """<!doctype html><html><head><title>演示：办事大厅排队办法</title></head><body><h1>演示：办事大厅排队办法</h1>
<p>演示〔2026〕2号</p><p>第一条 每个窗口叫号办理。</p><p>第二条 本办法自 2026 年 12 月 1 日起施行。</p></body></html>"""


class PageMissing(Exception):
    """A page of the console does not open."""


class Album:
    """Pictures as they are taken, not yet where the handbook looks for them."""

    def __init__(self, browser: Browser, town: Demonstration) -> None:
        self._browser, self.town = browser, town
        self.pictures: dict[str, bytes] = {}

    @contextmanager
    def window(self, name: str = "") -> Iterator[Page]:
        """A browser of a member of staff, or of nobody in particular."""
        context = self._browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        if name:
            context.add_cookies([{"name": "console", "value": self.town.tokens[name], "url": self.town.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("dialog", lambda dialog: dialog.accept())
        yield page
        context.close()

    def go(self, page: Page, path: str) -> None:
        """Open a page that must be there."""
        answer = page.goto(self.town.url + path)
        if answer is None or answer.status != 200:
            raise PageMissing(f"{path} 打不开：{answer and answer.status}")

    def take(self, page: Page, name: str, tall: int = 900, top: str = "") -> None:
        """The page down to ``tall`` pixels, from the top or from an element on."""
        full = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        start = 0
        if top:
            box = page.locator(top).first.bounding_box()
            assert box is not None
            start = max(0, int(box["y"] + page.evaluate("scrollY")) - 40)
        cut = full.crop((0, start, full.width, min(full.height, start + tall)))
        small = io.BytesIO()
        cut.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        self.pictures[name] = small.getvalue()


def account(album: Album) -> None:
    """The door and what is behind it."""
    with album.window() as page:
        album.go(page, "/console/sign-in")
        album.take(page, "sign-in")
    with album.window("editor") as page:
        album.go(page, "/console")
        album.take(page, "home")


def editing(album: Album) -> None:
    """A guide is changed, checked, tried and handed on."""
    with album.window("editor") as page:
        album.go(page, FILE)
        page.get_by_role("button", name="编辑", exact=True).click()
        limit = page.locator("#field-time_limit")
        right = limit.input_value().replace(NOTE, f"演示：{NOTE}")
        limit.fill(right.replace("unit: 日", "unit: 天", 1))
        page.get_by_role("button", name="检查格式和预览").click()
        expect(page.locator("#field-time_limit-fault")).to_be_visible()
        album.take(page, "edit", 620, top="div.field:has(#field-time_limit)")
        page.locator("#field-time_limit").fill(right)
        page.get_by_role("button", name="保存到草稿").click()
        expect(page.get_by_role("status")).to_contain_text("已保存")
        page.get_by_role("link", name="回到草稿").click()
        page.get_by_role("button", name="检查草稿").click()
        expect(page.get_by_text("个已知问题，").first).to_be_visible(timeout=CHECK_MS)
        expect(page.get_by_role("button", name="再检查一次")).to_be_visible(timeout=CHECK_MS)
        album.take(page, "draft", 1000)
        album.go(page, "/console/knowledge/trial?draft=1&q=身份证多久能办好")
        album.take(page, "trial", 800)
        album.go(page, "/console/knowledge/drafts/1")
        page.get_by_role("button", name="提交审核").click()


def writing(album: Album) -> None:
    """An answer is written by form; what is wrong stands beside its input."""
    with album.window("editor") as page:
        album.go(page, "/console/knowledge/lists/answers")
        page.locator("#path").select_option("answers/household.yml")
        page.get_by_role("button", name="新建答复").click()
        for number, text in enumerate(("身份证有效期几年", "演示卡管多久", "演示卡几年换一次")):
            page.locator(f"#f-questions-{number}").fill(text)
        page.locator("#f-answer").fill("演示卡有效期为五年。")
        page.locator("#f-sources-0-document").fill("演示办法")
        page.get_by_role("button", name="先看看有没有错").click()
        expect(page.locator("#f-questions-told")).to_be_visible()
        album.take(page, "answer", 1000)


def uploading(album: Album) -> None:
    """A document is uploaded, and what was understood is shown."""
    document, path = docx.Document(), album.town.data / "演示通知.docx"
    document.add_heading("演示：关于办事大厅延时服务的通知", 0)
    for text in ("演示〔2026〕1号", "一、工作日中午有人值班。", "二、周六上午有人值班。", "2026年11月20日"):
        document.add_paragraph(text)
    document.save(str(path))
    with album.window("editor") as page:
        album.go(page, "/console/knowledge/upload")
        page.locator("#files").set_input_files(path)
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("heading", name="机器读到的")).to_be_visible()
        album.take(page, "metadata", 950)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("演示办法.html", PAGE)
            archive.writestr(
                "演示说明.txt", "演示：关于母婴室的说明\n\n一、母婴室在办事大厅一楼。\n二、可以借用热水。\n"
            )
        page.goto(f"{album.town.url}/console/knowledge/upload")
        file = {"name": "演示文件.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
        page.locator("#files").set_input_files([file])  # type: ignore[list-item]
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("heading", name="核对上传的文件")).to_be_visible()
        album.take(page, "confirm", 1150)


def reviewing(album: Album) -> None:
    """A colleague compares, approves, and looks at the publication."""
    with album.window("reviewer") as page:
        album.go(page, "/console/knowledge/drafts/1")
        album.take(page, "review", 1150, top="h2:has-text('检查')")
        page.get_by_role("link", name="对照").click()
        album.take(page, "diff", 700)
        album.go(page, "/console/knowledge/drafts/1")
        page.get_by_role("button", name="批准并发布").click()
        expect(page.get_by_text("已发布（第")).to_be_visible(timeout=CHECK_MS)
        album.go(page, "/console/knowledge/publications/1")
        album.take(page, "publication", 800)


def worklists(album: Album) -> None:
    """Open questions in groups."""
    album.town.compute_lists()
    with album.window("editor") as page:
        album.go(page, "/console/worklists")
        album.take(page, "worklists", 1000)


def desk(album: Album) -> None:
    """The queue, and a ticket that is about to be given to a department."""
    with album.window("operator") as page:
        album.go(page, "/console/desk")
        album.take(page, "desk")
        page.get_by_role("link", name=album.town.tickets[1]).click()
        page.get_by_role("button", name="受理", exact=True).click()
        album.take(page, "ticket", 1250)


def inspecting(album: Album) -> None:
    """A plan that meets another agency's, and the code that is shown at the door."""
    start = (utc_now() + timedelta(days=1)).astimezone(CHINA).replace(hour=9, minute=0)
    with album.window("fire") as page:
        album.go(page, "/console/inspections/new")
        page.get_by_label("企业的统一社会信用代码").fill(album.town.owners[3].credit_code)
        page.get_by_label("检查事由").fill("演示：年度抽查")
        page.get_by_label("开始").fill(start.strftime("%Y-%m-%dT%H:%M"))
        page.get_by_label("结束").fill((start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
        for number in (1, 2):
            page.locator(f'input[value="{certificate(1, number)}"]').check()
        page.locator('input[value="demo-fire-item"]').check()
        page.get_by_role("button", name="先查一查").click()
        expect(page.get_by_role("link", name="加入这次检查")).to_be_visible()
        album.take(page, "register", 1000)
    with album.window("market") as page:
        album.go(page, "/console/inspections")
        page.get_by_role("link", name=album.town.owners[3].name).first.click()
        expect(page.get_by_role("heading", name="向企业出示的检查码")).to_be_visible()
        album.take(page, "visit", 1350)


def supervising(album: Album) -> None:
    """Figures, a report, the dashboard, conversations."""
    with album.window("supervisor") as page:
        album.go(page, "/console/inspection-figures?demo=1")
        album.take(page, "figures", 1500)
        album.go(page, "/console/inspection-registry/inspectors")
        album.take(page, "registry", 800)
        page.get_by_role("link", name="修改").first.click()
        expect(page.get_by_role("heading", name="注销执法资格")).to_be_visible()
        album.take(page, "registry-row", 1000)
        album.go(page, "/console/inspection-cases")
        page.locator("tbody a").first.click()
        expect(page.get_by_role("heading", name="反映人")).to_be_visible()
        album.take(page, "case")
        album.go(page, "/console/dashboard")
        expect(page.locator("canvas").first).to_be_visible()
        page.wait_for_load_state("networkidle")
        album.take(page, "dashboard", 1250)
        album.go(page, "/console/conversations")
        album.take(page, "conversations", 800)


def administering(album: Album) -> None:
    """Accounts, switches, the record."""
    with album.window("administrator") as page:
        album.go(page, "/console/accounts")
        album.take(page, "accounts")
        album.go(page, "/console/switches")
        album.take(page, "switches", 1000)
        album.go(page, "/console/audit")
        album.take(page, "audit")


CHAPTERS = (
    account,
    worklists,
    editing,
    uploading,
    reviewing,
    desk,
    inspecting,
    supervising,
    administering,
    writing,
)


def main() -> None:
    """Take them all; a chapter that cannot be taken keeps its old pictures and is named."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("没有找到 Chromium：请安装（Debian/Ubuntu：apt-get install chromium）")
    with (
        tempfile.TemporaryDirectory() as data,
        Demonstration(Path(data)) as town,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        failed = [name for chapter in CHAPTERS if (name := _taken(Album(browser, town), chapter))]
        browser.close()
        if failed:
            sys.exit(f"没有拍成：{'、'.join(failed)}\n{town.last_words()}")
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"共 {total / 1000:.0f} KB，在 {FOLDER.relative_to(ROOT)}")


def _taken(album: Album, chapter: Callable[[Album], None]) -> str:
    """Put a chapter's pictures in place; its name when it failed."""
    try:
        chapter(album)
    except (PageMissing, PlaywrightError, AssertionError) as error:
        print(f"{chapter.__name__}：{error}", file=sys.stderr)
        return chapter.__name__
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, picture in album.pictures.items():
        (FOLDER / f"{name}.png").write_bytes(picture)
    print(f"{chapter.__name__}：{'、'.join(album.pictures)}", flush=True)
    return ""


if __name__ == "__main__":
    main()
