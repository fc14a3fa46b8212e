"""Answers and other records edited by forms, on the way of every edit."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pytest

from actions.publishing.drafts import begin, put
from bot.web.console.knowledge_lists import LISTS
from tests.actions.publishing.conftest import Office, _own_words, content, encoder, index, opened, source
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import signed_in
from tests.bot.web.console.record_forms import ANSWERS, DRAFT, LOST, filled, published, rows, take, text_of
from tests.bot.web.console.test_knowledge import edge, led_to, office, work

__all__ = ["_own_words", "content", "edge", "encoder", "index", "office", "opened", "source"]

NEW = {
    "f-id": "documents-2", "f-questions-0": "演示卡丢了怎么办", "f-questions-1": "演示卡不见了",
    "f-questions-2": "演示卡找不到了咋弄", "f-questions-3": "补一张演示卡", "f-answer": "请到演示窗口补办。\r\n带上证件。",
    "f-sources-0-document": "中华人民共和国居民身份证法（id-card-law）", "f-service": "", "f-checked": "2026-05-01",
    "f-review": "2027-05-01", "act": "save",
}  # fmt: skip


async def test_a_new_answer_is_written_by_form_published_and_taken_back(edge: Client, office: Office) -> None:
    editor, reviewer = await signed_in(edge, "editor"), await signed_in(edge, "reviewer")
    before = office.read(ANSWERS)
    form = await take(editor, "answers", ANSWERS)
    blank = await filled(editor, form)
    assert blank["f-id"] == "documents-2"
    assert date.fromisoformat(blank["f-review"]) > date.fromisoformat(blank["f-checked"])
    where = led_to(await editor.post(form, {**blank, **NEW}))
    assert where.endswith("key=documents-2")
    assert "已保存到草稿" in (shown := await editor.read(where))
    assert "要改正" not in shown
    written = rows(text_of(office, ANSWERS))[1]
    assert written["answer"] == "请到演示窗口补办。\n带上证件。"
    assert written["sources"] == [{"document": "id-card-law"}]
    assert len(written["questions"]) == 4
    assert office.read(ANSWERS) == before

    await published(office, editor, reviewer)
    assert (office.read(ANSWERS) or "").startswith(before or "-")
    assert "演示卡丢了怎么办" in await editor.read(f"{LISTS}/answers")
    await reviewer.post("/console/knowledge/publications/1/revert", {"reason": "演示完了"})
    await work(office)
    assert office.read(ANSWERS) == before


async def test_only_the_field_that_was_changed_changes_in_the_file(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    form = await take(editor, "answers", ANSWERS, "lost-id-card")
    fields = await filled(editor, form)
    assert fields["f-sources-1-document"].endswith("（id-card）")
    await editor.post(form, {**fields, "f-answer": "向派出所申请补领。"})
    before = office.read(ANSWERS) or ""
    assert text_of(office, ANSWERS) == before.replace("向公安机关申请补领。", "向派出所申请补领。")


async def test_phrasings_are_added_removed_and_looked_at_one_by_one(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    form = await take(editor, "answers", ANSWERS, "lost-id-card")
    fields = await filled(editor, form)
    assert "f-questions-5" in fields
    assert "f-questions-8" not in fields
    more = await (await editor.post(form, {**fields, "act": "more:questions"})).text()
    assert 'name="f-questions-8"' in more
    few = {**fields, "f-questions-0": "", "f-questions-1": "办理居民身份证"}
    told = await editor.read(led_to(await editor.post(form, few)))
    assert "还有 1 处要改正" in told
    assert re.search(r'id="f-questions-told"[^>]*><span class="fault">至少要有 4 项', told)
    assert len(rows(text_of(office, ANSWERS))[0]["questions"]) == 3
    twice = {**fields, "f-questions-2": "居住证丢了", "f-questions-4": "新生儿出生一件事"}
    shown = await (await editor.post(form, {**twice, "act": "check"})).text()
    assert re.search(r'id="f-questions-4-told".*?caution">提示：[^<]*新生儿', shown, re.DOTALL), shown


async def test_what_is_wrong_stands_beside_its_field(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    form = await take(editor, "answers", ANSWERS)
    wrong = {
        **NEW, "f-checked": "昨天", "f-review": "", "f-answer": "", "f-sources-0-document": "没有的文件", "act": "check",
    }  # fmt: skip
    shown = await (await editor.post(form, wrong)).text()
    for name, words in (
        ("f-checked", "日期要写成 2026-03-01 这样"), ("f-review", "请填写"), ("f-answer", "请填写"),
    ):  # fmt: skip
        assert re.search(rf'id="{name}-told"[^>]*><span class="fault">{words}', shown), name
    right = {**wrong, "f-checked": "2026-05-01", "f-review": "2026-01-01", "f-answer": "好。"}
    shown = await (await editor.post(form, right)).text()
    assert "没有编号为“没有的文件”的文件或事项" in shown.split('id="f-sources-0-document-told"')[1][:200]
    assert "要晚于核对日期" in shown.split('id="f-review-told"')[1][:200]
    assert not [told for told in re.findall(r'class="fault">([^<]*)', shown) if re.search("[a-z_]{5}", told)]
    assert office.draft(1).file(ANSWERS).text == office.read(ANSWERS)  # type: ignore[union-attr]
    nameless = await editor.post(form, {**NEW, "f-id": ""})
    assert nameless.status == 422
    again = await editor.post(form, {**NEW, "f-id": "lost-id-card"})
    assert again.status == 422
    assert "lost-id-card" in await again.text()


async def test_two_editors_of_one_record_are_told_and_of_two_are_not_in_each_others_way(
    edge: Client, office: Office
) -> None:
    one, other = await signed_in(edge, "editor"), await signed_in(edge, "editor", name="zhang")
    form = await take(one, "answers", ANSWERS, "lost-id-card")
    mine = await filled(one, form)
    theirs = await filled(other, form)
    await other.post(form, {**theirs, "f-answer": "同事写的。"})
    blank = f"{DRAFT}/record?path={quote(ANSWERS)}&key="
    assert (await one.post(blank, {"seen": "", **NEW})).status == 303

    clash = await one.post(form, {**mine, "f-answer": "我写的。"})
    assert clash.status == 409
    told = await clash.text()
    assert "同事 改了这一条" in told
    assert "同事写的。" in told.split('<form class="panel"')[0]
    assert "同事写的。" in text_of(office, ANSWERS)
    merged = re.search(r'name="seen" hidden>\n?([^<]*)<', told)
    assert merged is not None
    await one.post(form, {**mine, "seen": merged[1], "f-answer": "两边合起来的。"})
    answers = rows(text_of(office, ANSWERS))
    assert [row["answer"] for row in answers] == ["两边合起来的。", "请到演示窗口补办。\n带上证件。"]


async def test_a_record_in_somebody_elses_draft_is_told_of(edge: Client, office: Office) -> None:
    one, other = await signed_in(edge, "editor"), await signed_in(edge, "editor", name="zhang")
    form = await take(one, "answers", ANSWERS, "lost-id-card")
    address = f"{LISTS}/answers/one{LOST}"
    assert "也在改这一条" not in await other.read(address)
    await one.post(form, {**await filled(one, form), "f-answer": "改了。"})
    assert "也在改这一条" in await other.read(address)
    assert "也在改这一条" in await other.read(await take(other, "answers", ANSWERS, "lost-id-card"))


async def test_a_record_is_taken_away_only_by_a_publication(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    await take(editor, "departments", "departments.yml", "医疗保障部门")
    at = "?path=departments.yml&key=" + quote("医疗保障部门")
    await editor.post(f"{DRAFT}/record/remove{at}")
    assert [row["name"] for row in rows(text_of(office, "departments.yml"))] == ["公安机关"]
    assert "草稿里删了" in await editor.read(f"{LISTS}/departments")
    assert "删了" in await editor.read(f"{DRAFT}/records?path=departments.yml")
    assert (await editor.get(f"{DRAFT}/record{at}")).status == 404
    assert "医疗保障部门" in (office.read("departments.yml") or "")


async def test_a_file_of_records_opens_as_forms_and_as_text_when_asked(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    await editor.post(f"/console/knowledge/file?path={ANSWERS}")
    edit = f"{DRAFT}/edit?path={ANSWERS}"
    assert led_to(await editor.get(edit)).endswith("key=lost-id-card")
    assert 'id="text"' in await editor.read(f"{edit}&as=text")
    number = office.write(begin, "坏的", office.now, "editor")
    office.write(put, number, "departments.yml", "- name: [\n", None, office.now, "editor")
    assert 'id="text"' in await editor.read(f"/console/knowledge/drafts/{number}/edit?path=departments.yml")
    assert led_to(
        await editor.get(f"/console/knowledge/drafts/{number}/records?path=departments.yml")
    ).endswith("as=text")


@pytest.mark.parametrize("address", [
    f"{LISTS}/nothing", f"{LISTS}/answers/one?path=departments.yml&key=x", f"{LISTS}/answers/one?path=../x&key=x",
    f"{LISTS}/answers/one?path={ANSWERS}&key=none", f"{DRAFT}/record?path={ANSWERS}&key=none", f"{DRAFT}/records?path=x.md",
])  # fmt: skip
async def test_names_that_do_not_exist(edge: Client, office: Office, address: str) -> None:
    editor = await signed_in(edge, "editor")
    await take(editor, "answers", ANSWERS, "lost-id-card")
    assert (await editor.get(address)).status == 404


async def test_somebody_who_only_reads_sees_lists_and_records_without_buttons(
    edge: Client, office: Office
) -> None:
    reader = await signed_in(edge, "supervisor")
    for address in (LISTS, f"{LISTS}/answers", f"{LISTS}/answers/one{LOST}", f"{LISTS}/dictionary"):
        shown = (await reader.read(address)).split("<main")[1]
        assert "编辑</button>" not in shown
        assert "新建" not in shown
    assert (await reader.post(f"{LISTS}/answers/edit", {"path": ANSWERS, "key": ""})).status == 403
