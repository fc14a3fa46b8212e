"""``POST /api/chat/photos``: a photo for the ticket that the conversation is filing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import BodyPartReader, web

from actions.hotline import uploads
from actions.hotline.errors import PhotoNotAnImage, PhotoRefused, PhotoTooLarge
from actions.hotline.photos import Photo, clean
from actions.hotline.rules import rules
from bot.web.chat import bearer
from bot.web.client_address import client_address, limit_key
from bot.web.problems import BadRequest, Problem, TooManyMessages
from bot.web.responses import json_response
from bot.web.sessions import Sessions
from bot.web.throttle import MovingWindow

_MEGA = 1_000_000
#: Photos are drawn anew in memory: so many at a time.
AT_ONCE = 2


class PhotoInvalid(Problem):
    """The photo is none, too large, or one too many; the sentence is the hotline's."""

    def __init__(self, refused: PhotoRefused) -> None:
        super().__init__()
        self.code = refused.code
        self.status = _STATUSES.get(type(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
        self._sentence = refused.sentence

    @property
    def detail(self) -> str:
        """The Chinese sentence."""
        return self._sentence


_STATUSES: dict[type[PhotoRefused], HTTPStatus] = {
    PhotoTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    PhotoNotAnImage: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


@dataclass(frozen=True)
class Photos:
    """Takes photos by their content, whatever they are called."""

    sessions: Sessions
    limit: MovingWindow
    proxies: int
    drawing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def routes(self) -> list[web.RouteDef]:
        """The route."""
        return [web.post("/api/chat/photos", self.take)]

    async def take(self, request: web.Request) -> web.Response:
        """Check the photo, draw it anew without its hidden data, keep it for the draft."""
        token = bearer(request)
        wait = self.limit.wait(limit_key(client_address(request, self.proxies)))
        if wait is not None:
            raise TooManyMessages(retry_after=wait, seconds=wait)
        session = await self.sessions.find(token)
        try:
            content = await _content(request)
            async with self.drawing:
                photo = await asyncio.to_thread(_clean, content)
            kept = await self.sessions.database.write(
                uploads.keep, session.sender, photo, self.sessions.clock()
            )
        except PhotoRefused as refused:
            raise PhotoInvalid(refused) from None
        return json_response({"photo_id": kept}, status=201)


def _clean(content: bytes) -> Photo:
    return clean(content, rules().limits)


async def _content(request: web.Request) -> bytes:
    """The file, read as far as a photo may be large."""
    if request.content_type != "multipart/form-data":
        return await _read(request.content.iter_chunked(64 * 1024))
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename is not None:
                return await _read(_chunks(part))
    except ValueError:
        raise BadRequest() from None
    raise PhotoNotAnImage()


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk():
        yield chunk


async def _read(chunks: AsyncIterator[bytes]) -> bytes:
    """All of it, unless it is more than a photo may be: then the rest is not read."""
    limits = rules().limits
    read = bytearray()
    async for chunk in chunks:
        read += chunk
        if len(read) > limits.photo_megabytes * _MEGA:
            raise PhotoTooLarge(megabytes=limits.photo_megabytes, megapixels=limits.photo_megapixels)
    return bytes(read)
