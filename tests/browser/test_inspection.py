"""From two agencies' plans to one visit, by camera and without a script: the edge alone, real pages, real codes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy.engine import Connection

from actions.inspection.demo import certificate, load_demo
from actions.inspection.moments import utc_now
from actions.inspection.signing import Keyring, default_folder
from actions.staff import accounts, sessions
from actions.staff.accounts import Details
from actions.staff.tokens import new_token
from actions.storage.engine import create_engine, default_url
from bot.instance import ROOT, free_ports
from knowledge.city_time import CHINA

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]}
DESK, PHONE = (1100, 800), (390, 844)


class Town:
    """The edge as a process over the demonstration, with members of two agencies."""

    def __init__(self, data: Path) -> None:
        (port,) = free_ports(1)
        self.data, self.url = data, f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.web"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, env={**os.environ, "PORT": str(port), "DATA_DIR": str(data), "DATABASE_URL": ""},
        )  # fmt: skip
        self.wait_for("listening")
        engine = create_engine(default_url(data))
        with engine.begin() as connection:
            owners = load_demo(connection, Keyring(default_folder(data)), utc_now())
            self.factory = owners[1].credit_code
            self.tokens = {agency: _staff(connection, agency) for agency in ("demo-market", "demo-fire")}
        engine.dispose()

    def wait_for(self, part: str) -> str:
        """The next line of the log that has this in it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if part in line:
                return line
        raise AssertionError(f"the edge ended before it said “{part}”")

    def stop(self) -> None:
        """Stop it and wait."""
        self.process.terminate()
        self.process.communicate(timeout=20)


def _staff(connection: Connection, agency: str) -> str:
    now, token = utc_now(), new_token()
    account = accounts.add(connection, agency, Details(agency, ("agency",), agency), now, "test", "-")
    sessions.add(connection, token, account.id, {}, now)
    return token


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.stop()


class Window:
    """Somebody's browser, without scripts; each page is looked at for barriers."""

    def __init__(self, browser: Browser, town: Town, size: tuple[int, int], agency: str = "") -> None:
        viewport = {"width": size[0], "height": size[1]}
        self.context = browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
        if agency:
            self.context.add_cookies([{"name": "console", "value": town.tokens[agency], "url": town.url}])
        self.page: Page = self.context.new_page()
        self.town, self.complaints = town, []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda told: "Content Security Policy" in told.text and self.complaints.append(told.text),
        )

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(path if path.startswith("http") else self.town.url + path)

    def look(self, name: str) -> None:
        """No barrier, nothing cut off sideways, nothing against the content policy."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], name
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert self.complaints == []
        folder = Path(os.environ.get("SCREENSHOTS") or self.town.data)
        self.page.screenshot(path=folder / f"inspection-{name}.png", full_page=True)

    def register(self, place: int, start: datetime) -> None:
        """Fill in a registration and send it."""
        agency = ("demo-market", "demo-fire")[place]
        self.go("/console/inspections/new")
        self.page.get_by_label("企业的统一社会信用代码").fill(self.town.factory)
        self.page.get_by_label("检查事由").fill("演示：年度抽查")
        self.page.get_by_label("开始").fill(start.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M"))
        self.page.get_by_label("结束").fill(
            (start + timedelta(hours=2)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
        )
        self.bring(place, agency)
        self.page.get_by_label("通知送达人").fill("演示送达人")
        self.page.get_by_role("button", name="登记", exact=True).click()

    def bring(self, place: int, agency: str) -> None:
        """Tick an agency's people and item."""
        for number in (1, 2):
            self.page.locator(f'input[value="{certificate(place, number)}"]').check()
        self.page.locator(f'input[value="{agency}-item"]').check()
        self.page.get_by_label("批准人").fill("演示批准人")


def decoded(code: Locator) -> str:
    """What a phone's camera reads from a code on the screen."""
    image = Image.open(io.BytesIO(code.screenshot()))
    (found,) = zxingcpp.read_barcodes(image.resize((image.width * 2, image.height * 2)))
    return found.text


def test_two_agencies_come_once_and_the_owner_can_tell(browser: Browser, town: Town) -> None:
    market, fire = Window(browser, town, DESK, "demo-market"), Window(browser, town, DESK, "demo-fire")
    start = utc_now() + timedelta(minutes=5)
    market.register(0, start)
    expect(market.page.get_by_text("已登记", exact=True)).to_be_visible()
    market.look("registered")

    fire.register(1, start + timedelta(days=1))
    expect(fire.page.get_by_text("建议综合查一次", exact=True)).to_be_visible()
    fire.look("proposal")
    fire.page.get_by_role("link", name="加入这次检查").click()
    fire.bring(1, "demo-fire")
    fire.look("join")
    fire.page.get_by_role("button", name="加入").click()
    expect(fire.page.get_by_text("已合并为综合查一次")).to_be_visible()

    owner = Window(browser, town, PHONE)
    sign_in(owner, town)
    owner.look("enterprise")
    owner.go("/enterprise/qr")
    owner.look("enterprise-code")
    wall = decoded(owner.page.get_by_role("img"))
    assert wall.startswith(f"{town.url}/door/e/JQ1.")

    inspector = Window(browser, town, PHONE, "demo-market")
    inspector.go(wall)
    inspector.look("scanned")
    inspector.page.get_by_role("link", name="我是检查人员").click()
    for number in (1, 2):
        inspector.page.locator(f'input[value="{certificate(0, number)}"]').check()
    inspector.look("arriving")
    inspector.page.get_by_role("button", name="登记到场").click()
    expect(inspector.page.get_by_text("已登记到场")).to_be_visible()
    inspector.look("arrived")
    shown = decoded(inspector.page.locator(".code svg"))

    stranger = Window(browser, town, PHONE)
    stranger.go(shown)
    expect(stranger.page.get_by_role("heading", name="有登记，请核对企业")).to_be_visible()
    owner.go(shown)
    expect(owner.page.get_by_role("heading", name="已登记，可以配合")).to_be_visible()
    expect(owner.page.get_by_text("演示消防机关（综合查一次）")).to_be_visible()
    owner.look("verdict")

    owner.go("/enterprise")
    owner.page.locator(".cards a").first.click()
    owner.page.get_by_label("满意", exact=True).check()
    owner.look("rating")
    owner.page.get_by_role("button", name="提交评价").click()
    expect(owner.page.get_by_text("已经评价，谢谢")).to_be_visible()


def sign_in(owner: Window, town: Town) -> None:
    """By the one-time code that the operator reads in the log."""
    owner.go("/enterprise")
    owner.look("sign-in")
    owner.page.get_by_label("统一社会信用代码").fill(town.factory)
    owner.page.get_by_role("button", name="获取验证码").click()
    told = town.wait_for("未接短信")
    code = [
        part
        for part in json.dumps(told, ensure_ascii=False).replace("\\", " ").replace('"', " ").split()
        if part.isdigit() and len(part) == 6
    ]
    owner.page.get_by_label("验证码").fill(code[-1])
    owner.page.get_by_role("button", name="登录").click()
    expect(owner.page.get_by_role("heading", name="演示二号机械有限公司")).to_be_visible()
