"""Tickets across conversations: proven by digits, joined by a neighbour, answered by the desk, done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.instance import Instance
from tests.e2e.desk import answer, desk_of
from tests.e2e.resident import Resident

FILING = ("我要投诉思礼镇的垃圾堆在村口没人清，从上周开始，电话13812345678", "跳过", "可以", "提交")


@pytest.fixture
def engine(system: Instance) -> Iterator[Engine]:
    """The database of the system."""
    with desk_of(system) as engine:
        yield engine


def said(resident: Resident, *texts: str) -> list[dict[str, Any]]:
    """The replies to the last of several messages."""
    return [resident.say(text).replies for text in texts][-1]


def text_of(replies: list[dict[str, Any]]) -> str:
    return "\n".join(reply["text"] for reply in replies)


def number_of(replies: list[dict[str, Any]]) -> str:
    return str(next(reply["ticket"]["number"] for reply in replies if "ticket" in reply))


def test_a_ticket_from_filing_to_being_done_again(
    new_resident: Callable[[], Resident], engine: Engine
) -> None:
    resident, neighbour, stranger = new_resident(), new_resident(), new_resident()
    number = number_of(said(resident, *FILING))

    wrong = said(stranger, f"查工单{number}后四位0000")
    unknown = said(new_resident(), "查工单2601010000001后四位5678")
    assert text_of(wrong) == text_of(unknown)
    shown = said(stranger, f"查工单{number}后四位5678")
    assert number_of(shown) == number
    assert "13812345678" not in text_of(shown)

    assert "是不是这一件" in text_of(said(neighbour, "我要投诉思礼镇的垃圾堆在村口没人清"))
    assert number_of(said(neighbour, "是同一件，算我一个")) == number

    answer(engine, number, "垃圾已经清走")
    told = said(resident, "你好")
    assert "垃圾已经清走" in text_of(told[1:])
    assert "垃圾已经清走" in text_of(said(neighbour, "你好"))

    said(resident, f"评价 {number}", "不满意")
    assert "退回重新办理" in text_of(said(resident, "只清了一半"))
    assert "已派单" in text_of(said(resident, "我的工单到哪一步了"))
