"""The example client of the documentation works as it stands."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from pytest_aiohttp import AiohttpServer

from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.fakes import Clock, FakeRasa
from tests.browser.replies import ANSWER, CHOICES, CONTACT

DOCS = Path(__file__).parents[3] / "docs"
FILE = DOCS / "examples" / "phone_client.py"


@pytest.fixture
def client_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("phone_client", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pauses(client_module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the client would have waited."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    # Its own name for the module only: the edge sleeps too.
    monkeypatch.setattr(client_module, "asyncio", SimpleNamespace(sleep=sleep))
    return waited


@pytest.fixture
async def talk(client_module: ModuleType, edge: Client) -> Any:
    async with aiohttp.ClientSession() as http:
        yield client_module.Conversation(http, str(edge.make_url("/")))


async def test_an_answer_has_its_source_and_a_number_presses_the_button(talk: Any, rasa: FakeRasa) -> None:
    rasa.answer = FakeRasa.custom(ANSWER, CHOICES)
    said = await talk.say("身份证丢了")
    assert "【依据】演示用居民身份证管理办法 演示〔2025〕1号" in said
    assert "2. 选项二" in said
    await talk.say("2")
    await talk.say("9")
    assert rasa.texts == ["身份证丢了", "我选二", "9"]


async def test_numbers_to_call_are_told(talk: Any, rasa: FakeRasa) -> None:
    rasa.answer = FakeRasa.custom(CONTACT)
    assert "火警：119" in await talk.say("冒烟了")


async def test_a_failure_is_tried_again_under_the_same_id(
    talk: Any, rasa: FakeRasa, pauses: list[float]
) -> None:
    replies = [FakeRasa.raw("[]"), FakeRasa.raw("", 500), FakeRasa.custom(ANSWER)]
    rasa.answer = lambda message: replies.pop(0)(message)
    assert "可以补办" in await talk.say("身份证丢了")
    assert pauses == [2, 5]
    assert len(rasa.texts) == 3


async def test_the_limit_is_waited_for(
    client_module: ModuleType, start_edge: StartEdge, pauses: list[float]
) -> None:  # fmt: skip
    limited = await start_edge(RATE_LIMIT_MESSAGES="1/minute")
    async with aiohttp.ClientSession() as http:
        talk = client_module.Conversation(http, str(limited.make_url("/")))
        await talk.say("一")
        assert "发送得太快" in await talk.say("二")
    assert len(pauses) == 5
    assert min(pauses) > 50


async def test_what_is_refused_is_told_in_its_sentence(talk: Any, pauses: list[float]) -> None:
    assert "请输入您要咨询的问题" in await talk.say("  ")
    assert "最多写 500 个字" in await talk.say("很" * 501)
    assert pauses == []


async def test_a_conversation_goes_on_with_its_token(
    client_module: ModuleType, talk: Any, edge: Client
) -> None:
    await talk.say("身份证丢了")
    later = client_module.Conversation(talk.http, str(edge.make_url("/")), talk.token)
    await later.say("要带什么")
    said = [one["text"] for one in (await later.call("GET", "messages"))["messages"] if one["from"] == "user"]
    assert said == ["身份证丢了", "要带什么"]


async def test_after_its_end_a_new_one_begins(talk: Any, clock: Clock, rasa: FakeRasa) -> None:
    await talk.say("身份证丢了")
    token = talk.token
    clock.pass_by(minutes=61)
    assert await talk.say("要带什么")
    assert talk.token != token
    assert rasa.texts == ["身份证丢了", "要带什么"]


async def test_a_lost_connection_is_tried_again(
    client_module: ModuleType, aiohttp_server: AiohttpServer, pauses: list[float]
) -> None:
    calls: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        calls.append(request.path)
        if len(calls) == 1:
            assert request.transport is not None
            request.transport.close()
            await asyncio.Event().wait()
        return web.json_response({"replies": [{"text": "好"}]})

    app = web.Application()
    app.router.add_post("/api/chat/messages", handle)
    server = await aiohttp_server(app)
    async with aiohttp.ClientSession() as http:
        talk = client_module.Conversation(http, str(server.make_url("/")), "t" * 43)
        assert await talk.say("喂") == "好"
    assert (len(calls), pauses) == (2, [1])


def test_the_page_shows_the_whole_example() -> None:
    text = (DOCS / "phone-client.md").read_text("utf-8")
    assert FILE.read_text("utf-8") in text
