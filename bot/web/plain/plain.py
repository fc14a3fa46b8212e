"""Handlers of ``/chat``: every form is taken by a POST, and the page shown by the GET after it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web
from aiohttp.web_request import FileField
from sqlalchemy.exc import SQLAlchemyError

from bot.web import transcripts
from bot.web.boundary import OUTCOME, REQUEST_ID, TELL
from bot.web.chat import Chat
from bot.web.client_address import client_address, limit_key
from bot.web.hearing import clean, hear
from bot.web.hotline_chat import forget_chat
from bot.web.plain import cookies, photos
from bot.web.plain.cookies import Visitor
from bot.web.plain.forms import UPLOAD_MAX_BYTES, Draft, Fields, draft_of, field, read_form
from bot.web.plain.openings import Openings
from bot.web.plain.page import REASON_MAX_CHARS, REASONS, Page, chat_page, delete_page, problem_page
from bot.web.plain.problems import FieldInvalid
from bot.web.plain.transcript import Conversation, Turn, read, reply_of
from bot.web.problems import Problem, ReplyUnknown, SessionExpired, TooManyMessages, TooManySessions
from bot.web.transcripts import Rating
from bot.web.turn import Answered, Message
from knowledge.formats.answer import Outcome

PATH = "/chat"
Handler = Callable[[web.Request, Visitor], Awaitable[web.Response]]
Tell = Callable[[Problem], web.Response]


class Plain:
    """The conversation by forms, over the same sessions and turns as the chat API."""

    def __init__(self, chat: Chat, max_chars: int) -> None:
        self._chat = chat
        self._max_chars = max_chars
        self._openings = Openings()
        self._drawing = asyncio.Semaphore(photos.AT_ONCE)

    def routes(self) -> list[web.RouteDef]:
        """The routes."""
        return [
            web.get(PATH, self._visited(self.show)),
            web.post(PATH, self._visited(self.take)),
            web.post(f"{PATH}/photos", self._visited(self.take_photo)),
            web.post(f"{PATH}/feedback", self._visited(self.rate)),
            web.get(f"{PATH}/delete", self._visited(self.ask_to_delete)),
            web.post(f"{PATH}/delete", self._visited(self.delete)),
        ]

    async def show(self, request: web.Request, visitor: Visitor) -> web.Response:
        """The conversation so far, or the greeting."""
        if request.query.get("large") in ("0", "1"):
            visitor.enlarge(request.query["large"] == "1")
        notes = [request.query.get("note", "")]
        try:
            conversation = await self._conversation(visitor, with_news=True)
        except SessionExpired:
            visitor.end()
            conversation, notes = Conversation(), [*notes, "over"]
        draft = Draft(text=request.query.get("q", "")[: self._max_chars])
        page = Page(conversation, visitor, self._max_chars, notes=notes, draft=draft)
        return await self._page(request, page)

    async def take(self, request: web.Request, visitor: Visitor) -> web.Response:
        """A message, typed or by a button."""
        draft = draft_of(await read_form(request, visitor, self._chat.proxies))
        try:
            self._count(request)
            answered, renewed = await self._say(request, visitor, draft)
        except Problem as problem:
            return await self._refused(request, visitor, problem, draft)
        request[OUTCOME] = answered.outcome
        if answered.outcome == Outcome.EMERGENCY and not await self._is_stored(visitor, answered):
            turn = Turn(None, None, [reply_of(reply) for reply in answered.replies])
            return await self._page(request, Page(Conversation([turn]), visitor, self._max_chars))
        return _see(f"{PATH}?note=new#last" if renewed else f"{PATH}#last")

    async def take_photo(self, request: web.Request, visitor: Visitor) -> web.Response:
        """A photo for the ticket that is being filled in."""
        try:
            fields = await read_form(request, visitor, self._chat.proxies, UPLOAD_MAX_BYTES)
            self._count(request)
            session = await self._chat.sessions.find(visitor.token or "")
            file = fields.get("photo")
            uploaded = _content(file) if isinstance(file, FileField) else b""
            sessions = self._chat.sessions
            await photos.keep(sessions.database, session.sender, uploaded, sessions.clock(), self._drawing)
        except SessionExpired:
            return _see(PATH)
        except Problem as problem:
            return await self._refused(request, visitor, problem, Draft(), at="photo")
        return _see(f"{PATH}?note=photo#say")

    async def rate(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Whether a reply was of help, and why not."""
        fields = await read_form(request, visitor, self._chat.proxies)
        self._count(request)
        rating, reply_id = _rating(fields), field(fields, "reply_id")
        session = await self._chat.sessions.find(visitor.token or "")
        kept = Rating(reply_id, rating, _reason(fields) or None, self._chat.sessions.clock())
        if not await self._chat.sessions.database.write(transcripts.add_rating, session.id, kept):
            raise ReplyUnknown()
        self._chat.metrics.feedback(rating)
        return _see(f"{PATH}#r-{reply_id}")

    async def ask_to_delete(self, request: web.Request, visitor: Visitor) -> web.Response:
        """What cannot be undone is asked for twice."""
        return delete_page(visitor)

    async def delete(self, request: web.Request, visitor: Visitor) -> web.Response:
        """Delete the conversation here and on the server."""
        await read_form(request, visitor, self._chat.proxies)
        try:
            session = await self._chat.sessions.find(visitor.token or "")
            await self._chat.sessions.database.write(forget_chat, session.sender)
            await self._chat.sessions.remove(session)
            self._chat.events.end(visitor.token or "")
        except SessionExpired:
            # It is gone already, which is what was asked for.
            pass
        visitor.end()
        return _see(f"{PATH}?note=deleted")

    # --- a turn -----------------------------------------------------------------

    async def _say(self, request: web.Request, visitor: Visitor, draft: Draft) -> tuple[Answered, bool]:
        """The answer, and whether the conversation before had ended."""
        # What cannot be sent at all begins no conversation.
        hear(draft.text, self._max_chars)
        renewed = False
        if visitor.token is None:
            await self._open(request, visitor)
        try:
            answered = await self._chat.conversations.say(self._message(request, visitor, draft))
        except SessionExpired:
            renewed = True
            await self._open(request, visitor)
            answered = await self._chat.conversations.say(self._message(request, visitor, draft))
        return answered, renewed

    def _message(self, request: web.Request, visitor: Visitor, draft: Draft) -> Message:
        # Without a token nobody is known, but an emergency is heard all the same.
        return Message(visitor.token or visitor.secret, draft.text, draft.message_id, request[REQUEST_ID])

    async def _open(self, request: web.Request, visitor: Visitor) -> None:
        async def open_one() -> str:
            wait = self._chat.session_limit.wait(self._client(request))
            if wait is not None:
                raise TooManySessions(retry_after=wait)
            _, token = await self._chat.sessions.open("plain")
            return token

        key = f"{visitor.secret} {visitor.token}"
        try:
            visitor.begin(await self._openings.token(key, open_one))
        except SQLAlchemyError:
            # Whoever answers the message says that nothing can be stored, unless it is an emergency.
            visitor.token = None

    # --- pages ------------------------------------------------------------------

    def _visited(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler that knows its visitor and tells problems as pages."""

        async def handle(request: web.Request) -> web.Response:
            visitor = cookies.load(request, self._chat.proxies)
            tell: Tell = partial(problem_page, request, visitor)
            request[TELL] = tell
            response = await handler(request, visitor)
            cookies.save(visitor, request, response, self._chat.proxies)
            return response

        return handle

    async def _conversation(self, visitor: Visitor, *, with_news: bool = False) -> Conversation:
        if visitor.token is None:
            return Conversation()
        session = await self._chat.sessions.find(visitor.token)
        if with_news:
            await self._chat.news.bring(session)
        return await self._chat.sessions.database.read(read, session)

    async def _is_stored(self, visitor: Visitor, answered: Answered) -> bool:
        try:
            turns = (await self._conversation(visitor)).turns
        except (SQLAlchemyError, SessionExpired):
            return False
        return bool(turns) and any(reply.id == answered.replies[0]["id"] for reply in turns[-1].replies)

    async def _page(self, request: web.Request, page: Page) -> web.Response:
        announcement = (await self._chat.notices.announcement()).get("announcement", "")
        return chat_page(request, page, announcement)

    async def _refused(
        self, request: web.Request, visitor: Visitor, problem: Problem, draft: Draft, at: str = "say"
    ) -> web.Response:
        """The page with what was wrong at the field, and what was written still in it."""
        request[OUTCOME] = problem.code if problem.cause is None else f"{problem.code}: {problem.cause}"
        try:
            conversation = await self._conversation(visitor)
        except (SQLAlchemyError, SessionExpired):
            conversation = Conversation()
        page = Page(conversation, visitor, self._max_chars, draft=draft, problem=problem, at=at)
        return await self._page(request, page)

    def _client(self, request: web.Request) -> str:
        return limit_key(client_address(request, self._chat.proxies))

    def _count(self, request: web.Request) -> None:
        wait = self._chat.client_limit.wait(self._client(request))
        if wait is not None:
            raise TooManyMessages(retry_after=wait, seconds=wait)


def _rating(fields: Fields) -> str:
    rating = field(fields, "rating")
    if rating not in ("up", "down"):
        raise FieldInvalid(reason="请选“有帮助”或“没帮助”。")
    return rating


def _reason(fields: Fields) -> str:
    """The reason picked and what was added, masked."""
    picked, added = field(fields, "why"), field(fields, "more").strip()[:REASON_MAX_CHARS]
    return clean("：".join(part for part in (picked if picked in REASONS else "", added) if part))


def _content(file: FileField) -> bytes:
    with file.file:
        return file.file.read()


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
