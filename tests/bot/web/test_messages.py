"""A message in, checked replies out; every bad request is told what is wrong with it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.web.app import EDGE
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import ANSWER, EMERGENCY, FakeRasa, Resident, problem

PATH = "/api/chat/messages"


async def test_a_question_is_answered(resident: Resident, rasa: FakeRasa) -> None:
    answered = await resident.ask("身份证丢了咋补")
    assert answered.keys() == {"request_id", "replies"}
    (reply,) = answered["replies"]
    assert reply == {**ANSWER, "id": reply["id"]}
    assert rasa.messages[0]["metadata"] == {"request_id": answered["request_id"]}


async def test_several_replies_keep_their_order(resident: Resident, rasa: FakeRasa) -> None:
    texts = ["第一条", "第二条", "第三条"]
    rasa.answer = rasa.custom(*({**ANSWER, "text": text} for text in texts))
    assert [reply["text"] for reply in (await resident.ask("身份证"))["replies"]] == texts


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("/greet", "？"),
        ("／restart", "？"),
        ("/身份证丢了", "身份证丢了"),
        ("我的身份證丟了", "我的身份证丢了"),
        ("电话13812345678", "电话138****5678"),
        ("😀", "😀"),
    ],
)
async def test_the_bot_gets_normal_masked_harmless_text(
    resident: Resident, rasa: FakeRasa, typed: str, sent: str
) -> None:
    await resident.ask(typed)
    assert rasa.texts == [sent]


@pytest.mark.parametrize("text", ["", "   ", "\n\u3000"])
async def test_an_empty_message_gets_advice(resident: Resident, rasa: FakeRasa, text: str) -> None:
    document = await problem(await resident.send(text), 422, "message_empty")
    assert "请输入" in document["detail"]
    assert rasa.texts == []


async def test_a_long_message_is_told_the_limit(resident: Resident, rasa: FakeRasa) -> None:
    document = await problem(await resident.send("问" * 5000), 422, "message_too_long")
    assert "500" in document["detail"]
    assert rasa.texts == []


async def test_the_longest_message_is_a_setting(start_edge: StartEdge) -> None:
    someone = Resident(await start_edge(MESSAGE_MAX_CHARS="20"))
    await someone.open()
    await someone.ask("问" * 20)
    await problem(await someone.send("问" * 21), 422, "message_too_long")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "json_invalid"),
        (b"{", 400, "json_invalid"),
        (b'{"text": "\xff"}', 400, "json_invalid"),
        (b'{"text": "\\ud800"}', 400, "json_invalid"),
        (b"[" * 5000, 400, "json_invalid"),
        (b"null", 422, "body_invalid"),
        (b"[]", 422, "body_invalid"),
        (b"{}", 422, "body_invalid"),
        (b'{"text": 1}', 422, "body_invalid"),
        (b'{"text": null}', 422, "body_invalid"),
        (b'{"text": ["a"]}', 422, "body_invalid"),
        (b'{"text": "a", "sender": "b"}', 422, "body_invalid"),
        (b'{"text": "a", "message_id": null}', 422, "body_invalid"),
        (b'{"text": "a", "message_id": 1}', 422, "body_invalid"),
        (b'{"text": "a", "message_id": ""}', 422, "body_invalid"),
        (b'{"text": "a", "message_id": "\\u0000"}', 422, "body_invalid"),
        (json.dumps({"text": "a", "message_id": "x" * 65}).encode(), 422, "body_invalid"),
        (json.dumps({"text": "a" * 40_000}).encode(), 413, "body_too_large"),
    ],
)
async def test_bad_bodies(resident: Resident, rasa: FakeRasa, body: bytes, status: int, code: str) -> None:
    response = await resident.call("POST", PATH, data=body, headers={"Content-Type": "application/json"})
    await problem(response, status, code)
    assert rasa.texts == []


async def test_a_bad_body_is_told_which_field_but_not_what_was_in_it(resident: Resident) -> None:
    body = {"text": 13812345678, "extra": "13912345678"}
    response = await resident.call("POST", PATH, json=body)
    document = await problem(response, 422, "body_invalid")
    assert {(fault["field"], fault["reason"]) for fault in document["errors"]} == {
        ("text", "string_type"),
        ("extra", "extra_forbidden"),
    }
    assert "2345678" not in json.dumps(document)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
async def test_only_json_is_taken(resident: Resident, kind: str) -> None:
    response = await resident.call("POST", PATH, data=b'{"text": "a"}', headers={"Content-Type": kind})
    await problem(response, 415, "media_type_unsupported")


async def test_a_body_sent_in_chunks_is_limited_too(resident: Resident) -> None:
    async def chunks() -> Any:
        for _ in range(50):
            yield b" " * 1024

    response = await resident.call("POST", PATH, data=chunks(), headers={"Content-Type": "application/json"})
    await problem(response, 413, "body_too_large")


async def test_a_silent_bot_becomes_an_honest_error(resident: Resident, rasa: FakeRasa) -> None:
    rasa.answer = rasa.raw("[]")
    response = await resident.send("身份证丢了")
    document = await problem(response, 503, "turn_failed")
    assert int(response.headers["Retry-After"]) >= 1
    assert "12345" in document["detail"]


async def test_a_slow_bot_becomes_an_honest_error(start_edge: StartEdge, rasa: FakeRasa) -> None:
    someone = Resident(await start_edge(TURN_TIMEOUT_SECONDS="0.1"))
    await someone.open()
    rasa.gate.clear()
    await problem(await someone.send("身份证丢了"), 503, "turn_failed")
    rasa.gate.set()


async def test_a_bot_that_is_down_becomes_an_honest_error(
    start_edge: StartEdge, unused_tcp_port: int
) -> None:
    someone = Resident(await start_edge(RASA_URL=f"http://127.0.0.1:{unused_tcp_port}"))
    await someone.open()
    response = await someone.send("身份证丢了")
    await problem(response, 503, "bot_unavailable")
    assert int(response.headers["Retry-After"]) >= 1


async def test_an_emergency_is_answered_without_the_bot(start_edge: StartEdge, unused_tcp_port: int) -> None:
    someone = Resident(await start_edge(RASA_URL=f"http://127.0.0.1:{unused_tcp_port}"))
    await someone.open()
    (reply,) = (await someone.ask("厨房着火了"))["replies"]
    assert reply["outcome"] == "emergency"
    assert reply["contacts"] == EMERGENCY["contacts"]
    assert "choices" not in reply
    assert [entry["from"] for entry in await someone.transcript()] == ["user", "bot"]


@pytest.mark.parametrize(
    ("slip", "text"),
    [({"contacts": [{"title": "火警", "number": "119 或 110"}]}, EMERGENCY["text"]), ({"text": ""}, "119")],
)
async def test_a_slip_in_the_emergency_words_costs_no_answer(
    edge: Client, resident: Resident, slip: dict[str, Any], text: str
) -> None:
    turns = edge.app[EDGE].conversations._turns
    object.__setattr__(turns, "emergency", lambda _text: {**EMERGENCY, **slip})
    (reply,) = (await resident.ask("厨房着火了"))["replies"]
    assert reply["outcome"] == "emergency"
    assert text in reply["text"]


async def test_an_emergency_does_not_wait_in_line(resident: Resident, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    waiting = asyncio.create_task(resident.ask("身份证丢了"))
    await rasa.arrived.wait()
    assert (await resident.ask("着火了"))["replies"][0]["outcome"] == "emergency"
    rasa.gate.set()
    assert (await waiting)["replies"][0]["outcome"] == "answered"


async def test_an_unknown_address_is_a_problem(edge: Client) -> None:
    await problem(await edge.get("/nothing/here"), 404, "not_found")
    await problem(await edge.get("/static/nothing.js"), 404, "not_found")


async def test_a_wrong_method_is_a_problem(edge: Client) -> None:
    response = await edge.put(PATH)
    await problem(response, 405, "method_not_allowed")
    assert set(response.headers["Allow"].split(",")) == {"GET", "POST"}
