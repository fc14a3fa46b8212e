"""Sessions are made by the server, expire, and are really deleted."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from pathlib import Path

import pytest

from bot.web.app import EDGE
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import Clock, FakeRasa, Resident, problem


def rows(data: Path, table: str) -> list[tuple[object, ...]]:
    """All rows of a table, read past the edge."""
    connection = sqlite3.connect(data / "jishitong.db")
    try:
        return connection.execute(f"SELECT * FROM {table}").fetchall()
    finally:
        connection.close()


async def test_a_session_comes_with_ids_and_greeting(edge: Client) -> None:
    one, two = await Resident(edge).open(), await Resident(edge).open()
    assert one.keys() == {"session_id", "token", "greeting"}
    assert one["session_id"] != two["session_id"]
    assert one["token"] != two["token"]
    assert len(one["token"]) >= 43
    (greeting,) = one["greeting"]
    assert greeting["kind"] == "text"
    assert greeting["choices"]


async def test_neither_token_nor_sender_can_be_read_where_it_should_not(
    resident: Resident, rasa: FakeRasa, tmp_path: Path
) -> None:
    answered = await resident.ask("身份证丢了")
    ((session_id, token_hash, sender, *_),) = rows(tmp_path, "chat_sessions")
    assert token_hash == hashlib.sha256(resident.token.encode()).hexdigest()
    assert rasa.messages[0]["sender"] == sender
    assert sender != session_id
    assert str(sender) not in str(answered) + str(await resident.transcript())


@pytest.mark.parametrize(
    "value",
    ["", "Bearer", "Basic abcdefghijklmnopqrstuvwx", "Bearer short", "Bearer a b", "Bearer " + "字" * 20],
)
async def test_a_request_needs_a_token(edge: Client, value: str) -> None:
    headers = {"Authorization": value} if value else {}
    response = await edge.get("/api/chat/messages", headers=headers)
    await problem(response, 401, "token_missing")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/chat/messages"),
        ("GET", "/api/chat/messages"),
        ("POST", "/api/chat/feedback"),
        ("DELETE", "/api/chat/sessions/current"),
    ],
)
async def test_an_unknown_token_opens_nothing(edge: Client, method: str, path: str) -> None:
    body = {"text": "问"} if "messages" in path else {"reply_id": "r", "rating": "up"}
    response = await Resident(edge, "x" * 43).call(method, path, json=body if method == "POST" else None)
    await problem(response, 401, "session_expired")


async def test_an_idle_session_expires(resident: Resident, clock: Clock) -> None:
    clock.pass_by(minutes=60)
    await problem(await resident.send("身份证丢了"), 401, "session_expired")


async def test_using_a_session_keeps_it(resident: Resident, clock: Clock) -> None:
    for _ in range(5):
        clock.pass_by(minutes=50)
        await resident.ask("身份证丢了")
    clock.pass_by(minutes=50)
    assert len(await resident.transcript()) == 10


async def test_no_session_lives_for_ever(resident: Resident, clock: Clock) -> None:
    for _ in range(28):
        clock.pass_by(minutes=50)
        await resident.transcript()
    clock.pass_by(minutes=50)
    await problem(await resident.call("GET", "/api/chat/messages"), 401, "session_expired")


async def test_deleting_a_session_deletes_everything_of_it(
    edge: Client, resident: Resident, tmp_path: Path
) -> None:
    other = Resident(edge)
    await other.open()
    for someone in (resident, other):
        reply_id = (await someone.ask("身份证丢了", "m1"))["replies"][0]["id"]
        body = {"reply_id": reply_id, "rating": "up"}
        assert (await someone.call("POST", "/api/chat/feedback", json=body)).status == 204
    response = await resident.call("DELETE", "/api/chat/sessions/current")
    assert (response.status, await response.read()) == (204, b"")
    await problem(await resident.send("还在吗"), 401, "session_expired")
    for table, left in {"chat_sessions": 1, "chat_turns": 1, "chat_messages": 2, "chat_feedback": 1}.items():
        assert len(rows(tmp_path, table)) == left
    assert len(await other.transcript()) == 2


def events(data: Path) -> set[str]:
    """Whose events the dialogue server still has."""
    connection = sqlite3.connect(data / "conversations.sqlite")
    try:
        return {sender for (sender,) in connection.execute("SELECT DISTINCT sender_id FROM events")}
    finally:
        connection.close()


def tracked(data: Path, *senders: str) -> None:
    """The dialogue server's store as Rasa makes it, with a slot of each of these conversations."""
    connection = sqlite3.connect(data / "conversations.sqlite")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id TEXT NOT NULL,"
        " type_name TEXT NOT NULL, timestamp FLOAT, intent_name TEXT, action_name TEXT, data TEXT)"
    )
    for sender in senders:
        connection.execute(
            "INSERT INTO events (sender_id, type_name, data) VALUES (?, 'slot', '{}')", (sender,)
        )
    connection.commit()
    connection.close()


async def test_an_ended_session_is_kept_without_a_name_and_then_deleted(
    edge: Client, resident: Resident, clock: Clock, tmp_path: Path
) -> None:
    await resident.ask("身份证丢了", "m1")
    ((_, token_hash, sender, *_),) = rows(tmp_path, "chat_sessions")
    tracked(tmp_path, str(sender), "other")
    clock.pass_by(minutes=59)
    await edge.app[EDGE].sweep()
    assert rows(tmp_path, "chat_sessions")[0][1] == token_hash
    clock.pass_by(minutes=2)
    await edge.app[EDGE].sweep()
    everything = str([rows(tmp_path, table) for table in ("chat_sessions", "chat_turns", "chat_messages")])
    assert "身份证丢了" in everything
    assert all(name not in everything for name in (str(token_hash), str(sender), "'m1'"))
    assert events(tmp_path) == {"other"}
    clock.pass_by(days=89, hours=22)
    await edge.app[EDGE].sweep()
    assert len(rows(tmp_path, "chat_turns")) == 1
    clock.pass_by(days=1)
    await edge.app[EDGE].sweep()
    tables = ("chat_sessions", "chat_turns", "chat_messages", "insight_forgotten")
    assert [rows(tmp_path, table) for table in tables] == [[], [], [], []]


async def test_nothing_is_kept_where_the_setting_says_so(
    start_edge: StartEdge, clock: Clock, tmp_path: Path
) -> None:
    edge = await start_edge(RETENTION_DAYS="0")
    someone = Resident(edge)
    await someone.open()
    await someone.ask("身份证丢了")
    clock.pass_by(minutes=61)
    assert edge.app is not None
    await edge.app[EDGE].sweep()
    assert rows(tmp_path, "chat_sessions") == []
    assert rows(tmp_path, "chat_messages") == []


async def test_deleting_a_session_makes_the_dialogue_server_forget_it(
    edge: Client, resident: Resident, clock: Clock, tmp_path: Path
) -> None:
    await resident.ask("身份证丢了")
    ((_, _, sender, *_),) = rows(tmp_path, "chat_sessions")
    tracked(tmp_path, str(sender), "other")
    assert (await resident.call("DELETE", "/api/chat/sessions/current")).status == 204
    assert events(tmp_path) == {"other"}
    # A turn that was under way is saved only now; it goes with the next sweep.
    tracked(tmp_path, str(sender))
    clock.pass_by(minutes=11)
    assert edge.app is not None
    await edge.app[EDGE].sweep()
    assert events(tmp_path) == {"other"}
    assert rows(tmp_path, "insight_forgotten") == []
    assert str(sender).encode() not in (tmp_path / "conversations.sqlite").read_bytes()


async def test_a_deletion_that_fails_on_the_dialogue_server_is_tried_again(
    edge: Client, resident: Resident, tmp_path: Path
) -> None:
    await resident.ask("身份证丢了")
    ((_, _, sender, *_),) = rows(tmp_path, "chat_sessions")
    (tmp_path / "conversations.sqlite").write_bytes(b"not a database" * 100)
    assert (await resident.call("DELETE", "/api/chat/sessions/current")).status == 204
    (tmp_path / "conversations.sqlite").unlink()
    tracked(tmp_path, str(sender))
    assert edge.app is not None
    await edge.app[EDGE].sweep()
    assert events(tmp_path) == set()


async def test_what_the_chat_had_on_the_hotline_goes_or_loses_its_name(
    edge: Client, resident: Resident, tmp_path: Path
) -> None:
    ((_, _, sender, *_),) = rows(tmp_path, "chat_sessions")
    connection = sqlite3.connect(tmp_path / "jishitong.db")
    connection.execute(
        "INSERT INTO hotline_confided (sender, masked, phone, at) VALUES (?, '138****5678', '1', '2026-03-02')",
        (sender,),
    )
    connection.commit()
    connection.close()
    assert (await resident.call("DELETE", "/api/chat/sessions/current")).status == 204
    assert rows(tmp_path, "hotline_confided") == []


@pytest.mark.parametrize(("origin", "channel"), [(None, "web"), ("https://www.example.gov.cn", "embed")])
async def test_the_channel_is_kept(
    start_edge: StartEdge, tmp_path: Path, origin: str | None, channel: str
) -> None:
    edge = await start_edge(EMBED_ORIGINS="https://www.example.gov.cn")
    response = await edge.post("/api/chat/sessions", headers={"Origin": origin} if origin else {})
    assert response.status == 201
    assert [row[5] for row in rows(tmp_path, "chat_sessions")] == [channel]


async def test_a_session_deleted_while_it_waits_for_an_answer(resident: Resident, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    waiting = asyncio.create_task(resident.send("身份证丢了"))
    await rasa.arrived.wait()
    assert (await resident.call("DELETE", "/api/chat/sessions/current")).status == 204
    rasa.gate.set()
    await problem(await waiting, 401, "session_expired")


async def test_sessions_survive_a_restart(start_edge: StartEdge) -> None:
    first = await start_edge()
    someone = Resident(first)
    await someone.open()
    await someone.ask("身份证丢了")
    await first.close()
    someone.client = await start_edge()
    assert len(await someone.transcript()) == 2


async def test_lengths_of_sessions_are_settings(start_edge: StartEdge, clock: Clock) -> None:
    someone = Resident(await start_edge(SESSION_IDLE_MINUTES="5"))
    await someone.open()
    clock.pass_by(minutes=5)
    await problem(await someone.send("身份证丢了"), 401, "session_expired")
