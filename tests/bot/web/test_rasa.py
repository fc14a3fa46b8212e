"""Whatever the dialogue server does, there are checked replies or one typed error."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from pytest_aiohttp import AiohttpServer
from structlog.testing import capture_logs

from bot.web.problems import BotUnavailable, TurnFailed
from bot.web.rasa import Rasa
from tests.bot.web.fakes import ANSWER, FakeRasa


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def client(http: aiohttp.ClientSession, rasa: FakeRasa, aiohttp_server: AiohttpServer) -> Rasa:
    server = await aiohttp_server(rasa.app())
    return Rasa(http, str(server.make_url("")).rstrip("/"), timeout=0.5)


async def test_a_message_is_handed_over_with_its_sender(client: Rasa, rasa: FakeRasa) -> None:
    await client.say("someone", "身份证丢了", {"request_id": "abc"})
    assert rasa.messages == [
        {"sender": "someone", "message": "身份证丢了", "metadata": {"request_id": "abc"}}
    ]


async def test_custom_replies_are_checked_and_named(client: Rasa, rasa: FakeRasa) -> None:
    rasa.answer = rasa.custom(ANSWER, {**ANSWER, "id": "its-own"})
    first, second = await client.say("s", "问", {})
    assert first.document() == {**ANSWER, "id": first.id}
    assert len(first.id) == 32
    assert second.id == "its-own"


async def test_plain_text_becomes_a_text_reply(client: Rasa, rasa: FakeRasa) -> None:
    rasa.answer = rasa.raw(json.dumps([{"recipient_id": "s", "text": "您好"}]))
    (reply,) = await client.say("s", "你好", {})
    assert reply.document() == {"id": reply.id, "kind": "text", "outcome": "answered", "text": "您好"}


async def test_buttons_send_their_title_not_their_command(client: Rasa, rasa: FakeRasa) -> None:
    rasa.answer = rasa.raw(
        json.dumps([{"text": "哪一个?", "buttons": [{"title": "身份证", "payload": "/choose"}]}])
    )
    (reply,) = await client.say("s", "问", {})
    assert reply.document()["choices"] == [{"title": "身份证", "text": "身份证"}]


async def test_messages_without_words_are_left_out(client: Rasa, rasa: FakeRasa) -> None:
    rasa.answer = rasa.raw(json.dumps([{"image": "http://x/y"}, {"text": " "}, {"text": "好的"}]))
    assert [reply.text for reply in await client.say("s", "问", {})] == ["好的"]


async def test_unknown_fields_are_dropped_and_reported(client: Rasa, rasa: FakeRasa) -> None:
    source = {**ANSWER["sources"][0], "colour": "red"}
    rasa.answer = rasa.custom({**ANSWER, "confidence": 0.9, "sources": [source], "later": None})
    with capture_logs() as logs:
        (reply,) = await client.say("s", "问", {})
    assert "confidence" not in reply.document()
    assert logs == [
        {"event": "reply_fields_unknown", "fields": ["confidence", "sources.colour"], "log_level": "warning"}
    ]


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "",
        "{}",
        "null",
        "<html>",
        '[{"recipient_id": "s"}]',
        '[{"text": ""}]',
        '[{"custom": {}}]',
        '[{"custom": {"kind": "poem", "outcome": "answered", "text": "13812345678"}}]',
        '[{"custom": {"kind": "text", "outcome": "answered", "text": ""}}]',
        '[{"custom": "text"}]',
    ],
)
async def test_unusable_answers_are_one_kind_of_error(client: Rasa, rasa: FakeRasa, body: str) -> None:
    rasa.answer = rasa.raw(body)
    with pytest.raises(TurnFailed) as caught:
        await client.say("s", "问", {})
    assert caught.value.retry_after
    assert "13812345678" not in str(caught.value.cause)


async def test_an_error_status_means_unavailable(client: Rasa, rasa: FakeRasa) -> None:
    rasa.answer = rasa.raw("[]", status=500)
    with pytest.raises(BotUnavailable):
        await client.say("s", "问", {})


async def test_no_answer_in_time_is_a_failed_turn(client: Rasa, rasa: FakeRasa) -> None:
    rasa.gate.clear()
    with pytest.raises(TurnFailed) as caught:
        await client.say("s", "问", {})
    assert caught.value.cause == "timeout"
    rasa.gate.set()


async def test_nobody_listening_means_unavailable(http: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    with pytest.raises(BotUnavailable):
        await Rasa(http, f"http://127.0.0.1:{unused_tcp_port}", timeout=0.5).say("s", "问", {})
