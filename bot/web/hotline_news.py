"""News of tickets as they happen: into the transcript of the chat that filed, and to its open windows at once.

A step of the desk rings; steps of other processes are found by looking every few seconds. What is news is
decided by ``actions.hotline.news``, and counts as told in the transaction that writes the transcript.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from actions.hotline import news
from actions.storage.database import Database
from bot.web.events import Events
from bot.web.hotline_chat import tell_unasked
from bot.web.transcripts import Session

#: Between looks for what another process did to tickets whose chats are open.
LOOK_SECONDS = 3.0

log = structlog.get_logger("edge")


class TicketNews:
    """Brings the chats what happened to their tickets."""

    def __init__(self, database: Database, events: Events, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._events = events
        self._clock = clock
        self._rung = asyncio.Event()
        # A window that has just been opened is told what it missed.
        events.on_open = self.ring

    def ring(self) -> None:
        """Look now: a ticket has changed, or somebody has begun to listen."""
        self._rung.set()

    async def bring(self, session: Session) -> None:
        """What a chat has not been told goes into its transcript and to its windows; without a database, later."""
        try:
            if not await self._database.read(news.waiting, [session.sender]):
                return
            replies = await self._database.write(tell_unasked, session, self._clock())
        except SQLAlchemyError as error:
            # The conversation was deleted meanwhile, or storage is down: nothing counts as told then.
            log.warning("news_failed", error=type(error).__name__)
            return
        if replies:
            self._events.tell_session(session, "news", {"replies": replies})

    async def look(self) -> None:
        """Bring the chats with an open window what happened since."""
        listening = {session.sender: session for session in self._events.sessions()}
        if not listening:
            return
        try:
            waiting = await self._database.read(news.waiting, list(listening))
        except SQLAlchemyError as error:
            log.warning("news_failed", error=type(error).__name__)
            return
        for sender in waiting:
            await self.bring(listening[sender])

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Look for as long as the application serves."""
        task = asyncio.create_task(self._look_for_ever())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _look_for_ever(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), LOOK_SECONDS)
            self._rung.clear()
            await self.look()


TICKET_NEWS = web.AppKey("ticket_news", TicketNews)
