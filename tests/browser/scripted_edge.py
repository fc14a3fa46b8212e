"""The real edge on a thread of its own, with a scripted dialogue server behind it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from bot.web.app import create_app
from bot.web.settings import Settings
from tests.bot.web.fakes import FakeActions, FakeRasa, emergency
from tests.browser.replies import SCRIPT

T = TypeVar("T")


class ScriptedEdge:
    """Serves until it is closed; what residents said is in ``rasa.texts``."""

    def __init__(self, data: Path) -> None:
        self.url = ""
        self._data = data
        self._runners: list[web.AppRunner] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._wait(self._start())

    def close(self) -> None:
        """Stop serving."""
        self._wait(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(60)

    async def _start(self) -> None:
        self.rasa = FakeRasa()
        self.rasa.answer = lambda message: FakeRasa.custom(*SCRIPT.get(message["message"], SCRIPT["文字"]))(
            message
        )
        environ = {
            "DATA_DIR": str(self._data),
            "RASA_URL": await self._serve(self.rasa.app()),
            "ACTIONS_URL": await self._serve(FakeActions().app()),
            "RATE_LIMIT_MESSAGES": "10000/minute",
        }
        self.url = await self._serve(await create_app(Settings.read(environ), emergency))

    async def _serve(self, app: web.Application) -> str:
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._runners.append(runner)
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def _stop(self) -> None:
        for runner in reversed(self._runners):
            await runner.cleanup()
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
