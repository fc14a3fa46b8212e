"""Dashboard, work lists and a conversation in a browser: drawn, readable, without barriers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Browser, expect
from sqlalchemy.engine import Connection

from actions.insight import results
from actions.insight.clustering import clusters, open_questions, wordings
from actions.insight.turns import turns
from actions.staff import accounts
from actions.staff.accounts import Details
from actions.staff.passwords import hashed
from actions.storage.chat import chat_messages, chat_sessions, chat_turns
from actions.storage.engine import create_engine, default_url
from tests.browser.console.test_console import PASSWORD, Edge, Window, edge, pictures

# Fixtures are known by being here.
__all__ = ["edge", "pictures"]

ASKED = (
    ("身份证丢了怎么补办", "answered", "居民身份证补领"),
    ("新生儿上户口要什么材料", "answered", "新生儿出生登记"),
    ("养狗登记在哪里办", "no_answer", ""),
    ("补贴", "clarification", ""),
)
RATES = {
    "records": 30,
    "exempt": 0.41,
    "exempt_counted": 8,
    "reduction": 0.74,
    "reduction_counted": 6,
    "gaps": 90,
}
ROW = {"path": "policies/old.md", "title": "演示：旧办法", "why": "2026-01-01 到期"}


def _fill(connection: Connection, now: datetime) -> None:
    for number in range(40):
        text, outcome, service = ASKED[number % 4]
        at = now - timedelta(hours=7 * number)
        name = f"{number:032x}"
        reply = {"id": f"p{number}", "kind": "text", "outcome": outcome, "text": "演示用的答复。"}
        if service:
            reply = {**reply, "service": {"id": "x", "name": service, "aspect": None}}  # type: ignore[dict-item]
        session = {
            "id": name,
            "token_hash": name,
            "sender": name,
            "created_at": at,
            "used_at": at,
            "ended_at": at,
        }
        connection.execute(sa.insert(chat_sessions).values(**session))
        ids = {"session_id": name, "request_id": f"r{number}"}
        end = at + timedelta(seconds=0.2 + number % 5 / 10)
        connection.execute(sa.insert(chat_turns).values(**ids, fingerprint="", outcome=outcome, at=end))
        connection.execute(sa.insert(chat_messages).values(**ids, text=text, at=at))
        connection.execute(sa.insert(chat_messages).values(**ids, reply_id=f"p{number}", reply=reply, at=end))
    found = turns(connection, now - timedelta(days=30), now + timedelta(days=1))
    groups = clusters(wordings(open_questions(found), {})[:1], lambda _: [])  # type: ignore[arg-type,return-value]
    results.keep(connection, "questions", {"unanswered": groups, "rated": []}, now)
    content = {
        "expired": [ROW], "expiring": [], "stale": [ROW],
        "gaps": [{"path": "services/x.yml", "title": "演示：事项", "gaps": ["办理地点：待核实"]}],
        "rates": {"一件事": RATES, "全部事项": RATES},
    }  # fmt: skip
    results.keep(connection, "content", content, now)
    details = Details("duban", ("supervisor", "editor"), "")
    accounts.add(connection, "duban", details, now, "test", hashed(PASSWORD))


def test_figures_lists_and_a_conversation(
    browser: Browser, edge: Edge, pictures: Path, tmp_path: Path
) -> None:
    engine = create_engine(default_url(tmp_path))
    with engine.begin() as connection:
        _fill(connection, datetime.now(UTC))
    engine.dispose()
    window = Window(browser, pictures)
    window.sign_in(edge.url, "duban")
    page = window.page
    page.goto(f"{edge.url}/console/dashboard")
    drawn = "[...document.querySelectorAll('canvas')].every(one => Chart.getChart(one))"
    # The scripts have run when the page has loaded; waiting for an expression would need eval.
    assert page.evaluate(drawn)
    assert page.locator("canvas").count() >= 5
    window.look("dashboard")
    page.goto(f"{edge.url}/console/worklists")
    expect(page.get_by_role("heading", name="没有答上来的问题（1 组）")).to_be_visible()
    window.look("worklists")
    phrase = page.locator("#unanswered + .scroll td strong").first.inner_text()
    window.press("加同义词")
    expect(page.get_by_label("居民的说法 1")).to_have_value(phrase)
    window.look("synonym-from-worklist")
    page.goto(f"{edge.url}/console/worklists")
    window.press("已处理")
    expect(page.get_by_role("heading", name="没有答上来的问题（0 组）")).to_be_visible()
    page.get_by_role("link", name="对话质检").click()
    window.look("conversations")
    page.locator("main td a").first.click()
    expect(page.get_by_role("heading", name="一次对话")).to_be_visible()
    window.look("conversation")
    phone = Window(browser, pictures, width=390)
    phone.sign_in(edge.url, "duban")
    for name in ("dashboard", "worklists", "conversations"):
        phone.page.goto(f"{edge.url}/console/{name}")
        phone.look(f"{name}-phone")
