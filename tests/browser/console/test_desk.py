"""The desk as an operator uses it: the queue, a ticket, the rule that towns get no department's work, the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from actions.hotline import filing
from actions.hotline.draft import Draft
from actions.staff import accounts
from actions.staff.accounts import Details
from actions.staff.passwords import hashed
from actions.storage.engine import create_engine, default_url
from tests.browser.console.test_console import PASSWORD, SCREENSHOTS, Edge, Window

FILED = (
    Draft("求助", "manhole", "演示：坡头镇街上的井盖没了", town="419001105", phone="13800001234", urgent=True),
    Draft(
        "求助", "street-light", "演示：村口路灯三天不亮", place="村口", town="419001100", name="王女士",
        phone="13800001235", answers={"杆号": "没有", "盏数": "两盏"}, happened="三天前",
    ),
)  # fmt: skip


def _prepare(data: Path) -> list[str]:
    engine, now = create_engine(default_url(data)), datetime.now(UTC)
    with engine.begin() as connection:
        account = accounts.add(connection, "huawu", Details("李话务", ("operator",), ""), now, "test", "-")
        accounts.set_password(connection, account.id, hashed(PASSWORD), now, "test")
        numbers = [filing.file(connection, draft, draft.text, now)[0].number for draft in FILED]
    engine.dispose()
    return numbers


@pytest.mark.parametrize("width", [1100, 390])
def test_an_operator_answers_a_ticket(tmp_path: Path, browser: Browser, width: int) -> None:
    pictures = Path(SCREENSHOTS) if SCREENSHOTS else tmp_path
    edge = Edge(tmp_path)
    try:
        _, number = _prepare(tmp_path)
        window = Window(browser, pictures, width)
        window.sign_in(edge.url, "huawu")
        page = window.page
        page.goto(f"{edge.url}/console/desk")
        window.look(f"desk-{width}")
        page.get_by_role("link", name=number).click()
        window.look(f"desk-ticket-{width}")
        window.press("受理")
        page.locator("#dispatch-department").select_option("克井镇")
        window.press("派单")
        expect(page.get_by_role("alert")).to_contain_text("不能派给镇")
        window.look(f"desk-refused-{width}")
        page.locator("#dispatch-department").select_option("城市管理部门")
        window.press("派单")
        page.locator("#answer-answer").fill("演示：路灯已经修好")
        window.press("答复")
        expect(page.get_by_role("status")).to_contain_text("已答复")
        window.look(f"desk-answered-{width}")
    finally:
        edge.stop()
