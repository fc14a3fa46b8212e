"""What staff switch reaches residents at once; emergencies are answered whatever is off."""

from __future__ import annotations

import pytest

from actions.staff import audit
from actions.staff.audit import Filter
from bot.web.app import EDGE
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import signed_in
from tests.bot.web.fakes import Clock, FakeRasa, Resident

PATH = "/console/switches"
CLOSED = "系统升级，今天 18 点以后恢复。"


async def _switch(edge: Client, name: str, **fields: str) -> int:
    somebody = await signed_in(edge, "supervisor")
    response = await somebody.post(f"{PATH}/{name}", {"reason": "演练", **fields}, on=PATH)
    return response.status


async def test_answering_off_tells_the_sentence_and_where_to_call(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    assert await _switch(edge, "answering", sentence=CLOSED) == 303
    (reply,) = (await resident.ask("身份证丢了怎么补"))["replies"]
    assert (reply["outcome"], reply["text"]) == ("no_answer", CLOSED)
    assert reply["contacts"][0]["number"] == "12345"
    assert rasa.texts == []
    assert [entry["from"] for entry in await resident.transcript()] == ["user", "bot"]


async def test_emergencies_are_answered_while_answering_is_off(edge: Client, resident: Resident) -> None:
    await _switch(edge, "answering", sentence=CLOSED)
    assert (await resident.ask("厨房着火了"))["replies"][0]["outcome"] == "emergency"


async def test_answering_is_switched_on_again(edge: Client, resident: Resident, rasa: FakeRasa) -> None:
    await _switch(edge, "answering", sentence=CLOSED)
    await _switch(edge, "answering", sentence=CLOSED, on="y")
    assert (await resident.ask("身份证丢了怎么补"))["replies"][0]["outcome"] == "answered"
    assert rasa.texts == ["身份证丢了怎么补"]


async def test_an_announcement_stands_above_conversations(edge: Client) -> None:
    assert await (await edge.get("/api/chat/announcement")).json() == {}
    assert "announcement" not in await Resident(edge).open()
    await _switch(edge, "announcement", on="y", sentence="明天上午停电。")
    assert await (await edge.get("/api/chat/announcement")).json() == {"announcement": "明天上午停电。"}
    assert (await Resident(edge).open())["announcement"] == "明天上午停电。"


async def test_service_hours_are_told_outside_of_them_only(edge: Client, clock: Clock) -> None:
    status = await _switch(
        edge, "hours", on="y", days="0", opens="09:00", closes="17:00", sentence="现在不是服务时间。"
    )
    assert status == 303
    # Monday, 16:00 here.
    assert await (await edge.get("/api/chat/announcement")).json() == {}
    clock.pass_by(hours=1)
    assert await (await edge.get("/api/chat/announcement")).json() == {"announcement": "现在不是服务时间。"}


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("answering", {}, "停用时要写一句告诉居民的话"),
        ("answering", {"sentence": "维护", "reason": ""}, "请写原因"),
        ("announcement", {"on": "y"}, "请写公告内容"),
        ("hours", {"on": "y", "sentence": "x", "opens": "17:00", "closes": "09:00"}, "结束要晚于开始"),
        ("tickets", {"sentence": "字" * 301}, "最多 300 个字"),
    ],
)
async def test_a_switch_that_is_not_filled_in_is_shown_again(
    edge: Client, name: str, fields: dict[str, str], sentence: str
) -> None:
    somebody = await signed_in(edge, "supervisor")
    response = await somebody.post(f"{PATH}/{name}", {"reason": "演练", **fields}, on=PATH)
    assert response.status == 422
    assert sentence in await response.text()


async def test_a_change_is_on_record_with_what_was_before(edge: Client) -> None:
    await _switch(edge, "tickets", sentence=CLOSED)
    assert edge.app is not None
    found, total = await edge.app[EDGE].database.read(audit.entries, Filter(action="switch.change"), 0, 9)
    assert total == 1
    assert (found[0].actor, found[0].subject, found[0].reason) == ("supervisor", "switch:tickets", "演练")
    assert found[0].before is not None
    assert found[0].after is not None
    assert (found[0].before["on"], found[0].after["on"]) == (True, False)
