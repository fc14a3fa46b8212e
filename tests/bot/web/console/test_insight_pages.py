"""Work lists, dashboard and conversations as staff see them."""

from __future__ import annotations

import asyncio
import io
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from bs4 import BeautifulSoup

from actions.insight import __main__ as insight
from actions.staff import audit
from actions.staff.audit import Filter
from actions.storage.engine import create_engine, default_url
from bot.web.app import EDGE
from bot.web.console import worklists
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import signed_in
from tests.bot.web.fakes import ANSWER, Clock, FakeRasa, Resident

UNKNOWN = {"kind": "text", "outcome": "no_answer", "text": "这个问题我还答不上来。"}


async def asked(edge: Client, rasa: FakeRasa, text: str, reply: dict[str, Any], rating: str = "") -> None:
    someone = Resident(edge)
    await someone.open()
    rasa.answer = rasa.custom(reply)
    answered = await someone.ask(text)
    if rating:
        body = {"reply_id": answered["replies"][0]["id"], "rating": rating, "reason": "没说清"}
        assert (await someone.call("POST", "/api/chat/feedback", json=body)).status == 204


def computed(data: Path, clock: Clock) -> None:
    """What the process of its own does, with vectors that tell dogs from the rest."""
    content = data / "content" / "policies"
    content.mkdir(parents=True)
    (content / "old.md").write_text("---\ntitle: 旧办法\nexpires: 2020-01-01\n---\n\n# 旧办法\n\n内容。\n")

    def encode(texts: Sequence[str]) -> Any:
        return np.array([[1, 0.1] if "狗" in text else [0.1, 1] for text in texts], dtype=np.float32)

    engine = create_engine(default_url(data))
    insight.lists(engine, data / "content", encode, clock())
    insight.look_at_links(engine, data / "content", clock())
    engine.dispose()


async def test_open_questions_are_grouped_and_can_be_dealt_with(
    edge: Client, rasa: FakeRasa, clock: Clock, tmp_path: Path
) -> None:
    editor = await signed_in(edge, "editor")
    assert "还没有归类过" in await editor.read("/console/worklists")
    for text in ("养狗登记", "狗证去哪办", "公交几点"):
        await asked(edge, rasa, text, UNKNOWN)
    await asked(edge, rasa, "身份证丢了", ANSWER, rating="down")
    clock.pass_by(minutes=1)
    await asyncio.to_thread(computed, tmp_path, clock)
    shown = await editor.read("/console/worklists")
    assert "没有答上来的问题（2 组）" in shown
    assert "评价“没用”的问题（1 组）" in shown
    assert "居民说：没说清" in shown
    assert "旧办法" in shown
    asking = [("kind", "answers"), ("question", "养狗登记"), ("question", "狗证去哪办")]
    begun = await editor.post("/console/worklists/drafts", asking, on="/console/worklists")
    assert begun.status == 303
    assert begun.headers["Location"].startswith(
        "/console/knowledge/drafts/1/edit?path=answers/asked-20260302-"
    )
    row = BeautifulSoup(shown, "html.parser").find("strong", string="养狗登记").find_parent("tr")  # type: ignore[union-attr]
    form = row.find("form", action="/console/knowledge/lists/synonyms/edit")  # type: ignore[union-attr]
    given = {one["name"]: one["value"] for one in form.find_all("input")}  # type: ignore[union-attr]
    assert given.items() >= {("path", "synonyms.yml"), ("f-words-0", "养狗登记")}
    assert not re.search(r"\d{4}-\d\d-\d\dT", row.get_text())  # type: ignore[union-attr]
    # Once more: the draft has it already.
    again = await editor.post("/console/worklists/drafts", asking, on="/console/worklists")
    assert again.headers["Location"] == "/console/worklists"
    key = insight.results.key_of("公交几点")
    fields = [("title", "公交几点"), ("key", key), ("state", "not_ours")]
    assert (await editor.post("/console/worklists/marks", fields, on="/console/worklists")).status == 303
    shown = await editor.read("/console/worklists")
    assert "没有答上来的问题（1 组）" in shown
    assert "公交几点" not in shown.split("没有答上来的问题")[1]


@pytest.mark.parametrize(
    "fields", [[], [("state", "gone"), ("key", "0" * 64)], [("state", "done"), ("key", "x")]]
)
async def test_a_mark_that_says_nothing_is_refused(edge: Client, fields: list[tuple[str, str]]) -> None:
    editor = await signed_in(edge, "editor")
    assert (await editor.post("/console/worklists/marks", fields, on="/console/worklists")).status == 404


@pytest.mark.parametrize(
    "fields", [{"kind": "answers"}, {"kind": "x", "question": "问"}, {"kind": "answers", "question": " "}]
)
async def test_a_draft_needs_a_kind_and_a_question(edge: Client, fields: dict[str, str]) -> None:
    editor = await signed_in(edge, "editor")
    assert (await editor.post("/console/worklists/drafts", fields, on="/console/worklists")).status == 404


async def test_the_button_runs_the_computation_in_a_process_of_its_own(edge: Client, tmp_path: Path) -> None:
    editor = await signed_in(edge, "editor")
    assert (await editor.post("/console/worklists/run/links", on="/console/worklists")).status == 303
    again = await editor.post("/console/worklists/run/nothing", on="/console/worklists")
    assert again.status == 404
    runs = next(
        route.handler.__self__.runs  # type: ignore[attr-defined]
        for route in (edge.app.router.routes() if edge.app else ())
        if getattr(route.handler, "__self__", None).__class__.__name__ == "WorkLists"
    )
    await runs.wait("links")
    assert not runs.under_way("links")
    assert "0 个打不开" not in await editor.read("/console/worklists")
    connection = sqlite3.connect(tmp_path / "jishitong.db")
    assert connection.execute("SELECT name FROM insight_results").fetchall() == [("links",)]
    connection.close()


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("print('没有完成：索引坏了', file=sys.stderr); sys.exit(1)", "上一次没有完成：索引坏了"),
        ("raise KeyError", "上一次没有完成：程序出错，详情已记入日志"),
        ("import time; time.sleep(60)", "还没有做完"),
    ],
)
async def test_a_computation_that_fails_says_so_until_the_next_one(
    edge: Client, monkeypatch: pytest.MonkeyPatch, program: str, sentence: str
) -> None:
    editor = await signed_in(edge, "editor")
    runs = next(
        route.handler.__self__.runs  # type: ignore[attr-defined]
        for route in (edge.app.router.routes() if edge.app else ())
        if getattr(route.handler, "__self__", None).__class__.__name__ == "WorkLists"
    )
    start = asyncio.create_subprocess_exec

    async def instead(executable: str, *_: str, **options: Any) -> asyncio.subprocess.Process:
        return await start(executable, "-c", f"import sys; {program}", **options)

    with monkeypatch.context() as patched:
        patched.setattr(asyncio, "create_subprocess_exec", instead)
        patched.setattr(worklists, "RUN_SECONDS", 5 if "sleep" not in program else 0.2)
        runs.start("lists")
        await runs.wait("lists")
    assert sentence in await editor.read("/console/worklists")
    runs.start("lists")
    assert sentence not in await editor.read("/console/worklists")
    runs._tasks["lists"].cancel()
    with pytest.raises(asyncio.CancelledError):
        await runs.wait("lists")


async def test_hosts_are_the_administrators_to_allow(edge: Client) -> None:
    root = await signed_in(edge, "administrator")
    path = "/console/worklists/links"
    wrong = await root.post(path, {"hosts": "http://www.gov.cn/"}, on=path)
    assert wrong.status == 422
    assert (await root.post(path, {"hosts": "www.gov.cn\n\nwww.henan.gov.cn"}, on=path)).status == 303
    assert "www.gov.cn\nwww.henan.gov.cn" in await root.read(path)
    assert (await (await signed_in(edge, "editor")).get(path)).status == 403


async def test_the_dashboard_counts_and_its_files_say_the_same(edge: Client, rasa: FakeRasa) -> None:
    supervisor = await signed_in(edge, "supervisor")
    assert "还没有数据" in await supervisor.read("/console/dashboard")
    await asked(edge, rasa, "身份证丢了", ANSWER, rating="up")
    await asked(edge, rasa, "公交几点", UNKNOWN)
    shown = await supervisor.read("/console/dashboard")
    assert "居民身份证补领" in shown
    assert '<td class="number">50.0</td>' in shown
    csv = await supervisor.read("/console/dashboard/days.csv?since=2026-03-01&until=2026-03-02")
    assert csv.splitlines()[1:] == ["2026-03-01,0,0,0,0", "2026-03-02,2,1,0,1"]
    file = await supervisor.get("/console/dashboard.xlsx?since=2026-03-01&until=2026-03-02")
    book = openpyxl.load_workbook(io.BytesIO(await file.read()))
    assert [cell.value for cell in book["每天的提问"][4]] == ["2026-03-02", 2, 1, 0, 1]
    assert {"总体", "工单状态", "涉企检查"} <= set(book.sheetnames)


@pytest.mark.parametrize(
    "query", ["since=2026-03-02&until=2026-03-01", "since=x", "since=2020-01-01&until=2026-03-01", "until="]
)
async def test_a_span_that_cannot_be_is_told(edge: Client, query: str) -> None:
    supervisor = await signed_in(edge, "supervisor")
    assert (await supervisor.get(f"/console/dashboard?{query}")).status == 422
    assert (await supervisor.get(f"/console/dashboard.xlsx?{query}")).status == 200


async def test_nothing_in_a_sheet_is_a_formula(edge: Client, rasa: FakeRasa) -> None:
    supervisor = await signed_in(edge, "supervisor")
    service = {**ANSWER["service"], "name": "=1+1"}
    await asked(edge, rasa, "问", {**ANSWER, "service": service})
    file = await supervisor.get("/console/dashboard.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(await file.read()))
    assert book["问得最多的事项"]["A3"].data_type == "s"


async def test_a_conversation_is_read_and_that_is_on_record(edge: Client, rasa: FakeRasa) -> None:
    await asked(edge, rasa, "我的号码是13812345678,身份证丢了", ANSWER, rating="down")
    editor = await signed_in(edge, "editor")
    listed = await editor.read("/console/conversations?outcome=answered&rating=down&topic=身份证")
    path = listed.split('href="/console/conversations/')[1].split('"')[0]
    shown = await editor.read(f"/console/conversations/{path}")
    assert "138****5678" in shown
    assert "13812345678" not in shown
    assert "没说清" in shown
    assert "没有符合条件的对话" in await editor.read("/console/conversations?outcome=no_answer")
    await asked(edge, rasa, "公交几点", UNKNOWN)
    listed = await editor.read("/console/conversations?outcome=no_answer")
    other = listed.split('href="/console/conversations/')[1].split('"')[0]
    assert UNKNOWN["text"] in await editor.read(f"/console/conversations/{other}")
    assert (await editor.get("/console/conversations/abc")).status == 404
    assert edge.app is not None
    found, _ = await edge.app[EDGE].database.read(audit.entries, Filter(action="conversation.open"), 0, 9)
    assert [(entry.actor, entry.subject) for entry in found] == [("editor", other), ("editor", path)]
