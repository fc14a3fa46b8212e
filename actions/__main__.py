"""The action server: ``python -m actions``. One process, loopback only, ready when it can answer."""

from __future__ import annotations

import asyncio
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import HTTPResponse, Request, Sanic, response

from actions.answering.answerer import answerer
from actions.publishing.service import serve
from knowledge.commands.arguments import content_folder
from knowledge.index.versions import index_folder
from knowledge.index.watching import Watcher, enabled, start

LOOPBACK = "127.0.0.1"
#: Modules with actions in them; each domain package keeps its own in ``dialogue.py``.
PACKAGES = (
    "actions.dialogue",
    "actions.services.dialogue",
    "actions.inspection.dialogue",
    "actions.enterprise.dialogue",
    "actions.hotline.dialogue",
)


class Executor(ActionExecutor):  # type: ignore[misc]  # rasa_sdk has no types
    """Runs actions without the domain, which Rasa 3.6 leaves out on purpose (selective domain)."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        """The domain if it was sent; later releases of rasa-sdk refuse calls that lack it."""
        return payload.get("domain") or {}


def application() -> Any:
    """The action server's application; requests are taken once the knowledge is loaded."""
    executor = Executor()
    for package in PACKAGES:
        executor.register_package(package)
    app: Any = create_app(executor)
    # Rasa keeps its connections open; waiting for them would only delay the stop.
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0

    @app.before_server_start  # type: ignore[untyped-decorator]
    async def compute_on_every_core(_: Any) -> None:
        """Answers compute: more threads than cores would only take turns, each turn paid by all of them."""
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(os.cpu_count()))

    @app.before_server_start  # type: ignore[untyped-decorator]
    async def warm(_: Any) -> None:
        """The first resident should not wait for loading; a missing index stops the start."""
        await asyncio.to_thread(answerer().warm)

    serve(app, answerer)
    if enabled():
        _publish_edits(app)

    @app.get("/ready")  # type: ignore[untyped-decorator]
    async def ready(_: Request) -> HTTPResponse:
        """The index version that answers."""
        return response.json({"version": await asyncio.to_thread(answerer().warm)})

    return app


def _publish_edits(app: Any) -> None:
    """Watch the content folder while the server runs; a new version is loaded before residents ask for it."""

    @app.after_server_start  # type: ignore[untyped-decorator]
    async def begin(application: Any) -> None:
        """Start the watch."""
        encoder = await asyncio.to_thread(lambda: answerer().encoder)
        unfinished = application.ctx.publishing.worker.unfinished
        watcher = Watcher(content_folder(None), index_folder(), encoder, answerer().warm, held=unfinished)
        application.ctx.stop_watching = start(watcher)

    @app.before_server_stop  # type: ignore[untyped-decorator]
    async def end(application: Any) -> None:
        """Stop the watch; a build under way is given up with the process."""
        await asyncio.to_thread(application.ctx.stop_watching)


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL", "INFO"), format="%(levelname)s %(name)s %(message)s"
    )
    app = application()
    app.prepare(
        host=LOOPBACK, port=int(os.environ["ACTIONS_PORT"]), single_process=True, access_log=False, motd=False
    )
    Sanic.serve_single(app)


if __name__ == "__main__":
    main()
