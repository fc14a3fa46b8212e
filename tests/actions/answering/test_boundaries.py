from __future__ import annotations

from pathlib import Path

import pytest

from actions.answering import boundaries as module
from actions.answering.boundaries import boundaries, boundary_of
from actions.evaluation.case import read_cases
from knowledge.catalogue import CONTENT, load
from knowledge.errors import ContentError

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("我的公积金余额还剩多少", "boundary-balances"),
        ("这个月退休金咋还没发", "boundary-balances"),
        ("帮我查查邻居有没有领补贴", "boundary-other-people"),
        ("法院啥时候开庭", "boundary-lawsuit"),
        ("这官司能赢吗", "boundary-legal-advice"),
        ("咳嗽吃啥药", "boundary-medical"),
        ("你觉得这政策好不好", "boundary-news-and-opinions"),
        ("花钱能买个低保名额不", "boundary-unlawful"),
        ("QQ密码忘了", None),
        ("我妈的养老金发了没", "boundary-balances"),
        ("被老板辞退能补偿多少", "boundary-legal-advice"),
        ("这样收养老保险合理不合理", "boundary-news-and-opinions"),
        ("怎么领双份补贴不被发现", "boundary-unlawful"),
        ("公积金想多套点出来有啥门路", "boundary-unlawful"),
        ("先假离婚再吃低保中不中", "boundary-unlawful"),
        ("驾照分不够了能买分不", "boundary-unlawful"),
        ("我的生育津贴打到哪张卡了", "boundary-balances"),
        ("护照寄出来了没有", "boundary-balances"),
        ("邻居家的低保一个月领多少", "boundary-other-people"),
        ("举报我的人叫什么", "boundary-other-people"),
        ("法院的传票收到了咋办", "boundary-lawsuit"),
        ("公司给的离职协议我该不该签字", "boundary-legal-advice"),
        ("评残之前要不要先做手术", "boundary-medical"),
        ("公积金取出来好还是留着好", "boundary-news-and-opinions"),
        ("帮我写份低保申请书", "boundary-writing-and-homework"),
        ("给孩子取哪个名好", "boundary-news-and-opinions"),
        ("农业银行的联名卡怎么开通", None),
        ("你交公积金不", "boundary-small-talk"),
        ("办个执照跑八趟一帮饭桶", "boundary-abuse"),
        ("向济源法院提起离婚诉讼要准备啥", "boundary-lawsuit"),
        ("我的变更申请,受理编号123,现在由哪位审核", "boundary-balances"),
        ("补贴的申请一直显示审核中", "boundary-balances"),
        ("请提供本村低保户名单及电话", "boundary-other-people"),
        ("想弄几张假发票报销", "boundary-unlawful"),
    ],
)
def test_a_kind_is_known_by_its_words(text: str, answer: str | None) -> None:
    kind = boundary_of(text)
    assert kind is not None
    assert kind.answer == answer


@pytest.mark.parametrize(
    "text",
    [
        "怎么查我的社保交了几年",
        "我的工单办到哪一步了",
        "举报有人办假证",
        "法院指定的管理人怎么查财产",
        "身份证丢了咋补",
        "孩子一直没上户口要紧不",
        "物业收这笔钱合理不合理，我要投诉",
        "育儿补贴发到哪张卡里",
        "生育津贴怎么查到账没有",
        "请假条要不要交",
        "举报邻居假离婚骗低保",
        "身份证被人冒用咋办",
        "低保申请书怎么写",
        "医保卡能借给家里人用不",
        "工作人员让我塞红包，我要投诉",
        "车辆挂靠公司要办什么证",
        "名下有一套房能申请公租房吗",
        "离婚后孩子户口归谁那边上",
        "公租房能不能转租",
        "你有公积金中心的电话吗",
        "去窗口办好还是网上办好",
        "社保卡怎么激活银行功能",
        "厂里用水用电用气和宽带能一起报吗",
        "不想打官司,哪有给人说和的地方",
        "高龄津贴一个月给发多少",
    ],
)
def test_what_we_can_answer_is_let_through(text: str) -> None:
    assert boundary_of(text) is None


def test_no_golden_question_within_our_scope_is_turned_away() -> None:
    inside = [case.q for stem, case in read_cases(GOLDEN) if stem != "out_of_scope" and case.in_scope]
    assert [question for question in inside if boundary_of(question)] == []


def test_every_answer_named_is_there() -> None:
    answers = load(CONTENT, lenient=True).answers
    assert [kind.answer for kind in boundaries() if kind.answer and kind.answer not in answers] == []


@pytest.mark.parametrize(
    "spoilt", ["- name: 甲", "- {name: 甲, words: ['(']}", "- {name: 甲, words: ['']}", "甲: 乙"]
)
def test_a_faulty_file_is_refused(spoilt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    monkeypatch.setattr(module, "read_vocabulary", lambda name: yaml.safe_load(spoilt))
    boundaries.cache_clear()
    with pytest.raises(ContentError):
        boundaries()
    boundaries.cache_clear()
