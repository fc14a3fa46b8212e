"""The page on which a draft is tried, with an action server that answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from actions.answering.base import Base
from actions.publishing.acts import UNHEARD, Act
from actions.publishing.trial import act_told, told
from knowledge.index.build import build
from knowledge.index.versions import Versions
from tests.bot.web.conftest import Client, StartEdge
from tests.bot.web.console.colleagues import signed_in
from tests.knowledge.conftest import ContentFolder, content
from tests.knowledge.index.conftest import _own_words, encoder, index, source
from tests.knowledge.index.fakes import FakeEncoder

__all__ = ["_own_words", "content", "encoder", "index", "source"]


class Answering:
    """Tells what a version says, hearing this act."""

    def __init__(self, base: Base) -> None:
        self.base, self.act = base, UNHEARD
        self.asked: list[dict[str, Any]] = []

    async def trial(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        found = told(self.base, body["question"], body["after"], [self.act] * (len(body["after"]) + 1))
        return web.json_response({"act": act_told(self.act), "live": found, "draft": None})


@pytest.fixture
async def answering(
    source: ContentFolder, index: Path, encoder: FakeEncoder
) -> AsyncIterator[tuple[Answering, str]]:
    build(source.path, index, encoder=encoder, quiet=True)  # type: ignore[arg-type]
    made = Answering(Base.load(Versions(index).current(), encoder))  # type: ignore[arg-type]
    app = web.Application()
    app.router.add_post("/publishing/trial", made.trial)
    server = TestServer(app)
    await server.start_server()
    yield made, str(server.make_url("")).rstrip("/")
    await server.close()


@pytest.fixture
async def edge(start_edge: StartEdge, answering: tuple[Answering, str], tmp_path: Path) -> Client:
    return await start_edge(DATA_DIR=str(tmp_path), ACTIONS_URL=answering[1])


async def test_the_page_shows_act_answer_scores_and_threshold(
    edge: Client, answering: tuple[Answering, str]
) -> None:
    editor = await signed_in(edge, "editor")
    answering[0].act = Act(name="ask_time_limit", confidence=0.93)
    shown = await editor.read("/console/knowledge/trial?q=居民身份证换领要多久")
    for part in ("问时限", "把握 0.93", "才直接回答", "综合", "语义", "余弦", "id-card"):
        assert part in shown, part
    assert "对话服务没有回应" not in shown


async def test_the_page_says_what_the_chat_does_instead(
    edge: Client, answering: tuple[Answering, str]
) -> None:
    editor = await signed_in(edge, "editor")
    answering[0].act = Act(name="hotline_file", confidence=0.9)
    assert "对话里会打开“登记诉求”" in await editor.read("/console/knowledge/trial?q=我要投诉路灯不亮")


async def test_a_question_may_go_on_from_the_one_before(
    edge: Client, answering: tuple[Answering, str]
) -> None:
    editor = await signed_in(edge, "editor")
    shown = await editor.read("/console/knowledge/trial?before=居民身份证换领要多久&q=要带什么")
    assert answering[0].asked[-1]["after"] == ["居民身份证换领要多久"]
    assert 'value="居民身份证换领要多久"' in shown
    assert "居民身份证换领" in shown.split('<pre class="reply">')[1].split("</pre>")[0]


async def test_the_page_says_so_when_no_act_was_heard(edge: Client, answering: tuple[Answering, str]) -> None:
    editor = await signed_in(edge, "editor")
    assert "对话服务没有回应" in await editor.read("/console/knowledge/trial?q=居民身份证换领要多久")
