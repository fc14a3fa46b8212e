"""Sessions: made by the server, known to the client by a token, gone after idle or absolute expiry."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from actions.insight import retention, tracker
from actions.storage.database import Database
from bot.web import transcripts
from bot.web.problems import SessionExpired
from bot.web.transcripts import Session, Turn

Clock = Callable[[], datetime]

log = structlog.get_logger("edge")


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def token_hash(token: str) -> str:
    """What the database knows of a token. A token has 256 random bits: a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Sessions:
    """The sessions of this installation."""

    database: Database
    idle: timedelta
    longest: timedelta
    clock: Clock = utc_now
    #: How long the masked words stay for quality control after the end.
    kept: timedelta = timedelta(0)
    #: Address of the dialogue server's own record of conversations.
    tracker_url: str = ""

    async def open(self, channel: str = "web") -> tuple[Session, str]:
        """A new session and its token, which is told once and not kept."""
        now = self.clock()
        session = Session(secrets.token_hex(16), secrets.token_hex(16), now, now)
        token = secrets.token_urlsafe(32)
        await self.database.write(transcripts.add_session, session, token_hash(token), channel)
        return session, token

    async def find(self, token: str) -> Session:
        """The session of a token; ``SessionExpired`` when there is none or no longer."""
        session, _ = await self.enter(token, None)
        return session

    async def enter(self, token: str, message_id: str | None) -> tuple[Session, Turn | None]:
        """The session of a token, and the turn that ``message_id`` already had in it."""
        found = await self.database.read(transcripts.enter, token_hash(token), message_id)
        now = self.clock()
        if found is None or self._is_over(found[0], now):
            raise SessionExpired()
        # Being idle is counted in minutes: not every message needs a write for it.
        if now - found[0].used_at > self.idle / 20:
            await self.database.write(transcripts.touch, found[0].id, now)
        return found

    async def remove(self, session: Session) -> None:
        """Delete a session with everything in it, here and on the dialogue server."""
        sender = await self.database.write(retention.remove, session.id, self.clock())
        if sender is not None:
            await self._forget([sender])

    async def purge(self) -> int:
        """End expired sessions, delete what was kept long enough; how many ended."""
        ended = await self.database.write(
            retention.end_expired, self.clock(), self.idle, self.longest, self.kept
        )
        senders = await self.database.read(retention.to_forget)
        if senders and await self._forget(senders):
            await self.database.write(retention.forgotten, senders, self.clock())
        return ended

    async def _forget(self, senders: list[str]) -> bool:
        """Whether the dialogue server has none of these conversations; if not, it is tried again."""
        if not self.tracker_url or not tracker.exists(self.tracker_url):
            return True
        store = Database(self.tracker_url)
        try:
            await store.write(tracker.forget, senders)
        except SQLAlchemyError as error:
            log.error("tracker_not_forgotten", error=type(error).__name__)
            return False
        finally:
            await asyncio.to_thread(store.close)
        return True

    def _is_over(self, session: Session, now: datetime) -> bool:
        return now - session.used_at >= self.idle or now - session.created_at >= self.longest
