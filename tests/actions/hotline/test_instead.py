"""An ordinary complaint in a form about inspections is filed; reports of inspections stay where they are."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sqlalchemy.engine import Engine

from actions.answering.question import Question, Reply
from actions.answering.replies import text_reply
from actions.forms.conversation import State, Turn, converse
from actions.forms.heard import Heard
from actions.grid.divisions import divisions
from actions.hotline.filing_form import FilingConversation
from actions.hotline.instead import OrFiling, not_of_a_ticket, wants_filing
from tests.actions.hotline.counter import CONTENT_RECORDS, Clock, counter, pipeline, text_of


@dataclass
class Report:
    """Stands in for the report of an inspection."""

    opened: list[str] = field(default_factory=list)

    def open(self, heard: Heard) -> Turn:
        self.opened.append(heard.question.text)
        return Turn([self.ask({})], {"told": {}})

    def hear(self, state: State, heard: Heard) -> Turn:
        return Turn([text_reply(heard.text, "done")])

    def ask(self, state: State) -> Reply:
        return text_reply("什么时候来检查的？", "collecting")

    def lost(self, state: State) -> str:
        return "没有反映。"


@pytest.fixture
def report() -> Report:
    return Report()


@pytest.fixture
def either(engine: Engine, report: Report) -> OrFiling:
    front = counter(engine, Clock())
    return OrFiling(report, lambda: FilingConversation(front, CONTENT_RECORDS, divisions(), pipeline))


def said(either: OrFiling, state: State | None, text: str) -> Turn:
    heard = Heard.of(Question(text, "inspection_report", 0.9), "chat-1")
    return converse(either, state, heard, pipeline)


def test_a_complaint_is_filed_to_the_end(either: OrFiling, report: Report) -> None:
    turn = said(either, None, "我要反映坡头镇的绿化带没人修剪，从上个月开始，电话0391-6633001")
    for text in ("跳过", "可以"):
        assert "登记诉求" in text_of(turn)
        assert set(turn.state or {}) == {"filing"}
        turn = said(either, turn.state, text)
    turn = said(either, turn.state, "公积金怎么提取?")
    assert turn.replies[0]["text"] == "答：公积金怎么提取?"
    assert "请核对" in text_of(turn)
    turn = said(either, turn.state, "提交")
    assert turn.state is None
    assert "ticket" in turn.replies[0]
    assert report.opened == []


def test_leaving_the_filing_deletes_its_draft(either: OrFiling) -> None:
    turn = said(either, None, "我要反映坡头镇的绿化带没人修剪")
    assert "删掉" in text_of(said(either, turn.state, "算了"))


@pytest.mark.parametrize(
    "text",
    [
        "我要举报",
        "举报来厂里检查没扫码的",
        "昨天有人来执法不出示证件，我要投诉",
        "我反映的检查问题处理得怎么样",
        "投诉会保密吗",
    ],
)
def test_reports_of_inspections_stay(either: OrFiling, report: Report, text: str) -> None:
    turn = said(either, None, text)
    assert report.opened == [text]
    assert text_of(said(either, turn.state, "上周三")) == "上周三"
    assert "没有反映" in text_of(said(either, turn.state, "算了"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我要投诉天坛街道南潘村第57号绿化带的树死了", True),
        ("你好，俺想反映坡头镇的路坏了", True),
        ("帮我登记：路灯不亮", True),
        ("投诉门卫骂人", True),
        ("匿名举报一家黑诊所", True),
        ("我要头诉快递公司", True),
        ("woyao tousu wuye luan shoufei", True),
        ("巷子里的野狗没人管", True),
        ("派人来看看吧，墙要倒了", True),
        ("替邻居投诉一下欠薪的工头", True),
        ("我要投诉", False),
        ("看一下我的投诉", False),
        ("投诉电话是多少", False),
        ("邻居违建去哪里举报", False),
        ("举报有奖励吗", False),
        ("反映好几次了", False),
        ("我要举报来厂里检查没扫码的", False),
        ("我要投诉在哪投诉", False),
        ("我想反映一下，请问公积金多少钱", False),
        ("路灯不亮", False),
    ],
)
def test_who_says_so_wants_a_ticket(text: str, wanted: bool) -> None:
    assert wants_filing(text) is wanted


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("我要投诉克井镇佃头村第12号绿化带的树死了，昨天晚上看到的，电话138****5678", True),
        ("反映邵原镇邵原村第3号井盖松了", True),
        ("我要投诉的那件事办到哪了", False),
        ("上次反映的路灯修了没", False),
        ("我要投诉，工单2611230123456没人办", False),
        ("催一下我的投诉", False),
    ],
)
def test_a_new_complaint_where_tickets_are_asked_after_is_filed(
    engine: Engine, report: Report, text: str, new: bool
) -> None:
    front = counter(engine, Clock())
    filing = FilingConversation(front, CONTENT_RECORDS, divisions(), pipeline)
    turn = said(OrFiling(report, lambda: filing, not_of_a_ticket), None, text)
    assert ("filing" in (turn.state or {}), report.opened == [text]) == (new, not new)
