"""The dialogue server, as the edge sees it: one message in, checked replies out, or a typed error."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import aiohttp
import structlog
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from bot.web.problems import BotUnavailable, TurnFailed
from bot.web.reply import Choice, Reply, ReplyKind
from knowledge.formats.answer import Outcome

#: Seconds after which a client may try again.
RETRY_UNAVAILABLE = 5
RETRY_FAILED = 2

log = structlog.get_logger("edge")

WEBHOOK = "/webhooks/rest/webhook"


class _Button(BaseModel):
    title: str


class _BotMessage(BaseModel):
    """One message of the REST channel; the channel adds fields that are of no use here."""

    model_config = ConfigDict(extra="ignore")

    text: str | None = None
    buttons: list[_Button] = []
    custom: dict[str, Any] | None = None


_MESSAGES = TypeAdapter(list[_BotMessage])


class Rasa:
    """Client of the dialogue server's REST channel."""

    def __init__(self, http: aiohttp.ClientSession, url: str, timeout: float) -> None:
        self._http = http
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout)

    async def say(self, sender: str, text: str, metadata: dict[str, object]) -> list[Reply]:
        """What the bot answers; at least one reply."""
        body = await self._post({"sender": sender, "message": text, "metadata": metadata})
        try:
            replies = [_reply(message) for message in _MESSAGES.validate_json(body)]
        except ValidationError as error:
            # Field names and kinds of error only: the values may be what a resident wrote.
            where = {".".join(map(str, fault["loc"])) + ":" + fault["type"] for fault in error.errors()}
            raise TurnFailed(
                retry_after=RETRY_FAILED, cause="reply invalid " + " ".join(sorted(where))
            ) from None
        found = [reply for reply in replies if reply is not None]
        if not found:
            # This is also how the dialogue server tells that the action server failed: 200 and [].
            raise TurnFailed(retry_after=RETRY_FAILED, cause="no reply")
        return found

    async def _post(self, message: dict[str, object]) -> bytes:
        try:
            async with self._http.post(self._url + WEBHOOK, json=message, timeout=self._timeout) as answer:
                body = await answer.read()
                if answer.status != 200:
                    raise BotUnavailable(retry_after=RETRY_UNAVAILABLE, cause=f"status {answer.status}")
                return body
        except TimeoutError:
            raise TurnFailed(retry_after=RETRY_FAILED, cause="timeout") from None
        except aiohttp.ClientError as error:
            raise BotUnavailable(retry_after=RETRY_UNAVAILABLE, cause=type(error).__name__) from None


def with_id(document: dict[str, Any]) -> Reply:
    """A reply from its JSON; gets an id here when it has none."""
    reply = Reply.model_validate({"id": uuid.uuid4().hex, **document})
    lost = sorted(set(_lost(document, reply.document())))
    if lost:
        log.warning("reply_fields_unknown", fields=lost)
    return reply


def _lost(given: object, kept: object, path: str = "") -> Iterator[str]:
    """Names of fields that have a value but no place in the contract."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            if key in kept:
                yield from _lost(value, kept[key], f"{path}{key}.")
            elif value:
                yield f"{path}{key}"
    elif isinstance(given, list) and isinstance(kept, list):
        for one, other in zip(given, kept, strict=False):
            yield from _lost(one, other, path)


def _reply(message: _BotMessage) -> Reply | None:
    if message.custom is not None:
        return with_id(message.custom)
    if not message.text or not message.text.strip():
        return None
    # Payloads of plain buttons are commands to the dialogue server, which residents may not send.
    choices = tuple(Choice(title=button.title, text=button.title) for button in message.buttons)
    return Reply(
        id=uuid.uuid4().hex,
        kind=ReplyKind.CHOICES if choices else ReplyKind.TEXT,
        outcome=Outcome.ANSWERED,
        text=message.text,
        choices=choices or None,
    )
