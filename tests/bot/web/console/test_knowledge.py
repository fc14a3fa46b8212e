"""The way of an edit through the console: editor, check, reviewer, residents, and back."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp import ClientResponse, FormData

from actions.publishing import attachments, drafts
from actions.publishing.draft import State
from tests.actions.publishing.conftest import Office, _own_words, content, encoder, index, opened, source
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.console.colleagues import Colleague, signed_in
from tests.bot.web.fakes import Clock
from tests.knowledge.conftest import ContentFolder
from tests.knowledge.index.fakes import FakeEncoder

__all__ = ["_own_words", "content", "encoder", "index", "source"]

PAGE = """<!doctype html><html><head><title>济源示范区人才公寓管理办法</title></head><body>
<nav>首页 导航</nav><h1>济源示范区人才公寓管理办法</h1>
<p>第一条 人才公寓由住房保障机构统一管理，申请人向街道窗口提出申请。</p>
<p>第二条 人才公寓的租期一般为三年，期满可以续租一次。</p></body></html>"""
SERVICE = "services/id-card.yml"


@pytest.fixture
async def edge(
    start_edge: StartEdge, source: ContentFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Client:
    client = await start_edge(DATA_DIR=str(tmp_path))
    # The small folder has no catalogue for the hotline, which reads its own at the start.
    monkeypatch.setenv("CONTENT_DIR", str(source.path))
    return client


@pytest.fixture
async def office(
    edge: Client, source: ContentFolder, index: Path, encoder: FakeEncoder, tmp_path: Path, clock: Clock
) -> AsyncIterator[Office]:
    with opened(f"sqlite:///{tmp_path / 'jishitong.db'}", source.path, index, encoder, tmp_path) as made:
        made.now = clock()
        yield made


async def work(office: Office) -> None:
    """The other process does what is due."""
    while await asyncio.to_thread(office.worker.step):
        pass


async def upload(somebody: Colleague, *files: tuple[str, bytes]) -> ClientResponse:
    """Choose files and send them."""
    form = FormData(quote_fields=False)
    form.add_field("csrf_token", await somebody.token("/console/knowledge/upload"))
    for name, data in files:
        form.add_field("files", io.BytesIO(data), filename=name, content_type="application/octet-stream")
    return await somebody.call("POST", "/console/knowledge/upload", data=form)


def led_to(response: ClientResponse) -> str:
    assert response.status == 303, response.status
    return unquote(response.headers["Location"])


async def test_an_uploaded_page_is_confirmed_checked_approved_published_and_taken_back(
    edge: Client, office: Office
) -> None:
    editor, reviewer = await signed_in(edge, "editor"), await signed_in(edge, "reviewer")
    where = led_to(await upload(editor, ("apartment.html", PAGE.encode())))
    assert where == "/console/knowledge/drafts/1/metadata?path=policies/apartment.md"
    shown = await editor.read(where)
    assert "济源示范区人才公寓管理办法" in shown
    assert "网页标题" in shown
    assert "导航" not in (office.draft(1).files[0].text or "")

    wrong = await editor.post(where, {"title": "", "status": "现行"})
    assert wrong.status == 422
    fields = {
        "title": "人才公寓管理办法",
        "number": "济管〔2026〕1号",
        "status": "现行",
        "issued": "2026-03-01",
    }
    assert led_to(await editor.post(where, fields)).startswith("/console/knowledge/drafts/1/edit")
    assert "number: 济管〔2026〕1号" in (office.draft(1).files[0].text or "")

    draft = "/console/knowledge/drafts/1"
    refused = await editor.post(f"{draft}/submit")
    assert "请先检查草稿" in await editor.read(led_to(refused))
    await editor.post(f"{draft}/check")
    assert "正在检查" in await editor.read(draft)
    await work(office)
    assert "个已知问题" in await editor.read(draft)
    await editor.post(f"{draft}/submit")
    assert office.draft(1).state is State.SUBMITTED
    assert (await editor.post(f"{draft}/approve")).status == 403
    assert office.read("policies/apartment.md") is None

    await reviewer.post(f"{draft}/approve")
    await work(office)
    assert "人才公寓" in (office.read("policies/apartment.md") or "")
    assert "apartment.html" in await editor.read("/console/knowledge/file?path=policies/apartment.md")
    publication = "/console/knowledge/publications/1"
    assert "人才公寓" in await reviewer.read(publication)
    await reviewer.post(f"{publication}/revert", {"reason": "传错了"})
    await work(office)
    assert office.read("policies/apartment.md") is None
    assert "已回退" in await reviewer.read(publication)


async def test_nobody_approves_what_they_had_a_hand_in(edge: Client, office: Office) -> None:
    reviewer = await signed_in(edge, "reviewer")
    await reviewer.post(f"/console/knowledge/file?path={SERVICE}")
    draft = "/console/knowledge/drafts/1"
    await reviewer.post(f"{draft}/check")
    await work(office)
    await reviewer.post(f"{draft}/submit")
    told = await reviewer.read(led_to(await reviewer.post(f"{draft}/approve")))
    assert "另一位同事审核" in told
    assert office.draft(1).state is State.SUBMITTED


async def test_the_gate_stops_an_edit_that_breaks_known_questions_until_somebody_says_why(
    edge: Client, office: Office
) -> None:
    editor, reviewer = await signed_in(edge, "editor"), await signed_in(edge, "reviewer")
    known = office.content / "known_questions.yml"
    known.write_text(
        "- q: 身份证丢了怎么办\n  services: [id-card]\n  outcome: [answered, clarification]\n", "utf-8"
    )
    await editor.post(f"/console/knowledge/file?path={SERVICE}")
    draft = "/console/knowledge/drafts/1"
    text = (office.read(SERVICE) or "").replace("居民身份证", "另一种证").replace("身份证", "另一种证")
    seen = office.draft(1).files[0].text or ""
    await editor.post(f"{draft}/edit?path={SERVICE}&as=text", {"text": text, "seen": seen, "act": "save"})
    await editor.post(f"{draft}/check")
    await work(office)
    report = office.draft(1).report or {}
    broken = [change["question"] for change in report["changes"] if change["broken"]]
    assert broken, report
    await editor.post(f"{draft}/submit")
    assert "答不对了" in await reviewer.read(led_to(await reviewer.post(f"{draft}/approve")))
    assert office.draft(1).state is State.SUBMITTED
    await reviewer.post(f"{draft}/approve", {"override": "证件已改名"})
    await work(office)
    assert office.draft(1).state is State.PUBLISHED
    assert office.draft(1).override == "证件已改名"


async def test_two_editors_of_one_text_are_told_and_nothing_is_lost(edge: Client, office: Office) -> None:
    one, other = await signed_in(edge, "editor"), await signed_in(edge, "editor", name="zhang")
    path = "policies/hotline-rules.md"
    await one.post(f"/console/knowledge/file?path={path}")
    edit = f"/console/knowledge/drafts/1/edit?path={path}"
    seen = office.draft(1).files[0].text or ""
    await other.post(edit, {"text": seen.replace("全天", "昼夜"), "seen": seen, "act": "save"})
    response = await one.post(edit, {"text": seen.replace("咨询", "询问"), "seen": seen, "act": "save"})
    assert response.status == 409
    told = await response.text()
    assert "zhang" in told
    assert "昼夜" in told
    assert "询问" in told
    assert "昼夜" in (office.draft(1).files[0].text or "")


async def test_a_service_is_edited_by_a_form_with_the_faults_beside_the_fields(
    edge: Client, office: Office
) -> None:
    editor = await signed_in(edge, "editor")
    await editor.post(f"/console/knowledge/file?path={SERVICE}")
    edit = f"/console/knowledge/drafts/1/edit?path={SERVICE}"
    seen = office.draft(1).files[0].text or ""
    assert 'name="field-summary"' in await editor.read(edit)
    fields = {"seen": seen, "act": "save", "field-summary": "新的简介", "field-checked": "昨天"}
    await editor.post(edit, fields)
    after = office.draft(1).files[0].text or ""
    assert "summary: 新的简介\n" in after
    shown = await editor.read(edit)
    assert 'id="field-checked-fault"' in shown
    assert 'id="field-summary-fault"' not in shown


async def test_a_file_published_meanwhile_must_be_merged(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    path = "policies/hotline-rules.md"
    await editor.post(f"/console/knowledge/file?path={path}")
    (office.content / path).write_text((office.read(path) or "").replace("全天", "昼夜"), "utf-8")
    diff = f"/console/knowledge/drafts/1/diff?path={path}"
    assert "别人的改动" in await editor.read(diff)
    await editor.post("/console/knowledge/drafts/1/check")
    await work(office)
    assert "请先合并" in await editor.read("/console/knowledge/drafts/1")
    await editor.post(f"/console/knowledge/drafts/1/merge?path={path}")
    assert "别人的改动" not in await editor.read(diff)


async def test_what_cannot_be_taken_is_told_and_the_rest_is(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    bad = await upload(editor, ("virus.exe", b"MZ"))
    assert bad.status == 422
    assert "virus.exe" in await bad.text()
    good = await upload(editor, ("../../etc/x.md", "# 说明\n\n内容是这样的。\n".encode()), ("empty.txt", b""))
    assert led_to(good) == "/console/knowledge/drafts/1/metadata?path=policies/x.md"
    assert "empty.txt" in await editor.read(led_to(good))
    again = await upload(editor, ("x.md", "# 说明\n\n内容是这样的。\n".encode()))
    assert led_to(again).endswith("path=policies/x-2.md")
    original = office.write(attachments.of, "policies/x.md")[0]
    got = await editor.get(f"/console/knowledge/attachments/{original.sha256}")
    assert await got.read() == "# 说明\n\n内容是这样的。\n".encode()
    assert got.headers["Content-Disposition"].startswith("attachment")


async def test_new_files_begin_with_all_that_they_need(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    fields = {"kind": "services", "name": "new-service"}
    assert led_to(await editor.post("/console/knowledge/new", fields)).endswith(
        "path=services/new-service.yml"
    )
    await editor.post("/console/knowledge/new", {"kind": "answers", "name": "new-answers"})
    shown = await (await editor.post("/console/knowledge/new", {"kind": "services", "name": "../x"})).text()
    assert "文件名不能用" in shown
    assert office.write(drafts.get, 1).file("answers/new-answers.yml") is not None


async def test_scripts_in_a_document_never_run_in_the_preview(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    path = "policies/hotline-rules.md"
    await editor.post(f"/console/knowledge/file?path={path}")
    text = (office.read(path) or "") + "\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n"
    edit = f"/console/knowledge/drafts/1/edit?path={path}"
    fields = {"text": text, "seen": office.draft(1).files[0].text or "", "act": "preview"}
    response = await editor.post(edit, fields)
    shown = (await response.text()).split("<article")[1]
    assert "<script" not in shown
    assert 'href="javascript' not in shown


async def test_the_trial_page_says_so_when_the_other_process_is_away(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    assert "试用服务现在不能用" in await editor.read("/console/knowledge/trial?q=身份证")


async def test_a_check_that_nobody_begins_is_not_waited_for_forever(
    edge: Client, office: Office, clock: Clock
) -> None:
    editor = await signed_in(edge, "editor")
    await editor.post(f"/console/knowledge/file?path={SERVICE}")
    draft = "/console/knowledge/drafts/1"
    await editor.post(f"{draft}/check")
    assert "页面会自动刷新" in await editor.read(draft)
    clock.pass_by(minutes=3)
    assert "等了两分钟还没有开始" in await editor.read(draft)


async def test_a_publication_that_could_not_be_done_is_on_the_work_list(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    number = office.begin(policies__new_md="---\ntitle: 新\n---\n\n# 新\n\n第一条 新办法。\n")
    office.check(number)
    office.approve(number)
    (office.content / "policies" / "new.md").write_text("别人写的\n", "utf-8")
    await work(office)
    shown = await editor.read("/console/worklists")
    assert "没有做成的发布和回退（1）" in shown
    assert f'href="/console/knowledge/drafts/{number}"' in shown


async def test_one_place_at_a_time_is_marked_in_the_navigation(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    for path, title in (("", "文件"), ("/new", "文件"), ("/drafts", "草稿和审核"), ("/trial", "试一试")):
        shown = await editor.read(f"/console/knowledge{path}")
        marked = re.findall(r'aria-current="page">([^<]+)<', shown)
        assert marked == [title]
