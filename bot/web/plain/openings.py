"""One conversation for a first message that comes twice: pressed twice, both without a token yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

#: For how long a second press may follow the first.
SECONDS = 60.0


class Openings:
    """Conversations that are being opened or were just opened, by the browser's own key."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._tasks: dict[str, asyncio.Task[str]] = {}

    async def token(self, key: str, open_one: Callable[[], Awaitable[str]]) -> str:
        """The token that was opened for ``key``, now or a moment ago."""
        task = self._tasks.get(key)
        if task is None:
            # From the look-up to here nothing is awaited: two equal requests cannot both miss it.
            task = self._tasks[key] = asyncio.ensure_future(open_one())
            task.add_done_callback(lambda done: self._opened(key, done))
        return await asyncio.shield(task)

    def __len__(self) -> int:
        return len(self._tasks)

    def _opened(self, key: str, task: asyncio.Task[str]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._tasks.pop(key, None)
        else:
            asyncio.get_running_loop().call_later(self._seconds, self._tasks.pop, key, None)
