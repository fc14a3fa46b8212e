"""Whether a message can really be answered: not that processes run, but that a turn went through them."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable

import aiohttp
import structlog
from sqlalchemy.exc import SQLAlchemyError

from actions.storage.database import Database
from bot.web import transcripts
from bot.web.problems import Problem
from bot.web.rasa import Rasa
from knowledge.formats.answer import Outcome

#: Goes the whole way: dialogue act, action server, retrieval.
PROBE_TEXT = "身份证丢了怎么补办"

CACHE_SECONDS = 1.0
#: How long one readiness request waits for a probe turn under way.
PATIENCE_SECONDS = 3.0

_LOOK_TIMEOUT = aiohttp.ClientTimeout(total=2)

log = structlog.get_logger("edge")

#: Part → "ok" or what is wrong with it.
State = dict[str, str]


class Readiness:
    """Looks at the parts of the chain, at most once a second, and proves it with a turn after each start."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        database: Database,
        rasa: Rasa,
        urls: dict[str, str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._database = database
        self._rasa = rasa
        #: Part → address that answers 200 when its process is up.
        self._urls = urls
        self._clock = clock
        self._proven = False
        self._state: State = {}
        self._seen_at = float("-inf")
        self._looking: asyncio.Task[State] | None = None

    def doubt(self) -> None:
        """A turn failed to reach the bot: prove the chain again."""
        self._proven = False
        self._seen_at = float("-inf")

    async def state(self) -> State:
        """The state of each part."""
        if self._clock() - self._seen_at < CACHE_SECONDS:
            return self._state
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        await asyncio.wait({self._looking}, timeout=PATIENCE_SECONDS)
        if not self._looking.done():
            return {"probe": "running"}
        return self._looking.result()

    async def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> State:
        parts = await asyncio.gather(self._storage(), *(self._part(url) for url in self._urls.values()))
        state = dict(zip(("storage", *self._urls), parts, strict=True))
        if any(part != "ok" for part in parts):
            self._proven = False
        elif not self._proven:
            state["probe"] = await self._probe()
            self._proven = state["probe"] == "ok"
        self._state, self._seen_at = state, self._clock()
        return state

    async def _part(self, url: str) -> str:
        try:
            async with self._http.get(url, timeout=_LOOK_TIMEOUT) as answer:
                return "ok" if answer.status == 200 else f"status {answer.status}"
        except TimeoutError:
            return "timeout"
        except aiohttp.ClientError:
            return "unreachable"

    async def _storage(self) -> str:
        try:
            await self._database.read(transcripts.ping)
        except SQLAlchemyError:
            return "unreadable"
        return "ok"

    async def _probe(self) -> str:
        started = self._clock()
        try:
            replies = await self._rasa.say(f"probe-{secrets.token_hex(8)}", PROBE_TEXT, {"probe": True})
        except Problem as problem:
            log.warning("probe_failed", code=problem.code, cause=problem.cause)
            return problem.code
        if any(reply.outcome is Outcome.ERROR for reply in replies):
            log.warning("probe_failed", code="error_reply")
            return "error_reply"
        log.info("ready", probe_ms=round((self._clock() - started) * 1000))
        return "ok"
