"""The navigator asks what matters, takes what is said, and gives the person's own list."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.answering.question import Reply
from actions.services.guide_form import GuideConversation
from actions.services.texts import guides
from tests.actions.services.residents import CATALOGUE, Resident, find
from tests.actions.services.test_options import WORDS
from tests.bot.nlu.training_data import examples, plain

NEWBORN = "帮我列出新生儿出生一件事的办理清单"
COMPANY = "我要注销公司，帮我列个清单"
RETIREMENT = "列一份退休的清单"


@pytest.fixture
def resident() -> Resident:
    return Resident(GuideConversation(CATALOGUE, find))


def needed(reply: Reply) -> list[str]:
    """What has to be brought in any case."""
    return [
        material["name"] for material in reply["guide"]["materials"]
        if "exempt" not in material and material["required"]
    ]  # fmt: skip


def field(reply: Reply) -> str:
    return str(reply["form"]["field"]["id"])


def test_the_first_question_says_where_it_stands(resident: Resident) -> None:
    (reply,) = resident.say(NEWBORN).replies
    assert (reply["kind"], reply["outcome"], field(reply)) == ("form", "collecting", "hukou")
    assert (reply["form"]["step"], reply["form"]["of"]) == (1, 3)
    assert [choice["title"] for choice in reply["choices"]][-2:] == ["不知道", "取消"]
    assert "1. 至少一方是河南的家庭户" in reply["text"]


def test_the_list_is_the_persons_own(resident: Resident) -> None:
    reply, invitation = resident.talk(COMPANY, "都还清了").replies
    assert (reply["kind"], reply["outcome"], reply["service"]["id"]) == (
        "service", "answered", "business-deregistration",
    )  # fmt: skip
    assert needed(reply) == ["注销登记申请书", "全体投资人承诺书", "营业执照正本、副本"]
    assert reply["guide"]["time_total"].startswith("20日＋13个工作日")
    assert reply["sources"]
    assert invitation["rating"]["subject"] == "business-deregistration"
    assert resident.slots["current_service"] == "business-deregistration"
    assert {resident.slots[slot] for slot in ("last_aspect", "last_question", "last_documents")} == {None}
    assert resident.state is None


def test_what_the_first_sentence_tells_is_not_asked(resident: Resident) -> None:
    (reply,) = resident.say(COMPANY).replies
    assert reply["text"].startswith("已经知道：公司或其他企业。")
    assert field(reply) == "standing"
    assert reply["form"]["answers"] == [
        {"label": "要注销的是公司等企业，还是个体工商户？", "value": "公司或其他企业"}
    ]


def test_the_name_of_the_service_is_no_answer(resident: Resident) -> None:
    (reply,) = resident.say("帮我列出企业注销登记一件事的办理清单").replies
    assert field(reply) == "entity"


def test_the_current_service_is_meant_when_none_is_named(resident: Resident) -> None:
    resident.slots["current_service"] = "id-card"
    assert field(resident.say("按我的情况列清单").replies[0]) == "situation"


def test_without_any_service_it_is_asked_for(resident: Resident) -> None:
    assert field(resident.say("按我的情况列清单").replies[0]) == "service"
    assert "没有找到这件事" in resident.say("那个").replies[0]["text"]
    assert resident.say("你是谁啊怎么称呼").replies[0]["text"] == "答：你是谁啊怎么称呼"
    assert field(resident.say("退休").replies[0]) == "status"


def test_unknown_keeps_both_ways_and_says_so(resident: Resident) -> None:
    reply = resident.talk(COMPANY, "不知道").replies[0]
    names = [material["name"] for material in reply["guide"]["materials"]]
    assert (
        "【还有债务、工资、社保费或税款没结清或没有债务，但被列入经营异常名录、股权被冻结或出质、正被立案或打官司、被吊销执照等】清算报告"
        in names
    )
    assert any(name.endswith("】全体投资人承诺书") for name in names)
    assert "注销登记申请书" in names
    assert "不知道（两种情况都列出，前面注明）" in reply["text"]
    assert "按最长的一种算" in reply["guide"]["time_total"]


def test_a_question_in_between_is_answered_and_the_open_one_repeated(resident: Resident) -> None:
    resident.say(NEWBORN)
    answer, again = resident.say("要带户口本吗").replies
    assert answer["text"] == "答：要带户口本吗"
    assert again["text"].startswith("回到刚才的问题。\n新生儿出生一件事（第1问")
    assert field(resident.say("集体户").replies[0]) == "marriage"


def test_a_question_that_names_an_option_is_still_a_question(resident: Resident) -> None:
    resident.talk("帮我列出企业注销登记一件事的办理清单")
    assert len(resident.say("公司要交什么材料").replies) == 2
    assert resident.state is not None
    assert resident.state["answers"] == {}


@pytest.mark.parametrize("correction", ["不对，是外地户口", "说错了,都不是河南户口", "外地户口", "改成外省"])
def test_an_earlier_answer_can_be_corrected(resident: Resident, correction: str) -> None:
    reply = resident.talk(NEWBORN, "家庭户", correction).replies[0]
    assert reply["text"].startswith("已改：都不是河南户口。")
    assert field(reply) == "marriage"
    assert resident.state is not None
    assert resident.state["answers"] == {"hukou": "other"}


def test_wrong_alone_goes_back(resident: Resident) -> None:
    assert field(resident.talk(NEWBORN, "家庭户", "不对").replies[0]) == "hukou"
    assert resident.state is not None
    assert resident.state["answers"] == {}


def test_back_at_the_beginning_stays(resident: Resident) -> None:
    reply = resident.talk(NEWBORN, "上一步").replies[0]
    assert reply["text"].startswith("这已经是第一个问题了。")


def test_a_correction_can_make_later_questions_pointless(resident: Resident) -> None:
    first = "帮我列出居民身份证申领换领补领的办理清单"
    resident.talk(first, "到期了", "成年了")
    assert resident.state is not None
    assert resident.state["answers"] == {"situation": "expired", "age": "adult"}
    reply = resident.say("不对，丢了").replies[0]
    assert reply["text"].startswith("已改：丢失补领。")
    assert reply["kind"] == "service"


def test_leaving_says_what_is_lost(resident: Resident) -> None:
    turn = resident.talk(NEWBORN, "家庭户", "算了")
    assert turn.state is None
    assert "“新生儿出生一件事”已经回答的1个问题没有保存" in turn.replies[0]["text"]


def test_several_answers_in_one_sentence(resident: Resident) -> None:
    reply = resident.talk(RETIREMENT, "自己交的，够15年").replies[0]
    assert field(reply) == "special"
    assert resident.state is not None
    assert resident.state["answers"] == {"status": "flexible", "years": "enough"}


def test_not_understood_twice_points_to_unknown(resident: Resident) -> None:
    first, second = resident.talk(NEWBORN, "嗯哼哼"), resident.say("哦哦哦")
    assert first.replies[0]["form"]["field"]["error"].startswith("没看懂您的回答")
    assert "拿不准就说“不知道”" in second.replies[0]["text"]


def test_another_checklist_takes_over(resident: Resident) -> None:
    reply = resident.talk(NEWBORN, "帮我列出居住证申领的办理清单").replies[0]
    assert reply["text"].startswith("“新生儿出生一件事”的清单先放下了。")
    assert resident.state is not None
    assert resident.state["service"] == "residence-permit"


@pytest.mark.parametrize(
    "state",
    [
        {}, {"service": 3}, {"service": "gone", "answers": {}}, {"service": "newborn"},
        {"service": "newborn", "answers": []}, {"service": "newborn", "answers": {"gone": "x", "hukou": "gone"}},
        {"service": "newborn", "answers": {"hukou": None, "marriage": None, "birthplace": None}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["不知道", "上一步", "不对", "要钱吗", "没领证", "再说一遍", "算了"])
def test_a_state_of_older_content_does_no_harm(
    resident: Resident, state: dict[str, object], text: str
) -> None:
    resident.state = state
    assert resident.say(text).replies


@pytest.mark.parametrize("text", ["我老家在外地，像我这样能办居住证吗", "这个一件事本身收费吗"])
def test_a_question_taken_for_a_wish_is_answered(resident: Resident, text: str) -> None:
    turn = resident.say(text, "guide_service")
    assert [reply["text"] for reply in turn.replies] == [f"答：{text}"]
    assert turn.state is None
    assert resident.slots["last_aspect"] == "fee"


def test_every_example_of_the_wish_can_open_the_form() -> None:
    wishes = [plain(text) for text in examples()["guide_service"]]
    unlike = [text for text in wishes if not guides().wants_guide(text)]
    assert unlike == []
    assert [text for text in map(plain, examples()["rate_service"]) if not guides().wants_rating(text)] == []


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(CATALOGUE.services)),
    st.lists(
        st.one_of(
            st.sampled_from([*WORDS, "不知道", "不对", "上一步", "要多少钱", "1", "跳过", "是", "没有"]),
            st.text(max_size=10),
        ),
        max_size=8,
    ),
)
def test_any_sequence_of_texts_leaves_a_valid_state(service: str, texts: list[str]) -> None:
    someone = Resident(GuideConversation(CATALOGUE, find), {"current_service": service})
    someone.say("按我的情况列清单")
    for text in texts:
        if someone.state is None:
            break
        someone.say(text)
        assert someone.state is None or json.loads(json.dumps(someone.state)) == someone.state


@pytest.mark.parametrize("service", CATALOGUE.services.values(), ids=list(CATALOGUE.services))
def test_every_service_leads_to_a_list_that_fits_a_qr_code(service: object) -> None:
    someone = Resident(GuideConversation(CATALOGUE, find), {"current_service": service.id})  # type: ignore[attr-defined]
    turn = someone.say("按我的情况列清单")
    for _ in range(10):
        if turn.state is None:
            break
        turn = someone.say("1")
    reply = turn.replies[0]
    assert reply["kind"] == "service"
    assert 0 < len(reply["guide"]["share"]) <= 900
    assert len(reply["guide"]["share"].encode()) <= 2900
