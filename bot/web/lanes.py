"""One message of a conversation at a time, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.web.problems import ConversationBusy

#: Messages of one conversation that may wait while another is being answered.
MAX_WAITING = 3


@dataclass
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes:
    """A lane for each conversation that has a message under way.

    The dialogue server would make a second message wait by polling, and mixes up answers when the
    first one fails; it never gets to see two.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Hold the lane; ``ConversationBusy`` when too many wait or the wait is too long."""
        lane = self._lanes.setdefault(conversation, _Lane())
        if lane.users > MAX_WAITING:
            raise ConversationBusy(retry_after=2, cause="queue full")
        lane.users += 1
        try:
            await self._acquire(lane.lock)
            try:
                yield
            finally:
                lane.lock.release()
        finally:
            lane.users -= 1
            if lane.users == 0:
                del self._lanes[conversation]

    def __len__(self) -> int:
        return len(self._lanes)

    async def _acquire(self, lock: asyncio.Lock) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await lock.acquire()
        except TimeoutError:
            raise ConversationBusy(retry_after=2, cause="waited too long") from None
