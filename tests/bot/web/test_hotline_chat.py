"""What the edge does for tickets in the chat: true numbers past the dialogue server, and news."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from actions.hotline import drafts, filing, store
from actions.hotline.draft import Draft
from actions.hotline.life import Act
from actions.hotline.rules import Event, Role
from actions.hotline.tables import confided
from bot.web.app import EDGE
from tests.bot.web.conftest import Client
from tests.bot.web.fakes import FakeRasa, Resident

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FIELD = {"id": "where", "kind": "place", "label": "在哪里"}
ASKS = {
    "kind": "form", "outcome": "collecting", "text": "在哪里？",
    "form": {"name": "filing", "title": "提交诉求", "step": 2, "of": 5, "field": FIELD},
}  # fmt: skip


async def test_the_form_gets_the_number_that_rasa_must_not_see(
    edge: Client, resident: Resident, rasa: FakeRasa
) -> None:
    rasa.answer = rasa.custom(ASKS)
    await resident.ask("我的电话是１３８ 1234 5678")
    assert "13812345678" not in "".join(rasa.texts).replace(" ", "")
    parts = edge.app[EDGE]
    sender = rasa.messages[0]["sender"]
    [masked] = drafts.masked_phones(rasa.texts[0])
    assert await parts.database.read(drafts.reveal, sender, masked) == "13812345678"


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
    await resident.ask("你好")
    sender = str(rasa.messages[0]["sender"])
    parts = edge.app[EDGE]
    draft = Draft("求助", "street-light", "路灯不亮", "某路口", phone="13800001234", sender=sender)
    ticket, _ = await parts.database.write(filing.file, draft, "key", NOW)
    assert len((await resident.ask("在吗"))["replies"]) == 1
    for event, told in (
        (Event.ACCEPT, {}),
        (Event.DISPATCH, {"department": "某部门"}),
        (Event.ANSWER, {"answer": "修好了"}),
    ):
        act = Act(event, Role.STAFF, "desk", NOW, **told)  # type: ignore[arg-type]
        await parts.database.write(store.act, ticket.number, act)
    replies = (await resident.ask("在吗"))["replies"]
    assert replies[1]["ticket"]["number"] == ticket.number
    assert "修好了" in replies[1]["text"]
    assert len((await resident.ask("在吗"))["replies"]) == 1
