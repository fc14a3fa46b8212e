"""A real Chromium on a real system; whatever the browser complains about fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from bot.instance import Instance
from tests.browser.fake_chat import FakeChat
from tests.e2e.system import fail_unless_built

#: Nothing that a browser does on its own may disturb the test or leave the machine.
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
IMAGES = Path(__file__).parents[2] / "docs" / "images"
#: The first answer after a start may take a while on a busy machine.
PATIENCE_MS = 30_000

DESKTOP: ViewportSize = {"width": 1100, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}

#: Kept as artefacts where ``SCREENSHOTS`` names a folder.
SCREENSHOTS = os.environ.get("SCREENSHOTS")

expect.set_options(timeout=PATIENCE_MS)

OpenPage = Callable[[ViewportSize], Page]
TakePicture = Callable[..., None]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium; without one the tests are skipped, but never where CI relies on them."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "没有找到 Chromium:请安装(Debian/Ubuntu:apt-get install chromium)"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def system(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Edge, Rasa and actions, ready to answer."""
    instance = Instance(tmp_path_factory.mktemp("system"))
    fail_unless_built(instance)
    with instance:
        yield instance


@pytest.fixture
def open_page(browser: Browser, system: Instance) -> Iterator[OpenPage]:
    """Opens ``/`` in a window of a size; complaints of the browser fail the test at its end."""
    complaints: list[str] = []
    contexts = []

    def listen(page: Page) -> None:
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: complaints.extend(complaint(message)))
        page.on("pageerror", lambda error: complaints.append(f"脚本出错:{error}"))
        page.on("request", lambda request: complaints.extend(foreign(request, system.url)))
        page.on("requestfailed", lambda request: complaints.extend(failed(request)))

    def open_at(size: ViewportSize) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
        contexts.append(context)
        page = context.new_page()
        listen(page)
        page.goto(system.url)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def server(chromium: str) -> Iterator[FakeChat]:
    """The widget's files and a scripted chat API; no Rasa."""
    server = FakeChat()
    yield server
    server.close()


@pytest.fixture
def chat(server: FakeChat) -> FakeChat:
    """The scripted server, its switches as at the beginning."""
    server.reset()
    return server


@pytest.fixture
def take_picture(tmp_path: Path) -> TakePicture:
    """Saves what the window shows; for the documentation too when ``UPDATE_IMAGES=1``."""

    def take(page: Page, name: str, *, document: bool = False) -> None:
        picture = tmp_path / name
        page.screenshot(path=picture)
        assert picture.stat().st_size > 5_000
        if document and os.environ.get("UPDATE_IMAGES") == "1":
            IMAGES.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, IMAGES / name)
        if SCREENSHOTS:
            Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, Path(SCREENSHOTS) / name)

    return take


class Visit:
    """Somebody on a page with the widget."""

    def __init__(self, page: Page, complaints: list[str]) -> None:
        self.page = page
        self.complaints = complaints
        self.panel = page.get_by_role("dialog", name="济事通")
        self.box = page.locator("#say")
        self.bots = page.locator(".items > .bot")
        self.users = page.locator(".items > .user")

    def open(self) -> Visit:
        """Press the launcher."""
        self.page.get_by_role("button", name="问济事通").click()
        expect(self.panel).to_be_visible()
        return self

    def ask(self, text: str) -> Locator:
        """Type, send with Enter; the answer, when it is there."""
        before = self.bots.count()
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.users.last).to_contain_text(text)
        expect(self.bots).to_have_count(before + 1)
        return self.bots.last

    def audit(self) -> None:
        """No fault by axe, at any level, in what is shown now. (Its preloading would break the content policy.)"""
        found = (
            Axe()
            .run(self.page, options={"resultTypes": ["violations"], "preload": False})
            .response["violations"]
        )
        assert found == [], [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]

    def focused(self) -> str:
        """Text or label of what has the focus, inside the widget."""
        said: str = self.page.evaluate(
            """() => { let one = document.activeElement;
            while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
            return one?.id || one?.textContent || one?.tagName || ""; }"""
        )
        return said


StartVisit = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, chat: FakeChat) -> Iterator[StartVisit]:
    """Opens a page that embeds the widget; whatever the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def listen(page: Page) -> None:
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: complaints.extend(complaint(message)))
        page.on("pageerror", lambda error: complaints.append(f"脚本出错:{error}"))
        page.on("request", lambda request: complaints.extend(foreign(request, chat.url)))

    def start(
        size: ViewportSize = DESKTOP, address: str = "", context: BrowserContext | None = None, **options: Any
    ) -> Visit:
        if context is None:
            context = browser.new_context(
                viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", **options
            )
            contexts.append(context)
        page = context.new_page()
        listen(page)
        page.goto(address or chat.page())
        return Visit(page, complaints)

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def complaint(message: ConsoleMessage) -> Iterator[str]:
    """What the browser itself or the page says went wrong, a breach of the content policy among it."""
    if message.type in ("error", "warning"):
        yield f"控制台 {message.type}:{message.text}"


def failed(request: Request) -> Iterator[str]:
    """A request that came to nothing; the stream of events ends with its page."""
    if not request.url.endswith("/api/chat/events"):
        yield f"没有取到:{request.url}"


def foreign(request: Request, home: str) -> Iterator[str]:
    """A request that leaves our own address."""
    if not request.url.startswith((f"{home}/", "blob:", "data:")):
        yield f"请求了别处的地址:{request.url}"
