from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.papers import Papers

PAPERS = Papers(["户口本", "居民户口簿", "照片", "租房合同"])


@pytest.mark.parametrize(
    ("text", "paper", "rest"),
    [
        ("要带户口本吗", "户口本", ""),
        ("要户口本不?", "户口本", "?"),
        ("需要结婚证不", "结婚证", ""),
        ("要不要带户口本", "户口本", ""),
        ("照片用交不", "照片", ""),
        ("没有房产证可以吗", "房产证", ""),
        ("户口本必须要吗", "户口本", ""),
        ("办居住证要租房合同吗", "租房合同", "办居住证"),
        ("上小学要户口本原件吗", "户口本", "上小学"),
        ("需要单位证明吗", "单位证明", ""),
    ],
)
def test_a_question_about_one_paper(text: str, paper: str, rest: str) -> None:
    assert PAPERS.asked(text) == (paper, rest)


@pytest.mark.parametrize(
    "text",
    ["身份证丢了怎么办", "要办居住证吗", "我要身份证", "身份证用不用换", "居住证要钱不", "要交社保吗", "户口本在哪补", "",
     "能不能领结婚证"],
)  # fmt: skip
def test_other_questions_ask_of_no_paper(text: str) -> None:
    assert PAPERS.asked(text) is None


@given(st.text(st.one_of(st.sampled_from("要带不用户口本结婚证照片吗没有可以交"), st.characters())))
def test_the_rest_never_grows(text: str) -> None:
    found = PAPERS.asked(text)
    assert found is None or (found[0] and len(found[1]) <= len(text) + 1)


@pytest.mark.parametrize(
    ("text", "paper"), [("不是户口本丢了", "户口本"), ("照片和租房合同", "照片"), ("到期要换", None)]
)
def test_the_first_paper_that_is_named(text: str, paper: str | None) -> None:
    assert PAPERS.named(text) == paper


def test_no_records_no_papers() -> None:
    assert Papers([]).named("户口本") is None
