"""Sessions: made by the server, known to the client by a token, gone after idle or absolute expiry."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from actions.storage.database import Database
from bot.web import transcripts
from bot.web.problems import SessionExpired
from bot.web.transcripts import Session, Turn

Clock = Callable[[], datetime]


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

    async def open(self) -> tuple[Session, str]:
        """A new session and its token, which is told once and not kept."""
        now = self.clock()
        session = Session(secrets.token_hex(16), secrets.token_hex(16), now, now)
        token = secrets.token_urlsafe(32)
        await self.database.write(transcripts.add_session, session, token_hash(token))
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
        """Delete a session with everything in it."""
        await self.database.write(transcripts.remove_session, session.id)

    async def purge(self) -> int:
        """Delete expired sessions; how many."""
        return await self.database.write(transcripts.purge, self.clock(), self.idle, self.longest)

    def _is_over(self, session: Session, now: datetime) -> bool:
        return now - session.used_at >= self.idle or now - session.created_at >= self.longest
