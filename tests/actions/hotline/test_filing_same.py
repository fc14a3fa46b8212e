"""What somebody has reported already is joined, or filed anew."""

from __future__ import annotations

import pytest

from actions.hotline import store
from actions.hotline.life import Act
from actions.hotline.rules import Event, Role
from tests.actions.hotline.counter import NOW, REST, WHOLE, Resident, number_of, text_of


def test_the_same_matter_is_joined(resident: Resident) -> None:
    number = number_of(resident.talk(WHOLE, *REST, "提交"))
    neighbour = Resident(resident.front, "chat-2")
    turn = neighbour.talk("克井镇佃头村的路灯从昨晚开始不亮")
    assert neighbour.asked == "same"
    assert "王某某" not in text_of(turn)
    joined = neighbour.talk("是同一件，算我一个")
    assert number_of(joined) == number
    assert "2 人" in text_of(joined)
    assert resident.filed() == 1


def test_a_neighbour_who_joined_follows_the_ticket(resident: Resident) -> None:
    number = number_of(resident.talk(WHOLE, *REST, "提交"))
    neighbour = Resident(resident.front, "chat-2")
    neighbour.talk("克井镇佃头村的路灯从昨晚开始不亮", "是同一件，算我一个")
    shown = neighbour.say("我的工单", "hotline_status")
    assert number_of(shown) == number
    assert "王某某" not in text_of(shown)
    assert "撤回" not in [choice["title"] for choice in shown.replies[0]["choices"]]


@pytest.mark.parametrize("event", [Event.WITHDRAW, Event.DECLINE])
def test_a_ticket_that_ended_meanwhile_is_not_joined_but_filed_anew(resident: Resident, event: Event) -> None:
    number = number_of(resident.talk(WHOLE, *REST, "提交"))
    neighbour = Resident(resident.front, "chat-2")
    neighbour.talk("克井镇佃头村的路灯从昨晚开始不亮")
    role = Role.RESIDENT if event is Event.WITHDRAW else Role.STAFF
    with resident.front.engine.begin() as connection:
        store.act(connection, number, Act(event, role, "chat-1", NOW, why="不归这里管"))
    turn = neighbour.talk("是同一件，算我一个")
    assert "接着登记一件新的" in text_of(turn)
    assert neighbour.asked == "q:杆号"
    assert number_of(neighbour.talk("没有", "一盏", "跳过", "13912345679", "可以", "提交")) != number


def test_the_same_matter_can_be_filed_anew(resident: Resident) -> None:
    resident.talk(WHOLE, *REST, "提交")
    neighbour = Resident(resident.front, "chat-2")
    neighbour.talk(
        "克井镇佃头村的路灯从昨晚开始不亮",
        "不是，另外提交",
        "没有",
        "一盏",
        "跳过",
        "13912345679",
        "可以",
        "提交",
    )
    assert resident.filed() == 2
