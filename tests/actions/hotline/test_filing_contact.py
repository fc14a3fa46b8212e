"""Whom to call back: asked for once, kept from the dialogue, told to nobody without consent."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from actions.hotline import drafts, store
from actions.hotline.tables import confided
from tests.actions.hotline.counter import REST, WHOLE, Clock, Resident, number_of, text_of


@pytest.mark.parametrize(
    ("phone", "told"),
    [("12345678", "不像电话号码"), ("+1 202 555 0143", "中国大陆"), ("不想留", "需要一个电话")],
)
def test_a_phone_that_cannot_be_called_is_told(resident: Resident, phone: str, told: str) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过")
    assert resident.asked == "contact"
    assert told in text_of(resident.talk(phone))
    assert resident.asked == "contact"


def test_a_landline_is_taken_like_a_mobile(resident: Resident) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过")
    turn = resident.talk("王女士 0391-663 3001", "可以")
    assert resident.asked == "confirm"
    assert "王女士，039*****3001" in text_of(turn)
    number = number_of(resident.talk("提交"))
    with resident.front.engine.begin() as connection:
        ticket = store.load(connection, number)
        assert ticket is not None
        contact = store.contact(connection, ticket)
        assert connection.execute(sa.select(confided)).all() == []
    assert contact is not None
    assert (contact.name, contact.phone) == ("王女士", "0391-6633001")


@pytest.mark.parametrize("said", ["王女士 663 3001", "6633001", "家里座机6633001"])
def test_a_number_of_the_city_needs_no_area_code(resident: Resident, said: str) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过")
    assert "039*****3001" in text_of(resident.talk(said, "可以"))


def test_a_number_where_a_place_is_asked_for_is_no_place_and_not_asked_again(resident: Resident) -> None:
    resident.talk("我要投诉", "路灯不亮了")
    assert "没有听出地点" in text_of(resident.talk("电话13812345678"))
    resident.talk("克井镇佃头村", "昨天", "没有", "两盏", "跳过")
    assert resident.asked == "disclose"


def test_a_number_said_to_the_photos_is_not_asked_again(resident: Resident) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "13812345678")
    assert resident.asked == "disclose"


def test_a_pole_is_no_telephone(resident: Resident) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮，杆号6633123")
    assert resident.asked == "q:杆号"
    resident.talk("6633123", "两盏", "跳过")
    assert resident.asked == "contact"


def test_a_landline_in_the_first_message_is_not_asked_again_and_not_in_the_matter(resident: Resident) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮,我叫王某某,电话03916633001", *REST)
    assert resident.asked == "confirm"
    number = number_of(resident.talk("提交"))
    ticket = resident.front.load(number)
    assert ticket is not None
    assert "3001" not in ticket.text


@pytest.mark.parametrize(
    "question", ["谁能知道我的电话", "我的电话会不会告诉村干部", "你们能保密吗", "为啥要留电话"]
)
@pytest.mark.parametrize("before", [[], ["王女士 13812345678"], ["王女士 13812345678", "可以"]])
def test_who_will_see_the_number_is_answered_and_is_no_answer(
    resident: Resident, question: str, before: list[str]
) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过", *before)
    asked, draft = resident.asked, resident.front.draft(resident.sender)
    turn = resident.talk(question)
    assert "热线工作人员" in turn.replies[0]["text"]
    assert (resident.asked, resident.front.draft(resident.sender)) == (asked, draft)


@pytest.mark.parametrize("answer", ["请保密", "不要告诉村里", "不要公开"])
def test_a_wish_for_secrecy_is_no_question(resident: Resident, answer: str) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过", "王女士 13812345678")
    assert "不要告诉承办单位" in text_of(resident.talk(answer))
    assert resident.asked == "confirm"


def test_rasa_keeps_no_word_of_the_resident(resident: Resident) -> None:
    resident.talk(WHOLE)
    assert set(resident.state or {}) == {"draft", "sender"}
    assert "138" not in json.dumps(resident.state)


def test_confided_numbers_are_gone_when_the_ticket_is_filed(resident: Resident) -> None:
    resident.talk(WHOLE, *REST, "提交")
    with resident.front.engine.begin() as connection:
        assert connection.execute(sa.select(confided)).all() == []


def test_forgotten_numbers_are_asked_for_again(resident: Resident, clock: Clock) -> None:
    resident.talk("克井镇佃头村的路灯从昨晚开始不亮", "没有", "两盏", "跳过")
    assert "再发一遍" in text_of(resident.say("138****5678"))
    resident.say("13812345678")
    clock.pass_(hours=25)
    with resident.front.engine.begin() as connection:
        drafts.forget(connection, clock())
        assert connection.execute(sa.select(confided)).all() == []
    assert resident.front.draft(resident.sender) is None
