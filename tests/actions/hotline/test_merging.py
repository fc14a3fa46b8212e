"""Merging: who reported the one follows the other from then on, and both are told."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.hotline import asking, filing, news, store
from actions.hotline.merging import merged_from
from actions.hotline.rules import Event, Role, Status
from actions.hotline.tables import outbox
from tests.actions.hotline.conftest import NOW, Desk


def told(connection: Connection, chat: str) -> dict[str, Event]:
    """What a chat is told, by ticket."""
    return {item.ticket.number: item.event for item in news.unheard(connection, chat)}


def test_both_reporters_are_told_of_the_merge_and_of_the_answer(connection: Connection, desk: Desk) -> None:
    kept, other = desk.file(sender="chat-1"), desk.file(sender="chat-2", phone="13900005678")
    assert told(connection, "chat-1") == told(connection, "chat-2") == {}
    desk.act(other, Event.MERGE, into=kept.number)
    assert told(connection, "chat-1") == {kept.number: Event.JOIN}
    [item] = news.unheard(connection, "chat-2")
    assert (item.ticket.number, item.event, item.merged) == (other.number, Event.MERGE, kept.number)
    desk.act(kept, Event.ACCEPT)
    desk.act(kept, Event.DISPATCH, department="城市管理部门")
    desk.act(kept, Event.ANSWER, answer="灯已修好")
    for chat in ("chat-1", "chat-2"):
        assert told(connection, chat) == {kept.number: Event.ANSWER}
        assert told(connection, chat) == {}


def test_who_reported_the_merged_ticket_may_ask_after_the_other(connection: Connection, desk: Desk) -> None:
    kept, other = desk.file(sender="chat-1"), desk.file(sender="chat-2", phone="13900005678")
    desk.act(other, Event.MERGE, into=kept.number)
    by_phone = asking.find(connection, kept.number, "5678", "asker", NOW)
    in_chat = asking.find_in_session(connection, kept.number, "chat-2")
    assert by_phone is not None
    assert in_chat is not None
    assert not by_phone.own
    assert not in_chat.own
    assert merged_from(connection, kept) == [other.number]


def test_everybody_is_counted_once(connection: Connection, desk: Desk) -> None:
    kept, other = desk.file(sender="chat-1"), desk.file(sender="chat-2")
    filing.join(connection, kept.number, "chat-2", NOW)
    filing.join(connection, other.number, "chat-1", NOW)
    filing.join(connection, other.number, "chat-3", NOW)
    desk.act(other, Event.MERGE, into=kept.number)
    assert store.joined(connection, kept) == 2
    third = desk.file(sender=None, channel="open311")
    desk.act(third, Event.MERGE, into=kept.number)
    assert store.joined(connection, kept) == 3


def test_a_person_with_both_tickets_is_not_counted_again(connection: Connection, desk: Desk) -> None:
    kept, other = desk.file(), desk.file()
    desk.act(other, Event.MERGE, into=kept.number)
    assert store.joined(connection, kept) == 0
    assert [step.event for step in store.steps(connection, kept)] == [Event.FILE]


def test_urgency_goes_along_and_the_platform_is_told_of_both(connection: Connection, desk: Desk) -> None:
    kept, other = desk.file(sender="chat-1"), desk.file(sender="chat-2", urgent=True)
    assert desk.act(other, Event.MERGE, into=kept.number).status is Status.MERGED
    found = store.load(connection, kept.number)
    assert found is not None
    assert found.urgent
    last = store.steps(connection, kept)[-1]
    assert (last.event, last.role, last.who) == (Event.JOIN, Role.STAFF, "tester")
    assert last.why is not None
    assert other.number in last.why
    sent = connection.execute(sa.select(outbox.c.event).order_by(outbox.c.id)).scalars().all()
    assert sent[-2:] == ["merge", "join"]


def test_more_news_than_are_told_at_once_come_with_the_next(connection: Connection, desk: Desk) -> None:
    for _ in range(news.MOST + 2):
        desk.act(desk.file(), Event.ACCEPT)
    assert len(news.unheard(connection, "chat-1")) == news.MOST
    assert news.waiting(connection, ["chat-1", "chat-2"]) == ["chat-1"]
    assert len(news.unheard(connection, "chat-1")) == 2
    assert news.waiting(connection, ["chat-1", "chat-2"]) == []
