"""Filing through the chat: nothing asked twice, everything correctable."""

from __future__ import annotations

import pytest

from actions.hotline import store
from actions.hotline.suggestions import suggestion
from tests.actions.hotline.counter import REST, WHOLE, Resident, number_of, text_of


def test_asks_what_is_missing_and_files(resident: Resident) -> None:
    steps = ["text", "place", "happened", "q:杆号", "q:盏数", "photos", "contact", "disclose", "confirm"]
    said = [
        "我要投诉",
        "路灯不亮了",
        "克井镇佃头村",
        "昨天",
        "没有",
        "三盏",
        "跳过",
        "王女士 13812345678",
        "不要",
    ]
    for text, asked in zip(said, steps, strict=True):
        resident.talk(text)
        assert resident.asked == asked
    number = number_of(resident.talk("提交"))
    with resident.front.engine.begin() as connection:
        ticket = store.load(connection, number)
        assert ticket is not None
        contact = store.contact(connection, ticket)
        kept = suggestion(connection, ticket)
    assert (ticket.category, ticket.kind, ticket.town, ticket.village) == (
        "street-light", "求助", "419001100", "419001100211",
    ) or ticket.town == "419001100"  # fmt: skip
    assert contact is not None
    assert (contact.name, contact.phone) == ("王女士", "13812345678")
    assert not ticket.disclose
    assert dict(ticket.answers) == {"杆号": "没有", "盏数": "三盏"}
    assert kept is not None
    assert kept.departments[0][0] == "城市管理部门"


def test_what_one_message_says_is_not_asked(resident: Resident) -> None:
    resident.talk(WHOLE)
    assert resident.asked == "q:杆号"
    turn = resident.talk(*REST)
    assert resident.asked == "confirm"
    assert "138****5678" in text_of(turn)
    assert "13812345678" not in text_of(turn)


@pytest.mark.parametrize("text", ["去哪投诉公交", "邻居违建怎么举报", "这会儿王屋路堵车吗"])
def test_a_question_is_answered_and_filing_only_offered(resident: Resident, text: str) -> None:
    turn = resident.talk(text)
    assert turn.state is None
    assert turn.replies[-1]["choices"] == [{"title": "登记成 12345 工单", "text": f"帮我登记：{text}"}]


def test_a_complaint_in_the_form_of_a_question_is_filed(resident: Resident) -> None:
    resident.talk("克井镇佃头村的路灯咋还不亮")
    assert resident.asked is not None


def test_nothing_is_no_matter(resident: Resident) -> None:
    assert "还没听出是什么事" in text_of(resident.talk("我要投诉", "没有"))
    assert resident.asked == "text"


def test_a_place_seen_from_the_speaker_is_none(resident: Resident) -> None:
    turn = resident.talk("我要投诉", "我家门口的路灯坏了", "我家门口")
    assert resident.asked == "place"
    assert "不知道是哪里" in text_of(turn)


def test_a_name_of_several_villages_is_asked_about(resident: Resident) -> None:
    resident.talk("我要投诉", "路灯不亮了", "花园社区")
    if resident.asked == "village":
        resident.talk(resident.form.ask(resident.state)["choices"][0]["text"])  # type: ignore[union-attr, arg-type]
    assert resident.asked in ("happened", "town")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("电话改成13912345679", "139****5679"),
        ("地点不对，是沁园街道东留村", "沁园街道东留村"),
        ("时间错了，是上周三", "上周三"),
        ("不对，是沁园街道东留村", "沁园街道东留村"),
        ("类型改成举报", "类型：举报"),
    ],
)
def test_corrections_by_saying_so(resident: Resident, said: str, told: str) -> None:
    resident.talk(WHOLE, *REST)
    turn = resident.talk(said)
    assert told in text_of(turn)
    assert resident.asked == "confirm"


def test_a_correction_without_a_value_asks_for_it(resident: Resident) -> None:
    resident.talk(WHOLE, *REST, "电话错了")
    assert resident.asked == "contact"
    assert "139****5679" in text_of(resident.talk("13912345679"))
    assert resident.asked == "confirm"


def test_another_question_is_answered_and_the_open_one_asked_again(resident: Resident) -> None:
    resident.talk(WHOLE)
    turn = resident.say("公积金怎么提取?", "ask")
    assert turn.replies[0]["text"] == "答：公积金怎么提取?"
    assert resident.asked == "q:杆号"


def test_back_and_cancel(resident: Resident) -> None:
    resident.talk(WHOLE, "没有")
    resident.talk("上一步")
    assert resident.asked == "q:杆号"
    assert "删掉" in text_of(resident.talk("算了"))
    assert resident.state is None
    assert resident.front.draft(resident.sender) is None
    assert resident.filed() == 0


def test_urgent_matters_name_the_numbers_first(resident: Resident) -> None:
    turn = resident.talk("克井镇佃头村的井盖丢了")
    assert turn.replies[0]["outcome"] == "emergency"
    assert {contact["number"] for contact in turn.replies[0]["contacts"]} == {"110", "122"}
    assert turn.replies[1]["kind"] == "form"


def test_what_is_for_others_is_not_filed(resident: Resident) -> None:
    turn = resident.talk("我要投诉,法院判得不公,不服判决")
    assert turn.state is None
    assert turn.replies[0]["outcome"] == "out_of_scope"
    assert turn.replies[0]["sources"]


def test_an_inquiry_is_answered_before_a_ticket_is_offered(resident: Resident) -> None:
    turn = resident.talk("请问公积金怎么提取?")
    assert turn.state is None
    assert turn.replies[0]["text"].startswith("答：")
    [button] = turn.replies[1]["choices"]
    resident.talk(button["text"])
    assert resident.state is not None


@pytest.mark.parametrize("text", ["啊" * 100_000, "<script>alert(1)</script> 路灯坏了"])
def test_any_text_is_taken_as_text(resident: Resident, text: str) -> None:
    resident.talk("我要投诉", text)
    assert resident.asked == "place"
