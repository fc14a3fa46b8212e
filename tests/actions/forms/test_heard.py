"""Telling answers, steering words, corrections and other questions apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.forms.heard import understood
from actions.forms.vocabulary import Act, forms
from tests.actions.forms.conversations import heard

WORDS = st.sampled_from(
    "不对 算了 不知道 上一步 是 ， , 。 外地户口 改成 错了 等等 吗 跳过 再说一遍 我".split()
)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("算了", Act.CANCEL),
        ("那就算了吧", Act.CANCEL),
        ("算了，不办了。", Act.CANCEL),
        ("不知道", Act.UNKNOWN),
        ("我不清楚啊", Act.UNKNOWN),
        ("我也说不清", Act.UNKNOWN),
        ("不對，算了", Act.CANCEL),
        ("说错了，不清楚", Act.UNKNOWN),
        ("跳过", Act.GO_ON),
        ("上一步", Act.BACK),
        ("啥意思？", Act.AGAIN),
        ("不知道为什么停水了", Act.ANSWER),
        ("取消了婚约", Act.ANSWER),
        ("不是", Act.ANSWER),
        ("不用", Act.ANSWER),
        ("不对外营业", Act.ANSWER),
        ("错过了时间", Act.ANSWER),
        ("", Act.ANSWER),
        ("。。。", Act.ANSWER),
    ],
)
def test_a_message_steers_only_as_a_whole(text: str, act: Act) -> None:
    assert understood(text)[0] is act


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("不对", ""),
        ("不对，是外地户口", "外地户口"),
        ("错了,领证了", "领证了"),
        ("说错了，应该是未婚", "未婚"),
        ("不是，是个体户", "个体户"),
        ("不，我要窗口办", "窗口办"),
        ("改成集体户", "集体户"),
        ("等等，不对，是集体户", "集体户"),
        ("刚才选错了", ""),
    ],
)
def test_a_correction_says_what_it_corrects_to(text: str, rest: str) -> None:
    assert understood(text) == (Act.CORRECT, rest)


@pytest.mark.parametrize("text", ["要多少钱", "周六能办吗", "在哪办?", "要带户口本不"])
def test_questions_are_about_something_else(text: str) -> None:
    assert heard(text).about_else


@pytest.mark.parametrize("intent", ["affirm", "deny", "cancel", None])
def test_bare_acts_are_not_about_something_else(intent: str | None) -> None:
    assert not heard("好嘞", intent).about_else


def test_an_intent_counts_only_when_it_is_sure() -> None:
    assert heard("我要投诉噪音", "hotline_file", 0.8).about_else
    assert not heard("我要投诉噪音", "hotline_file", 0.5).about_else


@given(st.one_of(st.text(), st.lists(WORDS).map("".join)))
def test_anything_is_understood(text: str) -> None:
    act, rest = understood(text)
    assert act in Act
    assert rest == rest.strip()


@pytest.mark.parametrize("act", ["cancel", "unknown", "go_on", "back", "again"])
def test_every_word_of_the_vocabulary_steers(act: str) -> None:
    for word in getattr(forms().controls, act):
        assert understood(word)[0] == act, word
