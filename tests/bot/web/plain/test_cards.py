"""Every kind of reply says in HTML what it has to say."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from bot.web.plain.page import templates
from bot.web.plain.transcript import choices_of, reply_of, turns_of
from bot.web.rendering import https
from bot.web.reply import Reply
from tests.browser.replies import (
    ANSWER,
    CAUTION,
    CHOICES,
    FORM_CONFIRM,
    GENUINE,
    REFUSE,
    SCRIPT,
    SERVICE,
    TICKET,
    UNKNOWN,
    Json,
)


def shown(document: Json) -> BeautifulSoup:
    """A reply as the page has it."""
    reply = Reply.model_validate({"id": "r", **document})
    module = templates().get_template("cards.html").module
    return BeautifulSoup(module.body(reply, True), "html.parser")  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", SCRIPT)
def test_every_kind_says_its_text_or_its_card(name: str) -> None:
    for document in SCRIPT[name]:
        text = shown(document).get_text(" ", strip=True)
        if "guide" not in document:
            for line in document["text"].split("\n\n"):
                assert "".join(line.split()) in "".join(text.split())
        for contact in document.get("contacts", []):
            assert contact["number"] in text


def test_exempt_materials_are_struck_out_with_the_reason() -> None:
    page = shown(SERVICE)
    assert [one.get_text() for one in page.select("del")] == ["结婚证"]
    assert "免交：由部门之间共享，不用再交" in page.get_text()
    assert "要带 3 样，免交 1 样" in page.get_text()


def test_sources_name_number_date_and_section_and_link_to_the_original() -> None:
    page = shown(ANSWER)
    text = page.get_text(" ", strip=True)
    for part in ("演示〔2025〕1号", "2025-01-02", "第二十三条", "国家法条"):
        assert part in text
    link = page.select_one("a")
    assert link is not None
    assert link["href"] == "https://www.gov.cn/yanshi/1.htm"
    assert "www.gov.cn" in link.get_text()
    assert page.select_one("mark") is not None


@pytest.mark.parametrize(
    ("document", "word"),
    [(GENUINE, "核验通过"), (CAUTION, "请留意"), (REFUSE, "可以拒绝"), (UNKNOWN, "查不到")],
)
def test_a_verdict_has_a_word_and_a_sign(document: Json, word: str) -> None:
    verdict = shown(document).select_one(".verdict")
    assert verdict is not None
    assert word in verdict.get_text()
    assert verdict.select_one("svg[aria-hidden=true]") is not None


def test_progress_says_what_is_done_and_what_is_next() -> None:
    steps = [one.get_text(" ", strip=True) for one in shown(TICKET).select(".milestones li")]
    assert [step.split()[1] for step in steps] == ["已完成", "已完成", "下一步", "未开始", "未开始"]
    assert "2026-11-23 09:02" in steps[0]


def test_a_stored_reply_of_another_shape_still_says_its_text() -> None:
    assert reply_of({"id": "x", "kind": "hologram", "text": "旧的"}).text == "旧的"
    assert "再问一次" in reply_of({}).text


def test_turns_begin_with_what_was_asked() -> None:
    at = "2026-11-23T00:00:00+00:00"
    stray = {"from": "bot", "at": at, "reply": {"id": "0", **ANSWER}}
    turns = turns_of(
        [
            stray,
            {"from": "user", "at": at, "text": "一"},
            {"from": "bot", "at": at, "reply": {"id": "1", **ANSWER}},
        ]
    )
    assert [(turn.asked, len(turn.replies)) for turn in turns] == [("一", 1)]


def test_answers_that_the_text_lists_are_not_listed_twice() -> None:
    assert len(shown(FORM_CONFIRM).select("dl.situation")) == 1
    told = {**FORM_CONFIRM, "text": "请核对：\n诉求：路灯不亮\n联系电话：138****5678"}
    assert shown(told).select("dl.situation") == []


def test_a_form_may_offer_more_than_three() -> None:
    many = [{"title": str(n), "text": str(n)} for n in range(6)]
    reply = Reply.model_validate({**SCRIPT["选项"][0], "id": "r", "choices": many})
    assert len(choices_of(reply)) == 6
    assert len(choices_of(Reply.model_validate({**CHOICES, "id": "r"}))) == 4


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "http://a.gov.cn/",
        "javascript:alert(1)",
        "https://u@a.cn/",
        "https:///x",
        "https://[",
        "https://a.cn/ x",
    ],
)
def test_only_plain_https_addresses_are_links(address: str | None) -> None:
    assert https(address) == ""
