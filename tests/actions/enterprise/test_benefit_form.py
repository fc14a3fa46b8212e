"""惠企政策: asked for what they depend on, matched, honest when none fits, silent about expired ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.enterprise.benefit_form import BenefitConversation, load_benefits
from actions.enterprise.matching import fits, fitting, may_fit, next_question, possible
from knowledge.catalogue import CONTENT, load
from knowledge.checks import benefits as check
from knowledge.formats.benefit import Benefits, read_benefits
from tests.actions.services.residents import Resident

CATALOGUE = load(CONTENT)
HELD = load_benefits(CATALOGUE)
TODAY = date(2026, 11, 23)


def resident(held: Benefits = HELD) -> Resident:
    return Resident(BenefitConversation(held, CATALOGUE, lambda: TODAY))


def test_what_is_needed_is_asked_and_what_is_told_is_not() -> None:
    somebody = resident()
    (reply,) = somebody.say("我是高新企业,有啥补贴").replies
    assert reply["form"]["field"]["id"] == "size"
    assert "企业（公司" in reply["text"]


def test_an_innovation_centre_is_told_of_its_subsidy_with_the_document() -> None:
    reply = resident().talk("我们公司能享受什么惠企政策", "中型", "是省级制造业创新中心").replies[0]
    assert "最高500万元" in reply["text"]
    assert "没有公布截止日期" in reply["text"]
    assert [source["number"] for source in reply["sources"]] == ["豫政〔2025〕18号"]


def test_none_is_said_honestly() -> None:
    reply = resident().talk("我们公司有啥补贴", "大型", "不是").replies[0]
    assert (reply["outcome"], "没有查到" in reply["text"]) == ("no_answer", True)
    assert "万元" not in reply["text"]


def test_what_nobody_knows_stays_possible() -> None:
    reply = resident().talk("我们公司有啥补贴", "不知道", "不知道").replies[0]
    assert "不能确定" in reply["text"]


def test_a_sole_trader_is_asked_nothing_more() -> None:
    somebody = resident()
    reply = somebody.say("个体户能申请啥补助").replies[0]
    assert "个体工商户" in reply["text"]
    assert somebody.state is None


def test_a_correction_and_leaving() -> None:
    somebody = resident()
    somebody.talk("我们公司有啥补贴", "大型")
    assert "微型" in somebody.say("不对,是微型").replies[0]["text"]
    assert somebody.say("算了").state is None


def test_another_question_in_between() -> None:
    answer, again = resident().talk("我们公司有啥补贴", "身份证丢了怎么办").replies
    assert answer["text"].startswith("答：")
    assert again["kind"] == "form"


def test_subsidies_of_persons_are_not_ours() -> None:
    assert resident().say("育儿补贴有多少").replies[0]["text"].startswith("答：")


def test_an_expired_one_is_never_shown() -> None:
    old = [one.model_copy(update={"until": date(2026, 11, 22)}) for one in HELD.benefits]
    expired = Benefits(questions=HELD.questions, benefits=tuple(old))
    reply = resident(expired).say("我们公司有啥补贴").replies[0]
    assert reply["outcome"] == "no_answer"


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        question.id: st.sampled_from([None, *(option.id for option in question.options)])
        for question in HELD.questions
    },
)


@given(ANSWERS)
def test_what_fits_may_fit_and_questions_end(answers: dict[str, str | None]) -> None:
    for benefit in HELD.benefits:
        assert may_fit(benefit, answers) or not fits(benefit, answers)
    both = {one.id for one in fitting(HELD, answers, TODAY)} & {
        one.id for one in possible(HELD, answers, TODAY)
    }
    assert both == set()
    asked = dict(answers)
    for _ in HELD.questions:
        question = next_question(HELD, asked, TODAY)
        if question is not None:
            assert question.id not in asked
            asked[question.id] = None
    assert next_question(HELD, asked, TODAY) is None


def test_the_content_is_sound_and_rests_on_documents() -> None:
    assert list(check.check(CATALOGUE, TODAY)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [(("question: size", "question: sise"), "没有“sise”这个问题"), (("in: [micro, small, small-micro]", "in: [tiny]"), "没有“tiny”这个选项"),
     (("id: direct-benefit-small", "id: direct-benefit-sole-trader"), "写了两次"), (("gives:", "give:"), "give")],
)  # fmt: skip
def test_faults_are_told_with_their_line(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    path = tmp_path / "one.yml"
    path.write_text((CONTENT / "benefits" / "enterprise.yml").read_text("utf-8").replace(*change, 1), "utf-8")
    _, faults = read_benefits(path)
    assert any(told in str(fault) for fault in faults)


def test_words_of_a_reply_say_nothing_unasked() -> None:
    somebody = resident()
    assert "已经知道" not in somebody.say("有没有惠企政策").replies[0]["text"]
    assert somebody.state == {"answers": {}}
    somebody.say("公司")
    somebody.say("小微")
    (reply,) = somebody.say("没有").replies
    assert "免申即享" in reply["text"]


def test_what_was_said_before_is_no_riddle_and_a_note_is_told() -> None:
    somebody = resident()
    somebody.say("我是高新企业,有啥补贴")
    (again,) = somebody.say("公司").replies
    assert again["form"]["field"]["id"] == "size"
    assert "没看懂" not in again["text"]
    assert "没有查到有文件依据的" in somebody.say("小型").replies[0]["text"]
