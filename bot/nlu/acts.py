"""A channel that tells which dialogue act a text is and does nothing else: no conversation begins. Python 3.10.

Staff try drafts with it as residents would ask, and known questions are asked with their acts. Rasa's own
``/model/parse`` comes only with an API that can also replace the model and rewrite conversations.
"""

from __future__ import annotations

import asyncio
from typing import Any, Awaitable, Callable

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, HTTPResponse, Request, Sanic, response

from bot.nlu.action_calls import close_connections

#: Texts of one request; each takes some milliseconds, and residents are heard in between.
MOST = 50
LENGTH = 500


class DialogueActs(InputChannel):
    """``POST /webhooks/acts/`` with ``{"texts": [...]}``."""

    @classmethod
    def name(cls) -> str:
        """As in the address."""
        return "acts"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The one route; messages are never handed on."""
        hook = Blueprint("acts_webhook")

        @hook.before_server_stop
        async def close(_: Sanic, __: asyncio.AbstractEventLoop) -> None:
            """Nothing of the channel's own, but this is where Rasa tells us that it stops."""
            await close_connections()

        @hook.post("/")
        async def tell(request: Request) -> HTTPResponse:
            texts = texts_in(request.json)
            agent = request.app.ctx.agent
            if texts is None:
                return response.json({"detail": "texts"}, status=400)
            if agent is None or not agent.is_ready():
                return response.json({"detail": "loading"}, status=503)
            acts = []
            for text in texts:
                parsed = await agent.parse_message(text)
                acts.append({"name": parsed["intent"]["name"], "confidence": parsed["intent"]["confidence"]})
                await asyncio.sleep(0)
            return response.json({"model": agent.model_id, "acts": acts})

        return hook


def texts_in(body: Any) -> list[str] | None:
    """The texts of a request; ``None`` when it is not one. Commands to Rasa are no texts."""
    texts = body.get("texts") if isinstance(body, dict) else None
    if not isinstance(texts, list) or not 0 < len(texts) <= MOST:
        return None
    sound = all(
        isinstance(text, str) and text.strip() and len(text) <= LENGTH and text.strip()[0] != "/"
        for text in texts
    )
    return texts if sound else None
