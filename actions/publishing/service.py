"""Publishing in the action server: the worker's thread, and trying a draft over loopback."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sanic import HTTPResponse, Request, response

from actions.answering.answerer import Answerer
from actions.publishing.acts import Acts
from actions.publishing.checking import Checks
from actions.publishing.gate import heard_as
from actions.publishing.publisher import Places, Publisher
from actions.publishing.trial import Trials, act_told, told
from actions.publishing.worker import Worker
from actions.services.database import database_url
from actions.storage.engine import create_engine
from knowledge.commands.arguments import content_folder
from knowledge.errors import AppError
from knowledge.index.versions import index_folder


class Trial(BaseModel):
    """A question to try; without a version of the published one alone."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=500)
    version: str = ""
    after: list[str] = Field(default_factory=list, max_length=5)


class Publishing:
    """The parts, made once the encoder is loaded."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        places = Places(content_folder(None), index_folder(), Path(os.environ.get("DATA_DIR") or "var"))
        self._engine = create_engine(database_url())
        publisher = Publisher(places, answerer.encoder, answerer.warm)
        self._acts = Acts(os.environ.get("RASA_URL"))
        self.worker = Worker(self._engine, publisher, Checks(publisher, lambda: answerer.base, self._acts))
        self._trials = Trials(publisher)

    def start(self) -> Callable[[], None]:
        """Work in a thread; what is returned stops it."""
        thread = threading.Thread(target=self.worker.run, name="publishing", daemon=True)
        thread.start()

        def finish() -> None:
            self.worker.stop()
            thread.join(timeout=5)
            self._engine.dispose()

        return finish

    def tried(self, trial: Trial) -> dict[str, Any]:
        """What the published version says and, if one is named, the draft's."""
        live = self._answerer.base
        acts = self._acts.of([heard_as(text) for text in (*trial.after, trial.question)])
        asked = (trial.question, trial.after, acts)
        found: dict[str, Any] = {"act": act_told(acts[-1]), "live": told(live, *asked), "draft": None}
        if trial.version:
            found["draft"] = told(self._trials.base(trial.version, live), *asked)
        self._trials.tidy()
        return found


def serve(app: Any, answerer: Callable[[], Answerer]) -> None:
    """Publish from this server: finish what a crash interrupted, do jobs, and let drafts be tried."""

    @app.before_server_start  # type: ignore[untyped-decorator]
    async def recover(application: Any) -> None:
        """Before the folder is watched: half a publication must not be published."""
        application.ctx.publishing = await asyncio.to_thread(lambda: Publishing(answerer()))
        await asyncio.to_thread(application.ctx.publishing.worker.recover)

    @app.after_server_start  # type: ignore[untyped-decorator]
    async def begin(application: Any) -> None:
        """Start the worker."""
        application.ctx.stop_publishing = application.ctx.publishing.start()

    @app.before_server_stop  # type: ignore[untyped-decorator]
    async def end(application: Any) -> None:
        """Stop it; a job under way is done again after the next start."""
        await asyncio.to_thread(application.ctx.stop_publishing)

    @app.post("/publishing/trial")  # type: ignore[untyped-decorator]
    async def trial(request: Request) -> HTTPResponse:
        """Try a question."""
        try:
            wanted = Trial.model_validate_json(request.body)
            return response.json(await asyncio.to_thread(app.ctx.publishing.tried, wanted))
        except ValidationError:
            return response.json({"detail": "问题没有写，或太长"}, status=422)
        except AppError as error:
            return response.json({"detail": str(error)}, status=409)
