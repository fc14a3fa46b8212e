"""A turn: a resident's message in, the bot's replies out; once per message, in order, whatever fails."""

from __future__ import annotations

import asyncio
import hmac
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.web import transcripts
from bot.web.hearing import hear
from bot.web.hotline_chat import ChatHotline
from bot.web.lanes import Lanes
from bot.web.metrics import Metrics
from bot.web.problems import BotUnavailable, MessageIdReused, Problem, StorageUnavailable, TooManyMessages
from bot.web.rasa import Rasa, with_id
from bot.web.reply import Reply, ReplyKind
from bot.web.sessions import Sessions, token_hash
from bot.web.throttle import MovingWindow
from bot.web.transcripts import Exchange, Session, Turn
from knowledge.formats.answer import Outcome

#: Finds an emergency in a message and answers it; in-process, so that it works when nothing else does.
Emergency = Callable[[str], dict[str, Any] | None]

RETRY_STORAGE = 5

EMERGENCY_TEXT = "请马上拨打 119（火警）、110（报警）、120（急救）或 122（交通事故）。"

log = structlog.get_logger("edge")


@dataclass(frozen=True)
class Message:
    """A message as it came in."""

    token: str
    text: str
    message_id: str | None
    request_id: str

    @property
    def fingerprint(self) -> str:
        """Tells texts apart without telling them: the key is the token, which is stored nowhere."""
        return hmac.digest(self.token.encode(), self.text.encode(), "sha256").hex()


@dataclass(frozen=True)
class Answered:
    """What the client gets, now or when it repeats the message."""

    request_id: str
    replies: list[dict[str, Any]]

    @property
    def outcome(self) -> str:
        """The outcome by which the turn is counted."""
        return str(self.replies[0]["outcome"])


@dataclass(frozen=True)
class Turns:
    """Takes messages to the bot and keeps what was answered."""

    sessions: Sessions
    rasa: Rasa
    lanes: Lanes
    limit: MovingWindow
    metrics: Metrics
    emergency: Emergency
    #: The reply to everything else while staff have switched answering off; None while it is on.
    closed: Callable[[], Awaitable[Reply | None]]
    max_chars: int
    #: Called when the bot could not be reached: whoever tells readiness should look again.
    on_unavailable: Callable[[], None]
    #: What stands for numbers that are masked in the text but that an action must recognise.
    seals: Callable[[str], dict[str, object]]
    hotline: ChatHotline

    async def take(self, message: Message) -> Answered:
        """Answer a message that no other request is answering."""
        try:
            session, earlier = await self.sessions.enter(message.token, message.message_id)
        except SQLAlchemyError:
            return self._answer_without_storage(message)
        if earlier is not None:
            return _again(message, earlier)
        wait = self.limit.wait(session.id)
        if wait is not None:
            raise TooManyMessages(retry_after=wait, seconds=wait)
        heard = hear(message.text, self.max_chars)
        started = time.perf_counter()
        outcome = StorageUnavailable.code
        try:
            answered = await self._answer(session, message, heard)
            outcome = answered.outcome
        except Problem as problem:
            outcome = problem.code
            raise
        finally:
            self.metrics.turn(outcome, time.perf_counter() - started)
        return answered

    async def _answer(self, session: Session, message: Message, heard: str) -> Answered:
        asked_at = self.sessions.clock()
        urgent = self.emergency(heard)
        if urgent is not None:
            # Neither the line nor a full disk may hold this up.
            return await self._answer_urgently(session, message, heard, _urgent_reply(urgent))
        closed = await self.closed()
        if closed is not None:
            return await self._store(session, message, heard, asked_at, [closed])
        async with self.lanes.turn(session.id):
            try:
                told: dict[str, object] = {"request_id": message.request_id}
                if message.message_id is not None:
                    # A form that has heard it already does not hear it twice.
                    told["message_id"] = message.message_id
                told.update(self.seals(message.text))
                heard, confided = await self.hotline.confide(session, heard, message.text)
                replies = await self.rasa.say(session.sender, heard, told)
                if confided:
                    await self.hotline.settle(session.sender, replies)
            except BotUnavailable:
                self.on_unavailable()
                raise
            return await self._store(session, message, heard, asked_at, replies, with_news=True)

    async def _answer_urgently(
        self, session: Session, message: Message, heard: str, reply: Reply
    ) -> Answered:
        try:
            return await self._store(session, message, heard, self.sessions.clock(), [reply])
        except (SQLAlchemyError, Problem) as error:
            log.error("emergency_not_stored", request_id=message.request_id, error=type(error).__name__)
            return Answered(message.request_id, [reply.document()])

    def _answer_without_storage(self, message: Message) -> Answered:
        """The database is down, so that nobody can be known; an emergency is answered all the same."""
        urgent = self.emergency(hear(message.text, self.max_chars))
        if urgent is None:
            raise StorageUnavailable(retry_after=RETRY_STORAGE)
        self.metrics.turn(Outcome.EMERGENCY, 0.0)
        return Answered(message.request_id, [_urgent_reply(urgent).document()])

    async def _store(
        self,
        session: Session,
        message: Message,
        heard: str,
        asked_at: datetime,
        replies: list[Reply],
        *,
        with_news: bool = False,
    ) -> Answered:
        answered = Answered(message.request_id, [reply.document() for reply in replies])
        exchange = Exchange(
            session_id=session.id,
            request_id=message.request_id,
            message_id=message.message_id,
            fingerprint=message.fingerprint,
            text=heard,
            asked_at=asked_at,
            answered_at=self.sessions.clock(),
            outcome=answered.outcome,
            replies=answered.replies,
        )
        try:
            if with_news:
                return Answered(message.request_id, await self.hotline.keep(exchange, session.sender))
            await self.sessions.database.write(transcripts.add_exchange, exchange)
        except IntegrityError:
            # Deleted meanwhile (then this raises SessionExpired), or answered by another edge process.
            _, earlier = await self.sessions.enter(message.token, message.message_id)
            if earlier is None:
                raise
            return _again(message, earlier)
        return answered


class Conversations:
    """Turns, with repeated messages joined to the one that is already under way."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._pending: dict[tuple[str, str], tuple[str, asyncio.Task[Answered]]] = {}

    async def say(self, message: Message) -> Answered:
        """The answer to a message; for a repeated one the same answer again."""
        if message.message_id is None:
            return await self._turns.take(message)
        # From here to the entry in _pending nothing is awaited: two equal requests cannot both miss it.
        key = (token_hash(message.token), message.message_id)
        fingerprint, task = self._pending.get(key, (message.fingerprint, None))
        if fingerprint != message.fingerprint:
            raise MessageIdReused()
        if task is None:
            task = asyncio.create_task(self._turns.take(message))
            self._pending[key] = (fingerprint, task)
            task.add_done_callback(lambda done: self._finished(key, done))
        # A client that goes away must not cancel a turn that others wait for or will ask for again.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Give up turns that are still under way."""
        tasks = [task for _, task in self._pending.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _finished(self, key: tuple[str, str], task: asyncio.Task[Answered]) -> None:
        del self._pending[key]
        if not task.cancelled():
            # Taken notice of here, in case that every request that waited for it is gone.
            task.exception()


def _urgent_reply(document: dict[str, Any]) -> Reply:
    """The reply to an emergency; a slip in the word list must not cost it more than its buttons."""
    try:
        return with_id(document)
    except ValidationError:
        log.error("emergency_reply_invalid")
        text = str(document.get("text") or EMERGENCY_TEXT)
        return Reply(id=uuid.uuid4().hex, kind=ReplyKind.TEXT, outcome=Outcome.EMERGENCY, text=text)


def _again(message: Message, earlier: Turn) -> Answered:
    if earlier.fingerprint != message.fingerprint:
        raise MessageIdReused()
    return Answered(earlier.request_id, earlier.replies)
