"""An edge on a loopback port, on a thread of its own, for clients that know no event loop."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from typing import Self

from aiohttp import web

#: A busy machine takes its time; an idle one is ready at once.
READY_WITHIN = 60


class LiveEdge(ABC):
    """``with …: edge.url``; what is served says ``serve``."""

    def __init__(self) -> None:
        self._stop = asyncio.Event()
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self.serve(),))
        self.url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(READY_WITHIN)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(READY_WITHIN)
        self._loop.close()

    @abstractmethod
    async def serve(self) -> None:
        """Make the application and ``run`` it."""

    async def run(self, application: web.Application) -> None:
        """Until the test is over."""
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._started.set()
        await self._stop.wait()
        await runner.cleanup()
