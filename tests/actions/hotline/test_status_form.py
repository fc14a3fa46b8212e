"""Asking after a ticket in the chat: who may, what is told, and what can be done."""

from __future__ import annotations

import pytest

from actions.hotline import life, news, store
from actions.hotline.rules import Event, Role, Status
from actions.hotline.ticket import Ticket
from tests.actions.hotline.counter import Resident, number_of, text_of

WHOLE = "克井镇佃头村的路灯从昨晚开始不亮,电话13812345678"


@pytest.fixture
def number(resident: Resident) -> str:
    return number_of(resident.talk(WHOLE, "没有", "两盏", "跳过", "可以", "提交"))


def staff(resident: Resident, number: str, event: Event, **told: str) -> Ticket:
    """A step of the desk."""
    act = life.Act(event, Role.STAFF, "desk", resident.front.clock(), **told)  # type: ignore[arg-type]
    with resident.front.engine.begin() as connection:
        return store.act(connection, number, act)


def answered(resident: Resident, number: str) -> None:
    staff(resident, number, Event.ACCEPT)
    staff(resident, number, Event.DISPATCH, department="城市管理部门")
    staff(resident, number, Event.ANSWER, answer="灯已修好")


def status(resident: Resident, number: str) -> Status:
    ticket = resident.front.load(number)
    assert ticket is not None
    return ticket.status


def test_the_chat_that_filed_sees_its_ticket(resident: Resident, number: str) -> None:
    turn = resident.say("我的工单到哪了", "hotline_status")
    assert (number_of(turn), turn.state) == (number, None)
    assert "待受理" in text_of(turn)
    titles = [step["title"] for step in turn.replies[0]["ticket"]["progress"]]
    assert titles == ["提交", "已受理", "已派单", "已答复", "已办结"]


def test_others_need_number_and_digits(resident: Resident, number: str) -> None:
    other = Resident(resident.front, "chat-2")
    other.say("查工单", "hotline_status")
    assert other.asked == "number"
    other.say(number)
    assert other.asked == "digits"
    assert number_of(other.say("5678")) == number
    assert "已经催办" in text_of(other.say(f"催办 {number}", "hotline_urge"))


def test_unknown_number_and_wrong_digits_sound_alike(resident: Resident, number: str) -> None:
    other = Resident(resident.front, "chat-2")
    wrong = text_of(other.say(f"查{number}后四位0000", "hotline_status"))
    unknown = text_of(other.say("查2601010000001后四位5678", "hotline_status"))
    assert wrong == unknown


def test_guesses_are_limited(resident: Resident, number: str) -> None:
    other = Resident(resident.front, "chat-2")
    for digits in range(5):
        other.say(f"查{number}后四位000{digits}", "hotline_status")
    turn = other.say(f"查{number}后四位5678", "hotline_status")
    assert all("ticket" not in reply for reply in turn.replies)


def test_urging_is_limited_and_a_closed_ticket_cannot_be_urged(resident: Resident, number: str) -> None:
    resident.say("催办", "hotline_urge")
    assert "您刚催过" in text_of(resident.say(f"催办 {number}", "hotline_urge"))
    answered(resident, number)
    assert "不能再催办" in text_of(resident.say(f"催办 {number}", "hotline_urge"))


def test_a_supplement_in_one_message_or_two(resident: Resident, number: str) -> None:
    assert "已经补充" in text_of(resident.say("补充:灯杆在学校门口", "hotline_supplement"))
    resident.say("补充情况", "hotline_supplement")
    assert resident.asked == "text"
    assert "已经补充" in text_of(resident.say("旁边还有一盏"))


def test_withdrawing_is_confirmed(resident: Resident, number: str) -> None:
    resident.say("撤回", "hotline_withdraw")
    resident.say("先不撤")
    assert status(resident, number) is Status.PENDING
    resident.say("撤回", "hotline_withdraw")
    resident.say("确定撤回")
    assert status(resident, number) is Status.WITHDRAWN


def test_what_cannot_be_done_yet_or_any_more_is_said(resident: Resident, number: str) -> None:
    assert "还不能评价" in text_of(resident.say("我要评价", "hotline_rate"))
    answered(resident, number)
    assert "不能再撤回" in text_of(resident.say(f"撤回 {number}", "hotline_withdraw"))


def test_who_joined_cannot_withdraw(resident: Resident, number: str) -> None:
    neighbour = Resident(resident.front, "chat-2")
    neighbour.talk("克井镇佃头村的路灯从昨晚开始不亮", "是同一件，算我一个")
    assert "只有提交的人" in text_of(neighbour.say("撤回", "hotline_withdraw"))
    assert status(resident, number) is Status.PENDING


def test_a_good_grade_is_taken(resident: Resident, number: str) -> None:
    answered(resident, number)
    turn = resident.say("我要评价", "hotline_rate")
    assert resident.asked == "grade"
    turn = resident.say("基本满意")
    assert "基本满意" in text_of(turn)
    assert status(resident, number) is Status.ANSWERED


def test_the_unsatisfied_say_why_and_it_is_done_again_once(resident: Resident, number: str) -> None:
    answered(resident, number)
    resident.say("不满意", "hotline_rate")
    assert resident.asked == "reason"
    assert "重新办理" in text_of(resident.say("灯还是不亮"))
    assert status(resident, number) is Status.DISPATCHED
    staff(resident, number, Event.ANSWER, answer="又修了")
    again = text_of(resident.say("不满意，因为根本没人来修", "hotline_rate"))
    assert "不再重办" in again
    assert status(resident, number) is Status.ANSWERED


def test_answers_are_news_once(resident: Resident, number: str) -> None:
    with resident.front.engine.begin() as connection:
        assert news.unheard(connection, resident.sender) == []
    answered(resident, number)
    with resident.front.engine.begin() as connection:
        [item] = news.unheard(connection, resident.sender)
        assert (item.event, item.ticket.answer) == (Event.ANSWER, "灯已修好")
        assert news.unheard(connection, resident.sender) == []


def test_what_is_no_wish_to_ask_after_a_ticket_is_answered(resident: Resident) -> None:
    turn = resident.say("公积金怎么提取", "ask")
    assert turn.replies[0]["text"].startswith("答：")
