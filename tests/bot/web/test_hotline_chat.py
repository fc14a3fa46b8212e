"""What the edge does for tickets in the chat: true numbers past the dialogue server, and news."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from actions.hotline import drafts, store, uploads
from actions.hotline.life import Act
from actions.hotline.photos import Photo
from actions.hotline.rules import Event, Role
from actions.hotline.tables import confided, photos
from actions.privacy import masked_phones
from bot.web.app import EDGE
from tests.bot.web.chat_tickets import NOW, answered, cannot_store, filed, sender_of
from tests.bot.web.conftest import Client
from tests.bot.web.fakes import FakeRasa, Resident

FIELD = {"id": "where", "kind": "place", "label": "在哪里"}
ASKS = {
    "kind": "form", "outcome": "collecting", "text": "在哪里？",
    "form": {"name": "filing", "title": "提交诉求", "step": 2, "of": 5, "field": FIELD},
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("１３８ 1234 5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("0391-6633001", "0391-6633001"),
        ("03916633001", "0391-6633001"),
        ("0391 663 3001", "0391-6633001"),
        ("（0391）6633001", "0391-6633001"),
        ("0391—6633001", "0391-6633001"),
        ("+86 391 6633001", "0391-6633001"),
        ("010 66330012", "010-66330012"),
        ("663 3001", "0391-6633001"),
    ],
)
async def test_the_form_gets_the_number_that_rasa_must_not_see(
    edge: Client, resident: Resident, rasa: FakeRasa, written: str, number: str
) -> None:
    rasa.answer = rasa.custom(ASKS)
    await resident.ask(f"我的电话是{written}，王女士")
    seen = "".join(char for char in rasa.texts[0] if char.isdigit())
    assert number.replace("-", "").removeprefix("0") not in seen
    parts = edge.app[EDGE]
    sender = rasa.messages[0]["sender"]
    [masked] = masked_phones(rasa.texts[0])
    assert await parts.database.read(drafts.reveal, sender, masked) == number


async def test_a_bare_number_is_one_only_where_a_telephone_is_asked_for(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    for kind, heard, kept in (("text", "6633001", None), ("phone", "***3001", "0391-6633001")):
        field = {**FIELD, "kind": kind}
        rasa.answer = rasa.custom({**ASKS, "form": {**ASKS["form"], "field": field}})
        await resident.ask("我要投诉")
        await resident.ask("6633001")
        assert rasa.texts[-1] == heard
        sender = rasa.messages[0]["sender"]
        assert await edge.app[EDGE].database.read(drafts.reveal, sender, "***3001") == kept


async def test_a_plate_is_kept_for_the_ticket_and_seen_by_nobody_else(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    rasa.answer = rasa.custom(ASKS)
    await resident.ask("豫U12345和豫U23456拒载")
    assert rasa.texts == ["豫U*****和豫U*****拒载"]
    sender = rasa.messages[0]["sender"]
    written = await edge.app[EDGE].database.read(drafts.written, sender, "豫U*****")
    assert written == "豫U12345、豫U23456"


async def test_a_citizen_number_is_neither_seen_nor_kept(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    rasa.answer = rasa.custom(ASKS)
    await resident.ask("身份证11010519491231002X，电话0391-6633001")
    assert "1949" not in rasa.texts[0]
    found = await edge.app[EDGE].database.read(
        lambda connection: connection.execute(sa.select(confided)).all()
    )
    assert [row.phone for row in found] == ["0391-6633001"]


async def test_a_number_that_no_form_takes_is_forgotten_with_the_answer(
    edge: Client, resident: Resident
) -> None:
    await resident.ask("我的电话是13812345678,社保卡丢了咋办")
    found = await edge.app[EDGE].database.read(
        lambda connection: connection.execute(sa.select(confided)).all()
    )
    assert found == []


async def test_messages_without_a_number_leave_nothing(edge: Client, resident: Resident) -> None:
    await resident.ask("身份证丢了怎么补")
    found = await edge.app[EDGE].database.read(
        lambda connection: connection.execute(sa.select(confided)).all()
    )
    assert found == []


async def test_news_of_a_ticket_stand_beside_the_next_answer_once(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    assert len((await resident.ask("在吗"))["replies"]) == 1
    await answered(edge, ticket)
    replies = (await resident.ask("在吗", "m1"))["replies"]
    assert replies[1]["ticket"]["number"] == ticket.number
    assert "修好了" in replies[1]["text"]
    assert (await resident.ask("在吗", "m1"))["replies"] == replies
    assert len((await resident.ask("在吗"))["replies"]) == 1


async def test_an_answer_that_cannot_be_stored_leaves_its_news_untold(
    edge: Client, resident: Resident, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    await answered(edge, ticket)

    with cannot_store(monkeypatch):
        assert (await resident.send("在吗")).status == 503
    assert "修好了" in (await resident.ask("在吗"))["replies"][1]["text"]


async def test_the_transcript_brings_the_news_to_who_comes_back(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    await answered(edge, ticket)
    entries = await resident.transcript()
    assert "修好了" in entries[-1]["reply"]["text"]
    assert await resident.transcript() == entries
    assert len((await resident.ask("在吗"))["replies"]) == 1


async def test_a_question_that_is_open_stays_the_last_thing_said(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    rasa.answer = rasa.custom(ASKS)
    await resident.ask("我要投诉")
    await answered(edge, ticket)
    *_, asked, told, again = await resident.transcript()
    assert "修好了" in told["reply"]["text"]
    assert again["reply"]["form"] == asked["reply"]["form"]
    assert again["reply"]["id"] != asked["reply"]["id"]
    act = Act(Event.CLOSE, Role.STAFF, "desk", NOW)
    await edge.app[EDGE].database.write(store.act, ticket.number, act)
    told, again = (await resident.ask("不知道"))["replies"]
    assert "办结" in told["text"]
    assert "form" in again


async def test_deleting_a_conversation_deletes_photos_that_wait(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    sender = await sender_of(resident, rasa)
    await edge.app[EDGE].database.write(uploads.keep, sender, Photo(b"x", 1, 1), NOW)
    assert (await resident.call("DELETE", "/api/chat/sessions/current")).status == 204
    left = await edge.app[EDGE].database.read(lambda connection: connection.execute(sa.select(photos)).all())
    assert left == []


async def test_news_that_cannot_be_read_do_not_cost_the_answer(
    edge: Client, resident: Resident, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await filed(edge, await sender_of(resident, rasa))
    await answered(edge, ticket)

    def fails(connection: sa.Connection, _: str) -> list[Any]:
        connection.execute(sa.text("SELECT nothing FROM nowhere"))
        return []

    with monkeypatch.context() as patch:
        patch.setattr("actions.hotline.news.unheard", fails)
        replies = (await resident.ask("在吗", "m1"))["replies"]
    assert len(replies) == 1
    assert (await resident.ask("在吗", "m1"))["replies"] == replies
    assert "修好了" in (await resident.ask("在吗"))["replies"][1]["text"]
