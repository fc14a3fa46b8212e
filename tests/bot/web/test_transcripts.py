"""The transcript and ratings: what was said, masked, and only to whom it belongs."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.web import transcripts
from tests.bot.web.conftest import Client
from tests.bot.web.fakes import ANSWER, Clock, FakeRasa, Resident, problem


async def test_a_conversation_can_be_resumed(resident: Resident, clock: Clock) -> None:
    assert await resident.transcript() == []
    first = await resident.ask("身份证丢了咋补")
    clock.pass_by(minutes=2)
    second = await resident.ask("要带啥")
    entries = await resident.transcript()
    assert [entry["from"] for entry in entries] == ["user", "bot", "user", "bot"]
    assert [entry.get("text") for entry in entries[::2]] == ["身份证丢了咋补", "要带啥"]
    assert [entry["reply"] for entry in entries[1::2]] == [first["replies"][0], second["replies"][0]]
    moments = [datetime.fromisoformat(entry["at"]) for entry in entries]
    assert moments == sorted(moments)
    assert all(moment.utcoffset() == timedelta(0) for moment in moments)


async def test_a_conversation_is_only_its_own(edge: Client, resident: Resident) -> None:
    await resident.ask("身份证丢了")
    other = Resident(edge)
    await other.open()
    assert await other.transcript() == []


async def test_personal_numbers_are_nowhere(
    resident: Resident, rasa: FakeRasa, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = ["13812345678", "11010519491231002X", "4111111111111111", "91350100M000100Y43", "豫U12345"]
    for number in numbers:
        answered = await resident.ask(f"我的号码是{number},查一下")
    body = {"reply_id": answered["replies"][0]["id"], "rating": "down", "reason": f"打{numbers[0]}没人接"}
    assert (await resident.call("POST", "/api/chat/feedback", json=body)).status == 204
    connection = sqlite3.connect(tmp_path / "jishitong.db")
    stored = "\n".join(connection.iterdump())
    connection.close()
    seen = stored + str(rasa.messages) + str(await resident.transcript()) + capsys.readouterr().out
    assert "我的号码是" in stored
    for number in numbers:
        assert number not in seen


async def test_a_long_conversation_gives_its_end(resident: Resident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcripts, "TRANSCRIPT_LENGTH", 4)
    for number in range(5):
        await resident.ask(f"第{number}问")
    entries = await resident.transcript()
    assert [entry.get("text") for entry in entries] == ["第3问", None, "第4问", None]


async def _rate(resident: Resident, **body: Any) -> int:
    return (await resident.call("POST", "/api/chat/feedback", json=body)).status


def _ratings(data: Path) -> list[tuple[str, str | None]]:
    connection = sqlite3.connect(data / "jishitong.db")
    try:
        return connection.execute("SELECT rating, reason FROM chat_feedback").fetchall()
    finally:
        connection.close()


async def test_a_reply_can_be_rated_and_rated_again(resident: Resident, tmp_path: Path) -> None:
    reply_id = (await resident.ask("身份证丢了"))["replies"][0]["id"]
    assert await _rate(resident, reply_id=reply_id, rating="down", reason=" 電話不对 ") == 204
    assert _ratings(tmp_path) == [("down", "电话不对")]
    assert await _rate(resident, reply_id=reply_id, rating="up") == 204
    assert _ratings(tmp_path) == [("up", None)]


async def test_only_replies_of_this_session_can_be_rated(edge: Client, resident: Resident) -> None:
    reply_id = (await resident.ask("身份证丢了"))["replies"][0]["id"]
    other = Resident(edge)
    await other.open()
    for someone, wrong in ((other, reply_id), (resident, "nonsense"), (resident, "greeting")):
        body = {"reply_id": wrong, "rating": "up"}
        await problem(await someone.call("POST", "/api/chat/feedback", json=body), 404, "reply_unknown")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reply_id": "r"},
        {"reply_id": "r", "rating": "meh"},
        {"reply_id": "r", "rating": "up", "reason": 1},
        {"reply_id": "r", "rating": "up", "reason": "长" * 501},
        {"reply_id": "r", "rating": "up", "stars": 5},
    ],
)
async def test_ratings_of_another_shape_are_refused(resident: Resident, body: dict[str, Any]) -> None:
    response = await resident.call("POST", "/api/chat/feedback", json=body)
    await problem(response, 422, "body_invalid")


async def test_replies_keep_ids_of_their_own(resident: Resident, rasa: FakeRasa) -> None:
    rasa.answer = rasa.custom({**ANSWER, "id": "made-by-the-bot"})
    await resident.ask("身份证丢了")
    assert await _rate(resident, reply_id="made-by-the-bot", rating="up") == 204
