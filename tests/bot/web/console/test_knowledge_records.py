"""Answers, synonyms, dictionary, departments, grid and replies edited by forms, on the way of every edit."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from actions.canned import canned_reply
from actions.publishing.draft import State
from actions.publishing.drafts import begin, put
from bot.web.console.knowledge_lists import LISTS
from knowledge.formats.yaml_lines import parse_yaml
from tests.actions.publishing.conftest import Office, _own_words, content, encoder, index, opened, source
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import Colleague, signed_in
from tests.bot.web.console.test_knowledge import edge, led_to, office, work

__all__ = ["_own_words", "content", "edge", "encoder", "index", "office", "opened", "source"]

ANSWERS = "answers/documents.yml"
LOST = f"?path={quote(ANSWERS, safe='')}&key=lost-id-card"
DRAFT = "/console/knowledge/drafts/1"
NEW = {
    "f-id": "documents-2", "f-questions-0": "演示卡丢了怎么办", "f-questions-1": "演示卡不见了",
    "f-questions-2": "演示卡找不到了咋弄", "f-questions-3": "补一张演示卡", "f-answer": "请到演示窗口补办。\r\n带上证件。",
    "f-sources-0-document": "中华人民共和国居民身份证法（id-card-law）", "f-service": "", "f-checked": "2026-05-01",
    "f-review": "2027-05-01", "act": "save",
}  # fmt: skip


async def take(somebody: Colleague, kind: str, path: str, key: str = "") -> str:
    """Take a record into the draft; the address of its form."""
    return led_to(await somebody.post(f"{LISTS}/{kind}/edit", {"path": path, "key": key}))


async def filled(somebody: Colleague, address: str) -> dict[str, str]:
    """What a form holds, as a browser would send it."""
    shown = await somebody.read(address)
    form = shown.split('<form class="panel"')[1].split("</form>")[0]
    found = dict(re.findall(r'<input id="[^"]+" name="(f-[^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', form):
        found[name] = (re.findall(r'<option value="([^"]*)" selected', options) or [""])[0]
    return {**found, "act": "save"}


def text_of(office: Office, path: str, number: int = 1) -> str:
    file = office.draft(number).file(path)
    assert file is not None
    return file.text or ""


def rows(text: str) -> list[dict[str, Any]]:
    data: Any = parse_yaml(text, Path()).data
    return list(data)


async def published(office: Office, editor: Colleague, reviewer: Colleague, number: int = 1) -> None:
    """Check, submit, approve."""
    draft = f"/console/knowledge/drafts/{number}"
    for step in ("check", "submit"):
        await editor.post(f"{draft}/{step}")
        await work(office)
    await reviewer.post(f"{draft}/approve", {"override": "演示"})
    await work(office)
    assert office.draft(number).state is State.PUBLISHED, office.draft(number).report


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


async def test_what_others_published_meanwhile_is_joined_where_it_does_not_touch_the_same(
    edge: Client, office: Office
) -> None:
    editor = await signed_in(edge, "editor")
    form = await take(editor, "synonyms", "synonyms.yml", "怎么")
    await editor.post(form, {**await filled(editor, form), "f-words-1": "咋样"})
    published_now = (
        office.publisher._content.read("synonyms.yml") or ""
    ) + "- {canonical: 什么, words: [啥]}\n"
    (office.content / "synonyms.yml").write_text(published_now, "utf-8")
    diff = f"{DRAFT}/diff?path=synonyms.yml"
    assert "可以自动合到一起" in await editor.read(diff)
    await editor.post(f"{DRAFT}/merge?path=synonyms.yml", {"act": "join"})
    text = text_of(office, "synonyms.yml")
    assert "words: [咋, 咋样]" in text
    assert "{canonical: 什么, words: [啥]}" in text
    assert "别人的改动" not in await editor.read(diff)


async def test_synonyms_reach_the_search_and_go_again(edge: Client, office: Office) -> None:
    editor, reviewer = await signed_in(edge, "editor"), await signed_in(edge, "reviewer")
    standing = office.publisher._content.read("synonyms.yml")
    assert office.read("synonyms.yml") is None
    form = await take(editor, "synonyms", "synonyms.yml")
    taken = {**await filled(editor, form), "f-canonical": "医保局", "f-words-0": "户口本"}
    told = await editor.read(led_to(await editor.post(form, taken)))
    assert "“户口本”已在“居民户口簿”一组里，一个词只能属于一组" in told.split('id="f-words-0-told"')[1][:200]
    where = f"{DRAFT}/record?path=synonyms.yml&key=" + quote("医保局")
    await editor.post(
        where, {**await filled(editor, where), "f-canonical": "医疗保障局", "f-words-0": "医保局"}
    )
    await published(office, editor, reviewer)
    assert "- {canonical: 医疗保障局, words: [医保局]}" in (office.read("synonyms.yml") or "")
    live = office.worker._checks._live()  # type: ignore[attr-defined]
    assert live.canonical("医保局在哪") == "医疗保障局在哪"
    await reviewer.post("/console/knowledge/publications/1/revert", {"reason": "演示"})
    await work(office)
    assert office.read("synonyms.yml") == standing


async def test_the_dictionary_keeps_words_whole_in_the_version_that_is_built_with_it(
    edge: Client, office: Office
) -> None:
    editor, reviewer = await signed_in(edge, "editor"), await signed_in(edge, "reviewer")
    form = await take(editor, "dictionary", "dictionary.txt", "dictionary")
    shown = await editor.read(form)
    assert "下次训练对话模型才换上" in shown
    fields = await filled(editor, form)
    words = fields["f-words"].split()
    bad = await (
        await editor.post(form, {**fields, "f-words": "\n".join([*words, "演 示"]), "act": "check"})
    ).text()
    assert "一个词 2 到 20 个字" in bad
    await editor.post(form, {**fields, "f-words": "\r\n".join([*words[1:], "豫鄂湘演示证"])})
    text = text_of(office, "dictionary.txt")
    assert text.endswith("豫鄂湘演示证 20000 n\n")
    assert words[0] not in text.split()
    live = office.worker._checks._live  # type: ignore[attr-defined]
    assert "豫鄂湘演示证" not in live().searcher.words.cut("豫鄂湘演示证")
    await published(office, editor, reviewer)
    assert "豫鄂湘演示证" in live().searcher.words.cut("豫鄂湘演示证")


async def test_departments_dispatch_and_grid_have_forms(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    grid, hotline = office.content / "grid", office.content / "hotline"
    grid.mkdir()
    hotline.mkdir()
    (grid / "divisions.yml").write_text(
        '- code: "419001100"\n  name: 演示镇\n  villages:\n    419001100201: 演示村民委员会\n', "utf-8"
    )
    (grid / "grids.yml").write_text("# 现在是空的\n[]\n", "utf-8")
    (hotline / "categories.yml").write_text(
        "- id: lamp\n  name: 路灯\n  group: 城市\n  lead: 公安机关\n  keywords: [灯]\n  examples: [甲灯, 乙灯, 丙灯]\n",
        "utf-8",
    )
    form = await take(editor, "departments", "departments.yml", "医疗保障部门")
    await editor.post(form, {**await filled(editor, form), "f-aliases-1": "医保中心"})
    assert rows(text_of(office, "departments.yml"))[1]["aliases"] == ["医保局", "医保中心"]

    form = await take(editor, "grids", "grid/grids.yml")
    fields = {
        **await filled(editor, form),
        "f-code": "YS-1",
        "f-name": "第一网格",
        "f-contact": "13800000000",
    }
    assert "演示镇 演示（419001100201）" in await editor.read(form)
    told = await editor.read(
        led_to(await editor.post(form, {**fields, "f-village": "演示镇 演示（419001100201）"}))
    )
    assert "不能写个人手机号" in told.split('id="f-contact-told"')[1][:200]
    assert rows(text_of(office, "grid/grids.yml"))[0]["village"] == "419001100201"

    form = await take(editor, "towns", "grid/divisions.yml", "419001100")
    more = {"f-villages-1-code": "419001101201", "f-villages-1-name": "别处村民委员会"}
    told = await editor.read(led_to(await editor.post(form, {**await filled(editor, form), **more})))
    assert "村代码 419001101201 不是演示镇" in told

    form = await take(editor, "dispatch", "hotline/categories.yml", "lamp")
    change = {"f-lead": "没有的部门", "f-limit-0-days": "三天", "f-questions-0-label": "杆号"}
    told = await editor.read(led_to(await editor.post(form, {**await filled(editor, form), **change})))
    assert "没有填全" in told.split('id="f-questions-0-label-told"')[1][:200]
    change = {
        "f-lead": "没有的部门",
        "f-limit-0-days": "5",
        "f-limit-0-basis": "演示文件",
        "f-questions-0-label": "",
    }
    told = await editor.read(led_to(await editor.post(form, {**await filled(editor, form), **change})))
    assert "不在部门名单里" in told.split('id="f-lead-told"')[1][:200]
    assert rows(text_of(office, "hotline/categories.yml"))[0]["limit"] == {"days": 5, "basis": "演示文件"}


async def test_a_reply_is_said_from_its_publication_on(edge: Client, office: Office) -> None:
    editor, reviewer = await signed_in(edge, "editor"), await signed_in(edge, "reviewer")
    form = await take(editor, "replies", "replies.yml", "thanks")
    fields = await filled(editor, form)
    told = await (await editor.post(form, {**fields, "f-text": "", "act": "check"})).text()
    assert "请填写" in told.split('id="f-text-told"')[1][:200]
    await editor.post(form, {**fields, "f-text": "演示：不用谢。"})
    assert canned_reply("thanks")["text"] != "演示：不用谢。"
    await published(office, editor, reviewer)
    assert canned_reply("thanks")["text"] == "演示：不用谢。"
    assert canned_reply("greet")["choices"]
    await reviewer.post("/console/knowledge/publications/1/revert", {"reason": "演示"})
    await work(office)
    assert canned_reply("thanks")["text"] == fields["f-text"]


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
