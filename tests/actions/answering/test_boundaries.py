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
