"""Handlers of the chat API."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.web import transcripts
from bot.web.bodies import FeedbackBody, MessageBody, read_body
from bot.web.boundary import OUTCOME, REQUEST_ID
from bot.web.client_address import client_address, limit_key
from bot.web.events import Events
from bot.web.greeting import greeting
from bot.web.hearing import clean
from bot.web.hotline_chat import forget_chat
from bot.web.hotline_news import TicketNews
from bot.web.metrics import Metrics
from bot.web.notices import Notices
from bot.web.problems import ReplyUnknown, TokenMissing, TooManyMessages, TooManySessions
from bot.web.responses import json_response
from bot.web.sessions import Sessions
from bot.web.throttle import MovingWindow
from bot.web.transcripts import Rating
from bot.web.turn import Conversations, Message

_BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9_-]{16,128})")


@dataclass(frozen=True)
class Chat:
    """The chat API over sessions and conversations."""

    sessions: Sessions
    conversations: Conversations
    metrics: Metrics
    session_limit: MovingWindow
    client_limit: MovingWindow
    proxies: int
    events: Events
    notices: Notices
    news: TicketNews

    def routes(self) -> list[web.RouteDef]:
        """The API's routes."""
        return [
            web.post("/api/chat/sessions", self.open_session),
            web.delete("/api/chat/sessions/current", self.delete_session),
            web.post("/api/chat/messages", self.send_message),
            web.get("/api/chat/messages", self.list_messages, allow_head=False),
            web.post("/api/chat/feedback", self.give_feedback),
            web.get("/api/chat/events", self.stream_events, allow_head=False),
        ]

    async def open_session(self, request: web.Request) -> web.Response:
        """Start a conversation."""
        wait = self.session_limit.wait(self._client(request))
        if wait is not None:
            raise TooManySessions(retry_after=wait)
        session, token = await self.sessions.open(channel_of(request))
        opened = {"session_id": session.id, "token": token, "greeting": [greeting().reply().document()]}
        opened |= await self.notices.announcement()
        return json_response(opened, status=201)

    async def delete_session(self, request: web.Request) -> web.Response:
        """End a conversation and delete all of it."""
        token = bearer(request)
        session = await self.sessions.find(token)
        await self.sessions.database.write(forget_chat, session.sender)
        await self.sessions.remove(session)
        self.events.end(token)
        return web.Response(status=204)

    async def send_message(self, request: web.Request) -> web.Response:
        """Ask, and get the answer."""
        token = bearer(request)
        self._count(request)
        body = await read_body(request, MessageBody)
        told = {"message_id": body.message_id}
        self.events.tell(token, "typing", told)
        answered = await self.conversations.say(
            Message(token, body.text, body.message_id or None, request[REQUEST_ID])
        )
        self.events.tell(token, "replies", {**told, "replies": answered.replies})
        request[OUTCOME] = answered.outcome
        return json_response({"request_id": answered.request_id, "replies": answered.replies})

    async def list_messages(self, request: web.Request) -> web.Response:
        """The conversation so far."""
        session = await self.sessions.find(bearer(request))
        await self.news.bring(session)
        found: list[dict[str, Any]] = await self.sessions.database.read(transcripts.messages, session.id)
        return json_response({"messages": found})

    async def stream_events(self, request: web.Request) -> web.StreamResponse:
        """Replies as they come."""
        return await self.events.stream(request, bearer(request))

    async def give_feedback(self, request: web.Request) -> web.Response:
        """Rate a reply; a later rating replaces an earlier one."""
        token = bearer(request)
        self._count(request)
        body = await read_body(request, FeedbackBody)
        session = await self.sessions.find(token)
        rating = Rating(body.reply_id, body.rating, clean(body.reason) or None, self.sessions.clock())
        if not await self.sessions.database.write(transcripts.add_rating, session.id, rating):
            raise ReplyUnknown()
        self.metrics.feedback(body.rating)
        return web.Response(status=204)

    def _client(self, request: web.Request) -> str:
        return limit_key(client_address(request, self.proxies))

    def _count(self, request: web.Request) -> None:
        wait = self.client_limit.wait(self._client(request))
        if wait is not None:
            raise TooManyMessages(retry_after=wait, seconds=wait)


def channel_of(request: web.Request) -> str:
    """Whether the widget stands on a page of ours or of another site."""
    origin = request.headers.get("Origin", "")
    return "embed" if origin and urlsplit(origin).netloc != request.host else "web"


def bearer(request: web.Request) -> str:
    """The session's token from the header."""
    match = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if match is None:
        raise TokenMissing()
    return match[1]
