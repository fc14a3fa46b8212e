"""Synonyms, dictionary, departments, grid and replies: what their forms check, and who takes them up."""

from __future__ import annotations

from urllib.parse import quote

from actions.canned import canned_reply
from bot.web.console.knowledge_lists import LISTS
from tests.actions.publishing.conftest import Office, _own_words, content, encoder, index, opened, source
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import signed_in
from tests.bot.web.console.record_forms import DRAFT, filled, published, rows, take, text_of
from tests.bot.web.console.test_knowledge import edge, led_to, office, work

__all__ = ["_own_words", "content", "edge", "encoder", "index", "office", "opened", "source"]


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


async def test_a_new_record_begins_with_what_a_work_list_gives(edge: Client, office: Office) -> None:
    editor = await signed_in(edge, "editor")
    given = {
        "path": "synonyms.yml",
        "key": "",
        "f-words-0": "那个红本本",
        "f-words-1": "长" * 500,
        "other": "x",
    }
    form = led_to(await editor.post(f"{LISTS}/synonyms/edit", given))
    assert "other" not in form
    fields = await filled(editor, form)
    assert (fields["f-words-0"], fields["f-canonical"]) == ("那个红本本", "")
    assert len(fields["f-words-1"]) == 200
    await editor.post(form, {**fields, "f-canonical": "不动产权证书", "f-words-1": ""})
    assert rows(text_of(office, "synonyms.yml"))[-1] == {"canonical": "不动产权证书", "words": ["那个红本本"]}
