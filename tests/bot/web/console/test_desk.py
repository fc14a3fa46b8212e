"""The desk: from the queue to the answer, by the rules, with every look and step on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from actions.hotline import filing, news, outbox, store
from actions.hotline.draft import Draft
from actions.hotline.rules import Status
from actions.hotline.ticket import Ticket
from actions.staff import audit
from actions.staff.audit import Filter
from bot.web.app import EDGE
from tests.bot.web.conftest import Client
from tests.bot.web.console.colleagues import Colleague, signed_in
from tests.bot.web.fakes import Clock

DRAFT = Draft(
    kind="求助", category="street-light", text="路灯不亮<b>了</b>", place="某路口", town="419001001",
    name="测试人", phone="13800001234", sender="chat-1", department="城市管理部门",
)  # fmt: skip
PATH = "/console/desk"


async def _filed(edge: Client, **changes: Any) -> Ticket:
    parts = edge.app[EDGE]
    draft = Draft(**{**DRAFT.__dict__, **changes})
    ticket, _ = await parts.database.write(filing.file, draft, repr(changes)[:160], parts.sessions.clock())
    return ticket


async def _step(somebody: Colleague, ticket: Ticket, event: str, way: str = "work", **fields: str) -> str:
    """Take a step as the page's form does; what the page says then."""
    page = f"{PATH}/{ticket.number}"
    response = await somebody.post(f"{page}/{way}/{event}", fields, on=page)
    assert response.status == 303
    return await somebody.read(page)


async def _now(edge: Client, ticket: Ticket) -> Ticket:
    found = await edge.app[EDGE].database.read(store.load, ticket.number)
    assert found is not None
    return found


async def test_a_ticket_goes_from_the_queue_to_its_answer(edge: Client) -> None:
    ticket = await _filed(edge)
    operator = await signed_in(edge, "operator")
    assert ticket.number in await operator.read(PATH)
    await _step(operator, ticket, "accept", days="5", department="城市管理部门")
    await _step(operator, ticket, "dispatch", department="城市管理部门", days="5")
    await _step(operator, ticket, "start")
    await _step(operator, ticket, "extend", days="3", why="等配件")
    shown = await _step(operator, ticket, "answer", answer="灯已修好")
    assert "灯已修好" in shown
    await _step(operator, ticket, "close")
    assert (await _now(edge, ticket)).status is Status.CLOSED
    assert ticket.number not in await operator.read(PATH)
    assert ticket.number in await operator.read(f"{PATH}?everything=y")
    told = await edge.app[EDGE].database.write(news.unheard, "chat-1")
    assert [item.ticket.number for item in told] == [ticket.number]
    assert await edge.app[EDGE].database.write(news.unheard, "chat-1") == []


async def test_numbers_in_the_words_stand_on_the_ticket_alone(edge: Client) -> None:
    ticket = await _filed(edge, text="骚扰电话13900001111，豫U12345")
    operator = await signed_in(edge, "operator")
    shown = await operator.read(f"{PATH}/{ticket.number}")
    assert "139****1111 是 13900001111" in shown
    assert "豫U***** 是 豫U12345" in shown
    for elsewhere in (PATH, f"{PATH}.csv"):
        listed = await operator.read(elsewhere)
        assert "139****1111" in listed
        assert "13900001111" not in listed
        assert "U12345" not in listed


async def test_departments_work_is_not_given_to_a_town(edge: Client) -> None:
    ticket = await _filed(edge)
    operator = await signed_in(edge, "operator")
    await _step(operator, ticket, "accept")
    shown = await _step(operator, ticket, "dispatch", department="克井镇")
    assert "这是部门的职责，不能派给镇（街道）" in shown
    assert (await _now(edge, ticket)).status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("event", "fields", "told"),
    [
        ("decline", {}, "要写明内容或原因"),
        ("dispatch", {"department": "城市管理部门"}, "还不能派单"),
        ("merge", {"into": "123"}, "并"),
    ],
)
async def test_what_the_rules_refuse_is_told(
    edge: Client, event: str, fields: dict[str, str], told: str
) -> None:
    ticket = await _filed(edge)
    operator = await signed_in(edge, "operator")
    shown = await _step(operator, ticket, event, **fields)
    assert told in shown
    assert (await _now(edge, ticket)).status is Status.PENDING


async def test_tickets_of_one_matter_are_merged(edge: Client) -> None:
    one, other = await _filed(edge), await _filed(edge, text="灯不亮")
    operator = await signed_in(edge, "operator")
    await _step(operator, other, "merge", into=one.number)
    assert (await _now(edge, other)).status is Status.MERGED
    assert f'并进来的：<a href="{PATH}/{other.number}"' in await operator.read(f"{PATH}/{one.number}")


async def test_supervision_sends_back_but_does_not_answer(edge: Client) -> None:
    ticket = await _filed(edge)
    operator, supervisor = await signed_in(edge, "operator"), await signed_in(edge, "supervisor")
    await _step(operator, ticket, "accept")
    await _step(operator, ticket, "dispatch", department="城市管理部门")
    await _step(supervisor, ticket, "return", way="supervise", why="派错了")
    assert (await _now(edge, ticket)).status is Status.ACCEPTED
    page = f"{PATH}/{ticket.number}"
    refused = await supervisor.post(f"{page}/work/answer", {"answer": "好了"}, on=page)
    assert refused.status == 403
    unknown = await supervisor.post(f"{page}/supervise/answer", {"answer": "好了"}, on=page)
    assert unknown.status == 404


async def test_who_saw_a_contact_is_on_record(edge: Client) -> None:
    ticket = await _filed(edge)
    operator = await signed_in(edge, "operator")
    assert "13800001234" not in await operator.read(PATH)
    shown = await operator.read(f"{PATH}/{ticket.number}")
    assert "13800001234" in shown
    found, _ = await edge.app[EDGE].database.read(audit.entries, Filter(action="ticket.read"), 0, 10)
    assert [(entry.actor, entry.subject) for entry in found] == [("operator", f"ticket:{ticket.number}")]


async def test_the_table_has_no_contacts(edge: Client) -> None:
    ticket = await _filed(edge)
    operator = await signed_in(edge, "operator")
    response = await operator.get("/console/desk.csv")
    text = await response.text()
    assert response.headers["Content-Type"].startswith("text/csv")
    assert ticket.number[:6] in text
    assert "13800001234" not in text
    assert "测试人" not in text


async def test_what_residents_wrote_stays_text(edge: Client) -> None:
    ticket = await _filed(edge)
    operator = await signed_in(edge, "operator")
    raw = await (await operator.get(f"{PATH}/{ticket.number}")).text()
    assert "<b>" not in raw


async def test_html_in_every_field_stays_text(edge: Client) -> None:
    html = "<img src=x onerror=alert(1)>"
    told = dict.fromkeys(("text", "place", "happened", "name"), html)
    ticket = await _filed(edge, **told, answers={html: html})
    operator = await signed_in(edge, "operator")
    for event, fields in (
        ("accept", {"days": "5"}),
        ("dispatch", {"department": "城市管理部门"}),
        ("extend", {"days": "1", "why": html}),
        ("answer", {"answer": html}),
    ):
        await _step(operator, ticket, event, **fields)
    for page in (f"{PATH}/{ticket.number}", f"{PATH}?everything=y"):
        raw = await (await operator.get(page)).text()
        assert "<img" not in raw
        assert "&lt;img" in raw


async def test_steps_that_did_not_arrive_are_seen_and_sent_again(edge: Client, clock: Clock) -> None:
    ticket = await _filed(edge)
    operator, supervisor = await signed_in(edge, "operator"), await signed_in(edge, "supervisor")
    assert "没有送不到的" in await operator.read("/console/desk-outbox")
    parts = edge.app[EDGE]
    [entry] = await parts.database.write(outbox.claim, clock(), 1)
    await parts.database.write(outbox.failed, entry, clock(), "HTTP 500", 1.0)
    assert "下次" in await operator.read("/console/desk-outbox")
    dead = replace(entry, attempts=outbox.ATTEMPTS)
    await parts.database.write(outbox.failed, dead, clock(), "HTTP 502", 1.0)
    assert "没有送达 1" in await operator.read(PATH)
    shown = await operator.read("/console/desk-outbox")
    assert "已放弃" in shown
    assert "HTTP 502" in shown
    assert ticket.number in shown
    assert "重新推送" not in await supervisor.read("/console/desk-outbox")
    refused = await supervisor.post("/console/desk-outbox/resend", {}, on="/console/desk-outbox")
    assert refused.status == 403
    await operator.post("/console/desk-outbox/resend", {"entry": str(entry.id)}, on="/console/desk-outbox")
    assert await parts.database.read(outbox.counts) == {"waiting": 1, "delivered": 0, "dead": 0}
    found, _ = await parts.database.read(audit.entries, Filter(action="outbox.resend"), 0, 10)
    assert [(one.actor, one.after) for one in found] == [("operator", {"count": 1})]


async def test_overdue_and_urgent_tickets_are_found(edge: Client, clock: Clock) -> None:
    late, urgent = await _filed(edge), await _filed(edge, urgent=True, text="井盖丢了")
    operator = await signed_in(edge, "operator")
    await _step(operator, late, "accept", days="1")
    clock.now += timedelta(days=10)
    operator = await signed_in(edge, "operator", name="later")
    shown = await operator.read(f"{PATH}?urgent=y")
    assert urgent.number in shown
    assert late.number not in shown
    shown = await operator.read(f"{PATH}?overdue=y")
    assert late.number in shown
    assert urgent.number not in shown


async def test_a_ticket_that_is_not_there(edge: Client) -> None:
    operator = await signed_in(edge, "operator")
    assert (await operator.get(f"{PATH}/123")).status == 404
    assert (await operator.get(f"{PATH}/123/photos/abc")).status == 404
