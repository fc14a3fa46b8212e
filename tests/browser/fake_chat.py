"""The chat API with nothing behind it: it says what the script has, and fails when a test wants it to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from bot.web.boundary import finishing
from bot.web.pages import Pages
from bot.web.reply import Reply
from tests.browser.replies import SCRIPT, Json

T = TypeVar("T")
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>政务网站</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/static/icon.svg">{head}</head>
<body><main><h1>政务网站</h1><p>页面自己的内容。</p><button>页面的按钮</button></main>
<script src="{home}/widget.js" {data} defer></script></body></html>"""


@dataclass
class Conversation:
    """What was said in a session."""

    entries: list[Json] = field(default_factory=list)
    turns: dict[str, list[Json]] = field(default_factory=dict)
    streams: list[asyncio.Queue[tuple[str, Json] | None]] = field(default_factory=list)


class FakeChat:
    """A server on a thread of its own; tests turn its switches."""

    def __init__(self) -> None:
        self.down = False
        self.status = 0
        self.streaming = True
        self.hold = False
        self.asked: list[tuple[str, str]] = []
        self.feedback: list[Json] = []
        self.photos: list[bytes] = []
        self.deleted = 0
        self.sessions: dict[str, Conversation] = {}
        self.answer: Callable[[str], list[Json]] = lambda text: SCRIPT.get(text, SCRIPT["文字"])
        self.pages: dict[str, str] = {}
        self.origins: frozenset[str] = frozenset()
        #: The content policy of pages, where it is not the server's own.
        self.policy = ""
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner = self._wait(self._start())

    def reset(self) -> None:
        """As if freshly started, for the next test."""
        self._end_streams()
        self.down, self.status, self.streaming, self.hold = False, 0, True, False
        self.announcement = ""
        self.asked, self.feedback, self.photos, self.deleted = [], [], [], 0
        self.sessions, self.pages, self.origins = {}, {}, frozenset()
        self.answer = lambda text: SCRIPT.get(text, SCRIPT["文字"])

    def close(self) -> None:
        """Stop serving."""
        self._end_streams()
        self._wait(self._runner.cleanup())
        self._wait(_cancel_the_rest())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _end_streams(self) -> None:
        for conversation in self.sessions.values():
            for queue in conversation.streams:
                self._loop.call_soon_threadsafe(queue.put_nowait, None)

    def page(self, data: str = "", head: str = "", home: str = "", name: str = "site") -> str:
        """The address of a page of some site that embeds the widget."""
        self.pages[name] = PAGE.format(head=head, data=data, home=home)
        return f"{self.url}/{name}"

    def tell(self, name: str, data: Json) -> None:
        """Send an event to every open stream."""
        for conversation in self.sessions.values():
            for queue in conversation.streams:
                self._loop.call_soon_threadsafe(queue.put_nowait, (name, data))

    @property
    def streams(self) -> int:
        """Open streams."""
        return sum(len(one.streams) for one in self.sessions.values())

    def wait_for(self, reached: Callable[[], bool], seconds: float = 15.0) -> None:
        """Wait until something holds on the server's side."""
        end = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < end, "没有等到"
            time.sleep(0.01)

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(15)

    async def _start(self) -> web.AppRunner:
        app = web.Application(middlewares=[self._switches], client_max_size=8 * 1024 * 1024)
        app.on_response_prepare.append(self._finish)
        app.add_routes(
            [
                web.get("/api/chat/announcement", self._announce),
                web.post("/api/chat/sessions", self._open),
                web.delete("/api/chat/sessions/current", self._delete),
                web.post("/api/chat/messages", self._say),
                web.get("/api/chat/messages", self._list),
                web.post("/api/chat/feedback", self._rate),
                web.post("/api/chat/photos", self._photo),
                web.get("/api/chat/events", self._events),
                *Pages(500).routes(),
                web.get("/{page}", self._page),
            ]
        )
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return runner

    async def _finish(self, request: web.Request, response: web.StreamResponse) -> None:
        await finishing(self.origins)(request, response)

    @web.middleware
    async def _switches(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.method == "OPTIONS":
            headers = {
                "Access-Control-Allow-Methods": "GET, POST, DELETE",
                "Access-Control-Allow-Headers": "Authorization, Content-Type",
            }
            return web.Response(status=204, headers=headers)
        if request.path.startswith("/api/"):
            if self.down:
                assert request.transport is not None
                request.transport.abort()
                raise web.HTTPServiceUnavailable
            if self.status:
                return _problem(self.status, "服务暂时不可用。")
        result: web.StreamResponse = await handler(request)
        return result

    async def _page(self, request: web.Request) -> web.Response:
        text = self.pages.get(request.match_info["page"])
        if text is None:
            raise web.HTTPNotFound
        headers = {"Content-Security-Policy": self.policy} if self.policy else {}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _announce(self, _request: web.Request) -> web.Response:
        return web.json_response({"announcement": self.announcement} if self.announcement else {})

    async def _open(self, _request: web.Request) -> web.Response:
        token = uuid4().hex
        self.sessions[token] = Conversation()
        return web.json_response({"session_id": uuid4().hex, "token": token, "greeting": []}, status=201)

    async def _say(self, request: web.Request) -> web.Response:
        conversation = self._conversation(request)
        if conversation is None:
            return _problem(401, "会话已结束。")
        body = await request.json()
        key, text = body["message_id"], body["text"]
        self.asked.append((key, text))
        if key not in conversation.turns:
            replies = [{**reply, "id": uuid4().hex} for reply in self.answer(text)]
            for reply in replies:
                Reply.model_validate(reply)
            conversation.turns[key] = replies
            while self.hold:  # noqa: ASYNC110 (turned by another thread)
                await asyncio.sleep(0.01)
            at = "2026-11-23T00:00:00+00:00"
            conversation.entries.append({"from": "user", "at": at, "text": text})
            conversation.entries += [{"from": "bot", "at": at, "reply": reply} for reply in replies]
        while self.hold:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return web.json_response({"request_id": key, "replies": conversation.turns[key]})

    async def _list(self, request: web.Request) -> web.Response:
        conversation = self._conversation(request)
        if conversation is None:
            return _problem(401, "会话已结束。")
        return web.json_response({"messages": conversation.entries[-400:]})

    async def _delete(self, request: web.Request) -> web.Response:
        self.deleted += 1
        gone = self.sessions.pop(_token(request), None)
        for queue in gone.streams if gone else ():
            queue.put_nowait(None)
        return web.Response(status=204)

    async def _rate(self, request: web.Request) -> web.Response:
        self.feedback.append(await request.json())
        return web.Response(status=204)

    async def _photo(self, request: web.Request) -> web.Response:
        assert request.content_type == "image/jpeg"
        self.photos.append(await request.read())
        return web.json_response({"photo_id": uuid4().hex}, status=201)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        conversation = self._conversation(request)
        if conversation is None or not self.streaming:
            return _problem(404, "没有推送。")
        queue: asyncio.Queue[tuple[str, Json] | None] = asyncio.Queue()
        conversation.streams.append(queue)
        try:
            async with sse_response(request) as response:
                await response.send("{}", event="hello")
                await _pass_on(request, queue, response)
        finally:
            conversation.streams.remove(queue)
        return response

    def _conversation(self, request: web.Request) -> Conversation | None:
        return self.sessions.get(_token(request))


async def _pass_on(
    request: web.Request, queue: asyncio.Queue[tuple[str, Json] | None], response: EventSourceResponse
) -> None:
    while request.transport is not None and not request.transport.is_closing():
        with contextlib.suppress(TimeoutError, ConnectionError):
            event = await asyncio.wait_for(queue.get(), 0.1)
            if event is None:
                return
            await response.send(json.dumps(event[1], ensure_ascii=False), event=event[0])


async def _cancel_the_rest() -> None:
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def _problem(status: int, detail: str) -> web.Response:
    return web.json_response({"code": "test", "detail": detail, "status": status}, status=status)
