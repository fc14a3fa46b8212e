"""The console as an administrator and an editor use it, from the first start on; no dialogue server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.instance import ROOT, free_ports

PASSWORD = "correct horse battery"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]}
SCREENSHOTS = os.environ.get("SCREENSHOTS")


class Edge:
    """The edge alone, as a process, with what it logs."""

    def __init__(self, data: Path) -> None:
        (port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.web"], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PORT": str(port), "DATA_DIR": str(data), "DATABASE_URL": ""},
        )  # fmt: skip
        self.first_link = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            event = json.loads(line)
            self.first_link = event.get("link", self.first_link)
            if event["event"] == "listening":
                break

    def stop(self) -> None:
        """Stop it and wait."""
        self.process.terminate()
        self.process.communicate(timeout=20)


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    edge = Edge(tmp_path)
    yield edge
    edge.stop()


class Window:
    """A browser of one person; looks at each page for barriers, and takes its picture."""

    def __init__(self, browser: Browser, pictures: Path, width: int = 1100) -> None:
        self.page: Page = browser.new_context(
            viewport={"width": width, "height": 800}, locale="zh-CN"
        ).new_page()
        self.pictures = pictures
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in ("error", "warning")
                and "the server responded with a status" not in message.text
                else None
            ),
        )

    def look(self, name: str) -> None:
        """No barrier for anybody, nothing cut off sideways."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        self.page.screenshot(path=self.pictures / f"console-{name}.png", full_page=True)
        assert self.complaints == []

    def fill(self, **fields: str) -> None:
        """Fill in fields by their labels."""
        for label, text in fields.items():
            self.page.get_by_label(label, exact=True).fill(text)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def sign_in(self, url: str, name: str) -> None:
        """Through the door."""
        self.page.goto(f"{url}/console")
        self.fill(登录名=name, 密码=PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "pictures"
    folder.mkdir()
    yield folder
    if SCREENSHOTS:
        shutil.copytree(folder, SCREENSHOTS, dirs_exist_ok=True)


def _first_administrator(window: Window, edge: Edge) -> None:
    page = window.page
    page.goto(edge.first_link)
    window.look("first")
    window.fill(登录名="root", 姓名="管理员", 新密码="short", 再输一遍="other")
    window.press("建立账号")
    expect(page.get_by_role("alert")).to_contain_text("两次输入的密码不一样")
    window.look("first-wrong")
    window.fill(登录名="root", 姓名="管理员", 新密码=PASSWORD, 再输一遍=PASSWORD)
    window.press("建立账号")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    window.look("sign-in")


def _new_editor(window: Window, edge: Edge) -> str:
    page = window.page
    window.sign_in(edge.url, "root")
    window.look("home")
    page.get_by_role("navigation", name="工作台").get_by_role("link", name="账号", exact=True).click()
    page.get_by_role("link", name="新建账号").click()
    window.look("account-new")
    window.fill(登录名="bianji", 姓名="王编辑")
    page.get_by_label("编辑：").check()
    window.press("新建账号")
    window.look("account-link")
    link = page.locator("#link").inner_text()
    for path in ("accounts", "switches", "audit", "own", "own/totp"):
        page.goto(f"{edge.url}/console/{path}")
        window.look(path.replace("/", "-"))
    return link


def test_from_the_first_start_to_an_editor_who_sees_no_accounts(
    browser: Browser, edge: Edge, pictures: Path
) -> None:
    root = Window(browser, pictures)
    _first_administrator(root, edge)
    link = _new_editor(root, edge)

    editor = Window(browser, pictures, width=390)
    editor.page.goto(link)
    editor.look("invitation-phone")
    editor.fill(新密码=PASSWORD, 再输一遍=PASSWORD)
    editor.press("保存密码")
    editor.sign_in(edge.url, "bianji")
    editor.look("home-phone")
    expect(editor.page.get_by_role("link", name="账号", exact=True)).to_have_count(0)
    editor.page.goto(f"{edge.url}/console/accounts")
    expect(editor.page.get_by_role("heading", name="没有权限")).to_be_visible()
    editor.look("refused-phone")
    editor.press("退出")
    expect(editor.page.get_by_role("heading", name="登录")).to_be_visible()
    editor.page.goto(f"{edge.url}/console/own")
    expect(editor.page.get_by_role("heading", name="登录")).to_be_visible()


def test_the_door_is_passed_by_keyboard_alone(browser: Browser, edge: Edge, pictures: Path) -> None:
    window = Window(browser, pictures)
    _first_administrator(window, edge)
    page = window.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.get_by_label("登录名").focus()
    page.keyboard.type("root")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="管理员，您好")).to_be_visible()
