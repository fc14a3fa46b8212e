"""Understanding answers in people's own words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.services.options import exactly, named, told_in
from actions.services.texts import guides
from knowledge.catalogue import CONTENT, load
from knowledge.formats.service import Question

SERVICES = load(CONTENT).services


def question(service: str, name: str) -> Question:
    return next(one for one in SERVICES[service].questions if one.id == name)


@pytest.mark.parametrize(
    ("service", "name", "text", "option"),
    [
        ("newborn", "marriage", "没领证", "unmarried"),
        ("newborn", "marriage", "没有领证", "unmarried"),
        ("newborn", "marriage", "没有", "unmarried"),
        ("newborn", "marriage", "是的", "married"),
        ("newborn", "marriage", "1", "married"),
        ("newborn", "marriage", "第二个", "unmarried"),
        ("newborn", "marriage", "选2吧", "unmarried"),
        ("newborn", "marriage", "3", None),
        ("newborn", "hukou", "都不是河南户口", "other"),
        ("newborn", "hukou", "有", None),
        ("retirement", "special", "没有", "none"),
        ("retirement", "special", "无", "none"),
        ("school-enrolment", "hukou", "是", "local"),
        ("school-enrolment", "hukou", "不在", "elsewhere"),
        ("construction-start", "waste", "会", "needed"),
        ("open-restaurant", "fire", "不属于", "none"),
        ("open-restaurant", "fire", "属于", None),
        ("newborn", "marriage", "", None),
    ],
)
def test_whole_answers(service: str, name: str, text: str, option: str | None) -> None:
    assert exactly(question(service, name), text) == option


@pytest.mark.parametrize(
    ("service", "name", "text", "option"),
    [
        ("newborn", "marriage", "我们早就领证了", "married"),
        ("newborn", "marriage", "还没领证呢", "unmarried"),
        ("newborn", "hukou", "俺俩都是外地户口", "other"),
        ("newborn", "hukou", "外地的户口", None),
        ("newborn", "hukou", "外地", "other"),
        ("business-deregistration", "entity", "不是公司，是个体户", "sole-trader"),
        ("business-deregistration", "entity", "不是公司", "sole-trader"),
        ("business-deregistration", "standing", "债务都还清了", "clear"),
        ("business-deregistration", "standing", "还有欠账", "unsettled"),
        ("sole-trader-to-company", "tax", "还没有结清", "owing"),
        ("id-card", "situation", "坏了还是丢了说不清", None),
        ("id-card", "situation", "身份证找不到了", "lost"),
        ("retirement", "years", "交了28年", "enough"),
        ("retirement", "years", "交了不到十五年", "short"),
        ("unemployment-benefit", "years", "十三年", "ten-plus"),
        ("unemployment-benefit", "years", "交了三年多", "one-to-five"),
        ("unemployment-benefit", "years", "才8个月", "under-one"),
    ],
)
def test_answers_inside_sentences(service: str, name: str, text: str, option: str | None) -> None:
    assert named(question(service, name), text, SERVICES[service].questions) == option


@pytest.mark.parametrize(
    ("service", "text", "told"),
    [
        ("newborn", "我们是外地户口，没领证", {"hukou": "other", "marriage": "unmarried"}),
        ("newborn", "济源新生儿出生怎么办", {}),
        ("business-deregistration", "我不是公司", {}),
        ("business-deregistration", "公司注销，还有债务", {"entity": "company", "standing": "unsettled"}),
        ("id-card", "身份证丢了", {"situation": "lost"}),
    ],
)
def test_what_a_sentence_tells_by_itself(service: str, text: str, told: dict[str, str]) -> None:
    assert told_in(SERVICES[service], text, guides().not_told) == told


@pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))
def test_every_button_means_its_option(service: object) -> None:
    for asked in service.questions:  # type: ignore[attr-defined]
        for at, option in enumerate(asked.options, 1):
            assert exactly(asked, option.title) == option.id
            assert exactly(asked, str(at)) == option.id


WORDS = sorted(
    {
        word
        for service in SERVICES.values()
        for q in service.questions
        for o in q.options
        for word in (o.title, *o.words)
    }
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(list(SERVICES.values())),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8))).map("".join),
)
def test_whatever_is_said_an_option_of_the_question_comes_of_it(service: object, text: str) -> None:
    for asked in service.questions:  # type: ignore[attr-defined]
        options = {None, *(option.id for option in asked.options)}
        assert exactly(asked, text) in options
        assert named(asked, text, service.questions) in options  # type: ignore[attr-defined]
