"""What opens a form, and what is answered instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.answering.question import Answered
from actions.forms.opening import opening
from knowledge.errors import ContentError

SERVICE = Answered([{"kind": "service", "outcome": "answered", "text": "办事指南"}], "newborn", None)
REFUSED = Answered([{"kind": "text", "outcome": "out_of_scope", "text": "不归我们答"}], None, None)
PASSAGE = Answered([{"kind": "answer", "outcome": "answered", "text": "一段政策"}], None, None)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("filing_form", "我要投诉楼下烧烤摊油烟大"),
        ("ticket_form", "我的工单到哪一步了"),
        ("verify_form", "这两个人是真的来检查的吗"),
        ("report_form", "检查的人没扫码就进车间了"),
        ("benefit_form", "我是高新企业,有啥补贴"),
    ],
)
def test_firm_words_open_whatever_the_knowledge_says(form: str, text: str) -> None:
    assert opening().refuses(form, text, lambda: SERVICE) is None


@pytest.mark.parametrize("instead", [SERVICE, REFUSED])
def test_what_the_knowledge_settles_is_answered(instead: Answered) -> None:
    assert opening().refuses("filing_form", "公司不干了想注销", lambda: instead) is instead


def test_a_described_problem_opens_the_filing() -> None:
    assert opening().refuses("filing_form", "楼道灯坏了好几天", lambda: PASSAGE) is None


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("verify_form", "驾照到期换证要体检吗"),
        ("ticket_form", "对12345的答复不满意咋办"),
        ("benefit_form", "科技企业扶持要符合什么条件"),
        ("benefit_form", "我经营一家小店有十年了一直是个体户想转成公司怎么弄"),
        ("report_form", "货架上有过期饼干被检查发现" + "了我马上下架" * 12),
    ],
)
def test_other_words_are_plain_questions(form: str, text: str) -> None:
    assert opening().refuses(form, text, lambda: PASSAGE) is PASSAGE


def test_a_report_opens_by_itself_only_where_nothing_answers() -> None:
    seized, unknown = (
        "检查人员把我电脑搬走了",
        Answered([{"kind": "text", "outcome": "no_answer", "text": "查不到"}], None, None),
    )
    assert opening().refuses("report_form", seized, lambda: PASSAGE) is PASSAGE
    assert opening().refuses("report_form", seized, lambda: unknown) is None
    assert opening().refuses("report_form", "应急局说出事故了马上要查,没扫码", lambda: PASSAGE) is PASSAGE


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("filing_form", "营商环境投诉电话多少"),
        ("verify_form", "外地的执法人员来济源查我"),
        ("ticket_form", "评价会不会被报复"),
    ],
)
def test_questions_about_the_rules_are_answered(form: str, text: str) -> None:
    assert opening().refuses(form, text, lambda: PASSAGE) is PASSAGE


@pytest.mark.parametrize("text", ["谢谢你们", "那好吧再见", "你是谁做出来的"])
def test_what_has_no_sign_of_a_problem_opens_only_when_the_classifier_is_sure(text: str) -> None:
    assert opening().refuses("filing_form", text, lambda: PASSAGE, 0.7) is PASSAGE
    assert opening().refuses("filing_form", text, lambda: PASSAGE, 0.95) is None


def test_forms_without_signs_always_open() -> None:
    assert opening().refuses("guide_form", "随便什么", lambda: SERVICE) is None


def test_a_broken_pattern_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "form_opening.yml"
    path.write_text("long: 60\nforms:\n  filing_form:\n    firm: '('\n    signs: '.'\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"form_opening\.yml:4"):
        opening.__wrapped__(path)
