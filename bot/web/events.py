"""Replies as they come, over server-sent events: for the tabs of a resident that did not ask themselves.

The answer to a message is always the response of its POST as well: a stream that is cut off or held back
on the way costs nothing but the waiting.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from bot.web.problems import ConversationBusy
from bot.web.sessions import Sessions, token_hash
from bot.web.transcripts import Session

#: A stream ends after this long and the client comes again: its session may be over by then.
STREAM_SECONDS = 300.0
#: How often to look whether the client is still there.
LOOK_SECONDS = 5.0
MOST_STREAMS = 2000
MOST_STREAMS_PER_SESSION = 6
#: Events that a client may be behind before it is left to ask for the transcript.
BACKLOG = 32


class Event(NamedTuple):
    """Something to tell; ``None`` as the name ends the stream."""

    name: str | None
    data: dict[str, Any]


Queue = asyncio.Queue[Event]
END = Event(None, {})


class Events:
    """The open streams of this process, by session."""

    def __init__(self, sessions: Sessions, seconds: float = STREAM_SECONDS) -> None:
        self._sessions = sessions
        self._seconds = seconds
        self._streams: dict[str, list[Queue]] = defaultdict(list)
        self._listening: dict[str, Session] = {}
        #: Called when a stream has been opened.
        self.on_open: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        return sum(map(len, self._streams.values()))

    def tell(self, token: str, name: str, data: dict[str, Any]) -> None:
        """Tell all streams of a session; never waits for any of them."""
        for queue in self._streams.get(token_hash(token), ()):
            _put(queue, Event(name, data))

    def sessions(self) -> list[Session]:
        """The sessions with an open stream."""
        return list(self._listening.values())

    def tell_session(self, session: Session, name: str, data: dict[str, Any]) -> None:
        """Tell all streams of a session whose token is not at hand."""
        for key, listening in self._listening.items():
            if listening.id == session.id:
                for queue in self._streams[key]:
                    _put(queue, Event(name, data))

    def end(self, token: str) -> None:
        """End the streams of a session that is deleted."""
        for queue in self._streams.get(token_hash(token), ()):
            _put(queue, END)

    async def close(self) -> None:
        """End all streams."""
        for queues in list(self._streams.values()):
            for queue in list(queues):
                _put(queue, END)

    async def stream(self, request: web.Request, token: str) -> web.StreamResponse:
        """A session's events until it ends, the client leaves, or it is time to come again."""
        session = await self._sessions.find(token)
        with self._joined(token_hash(token), session) as queue:
            async with sse_response(request) as response:
                with contextlib.suppress(ConnectionError, TimeoutError):
                    await _send(response, Event("hello", {}))
                    self.on_open()
                    async with asyncio.timeout(self._seconds):
                        async for event in _events(request, queue):
                            await _send(response, event)
        return response

    @contextmanager
    def _joined(self, key: str, session: Session) -> Iterator[Queue]:
        if len(self) >= MOST_STREAMS:
            raise ConversationBusy(retry_after=30)
        queues = self._streams[key]
        # The oldest is the likeliest to have lost its reader without anybody noticing.
        for oldest in queues[: len(queues) + 1 - MOST_STREAMS_PER_SESSION]:
            _put(oldest, END)
        queue: Queue = asyncio.Queue(BACKLOG)
        queues.append(queue)
        self._listening[key] = session
        try:
            yield queue
        finally:
            queues.remove(queue)
            if not queues:
                self._streams.pop(key, None)
                self._listening.pop(key, None)


def _put(queue: Queue, event: Event) -> None:
    """A client that does not read loses its stream, not anybody's memory."""
    if queue.full():
        queue.get_nowait()
        event = END
    queue.put_nowait(event)


async def _events(request: web.Request, queue: Queue) -> AsyncIterator[Event]:
    """Events until the end; a client that has left is noticed within seconds."""
    while request.transport is not None and not request.transport.is_closing():
        with contextlib.suppress(TimeoutError):
            event = await asyncio.wait_for(queue.get(), LOOK_SECONDS)
            if event.name is None:
                return
            yield event


async def _send(response: EventSourceResponse, event: Event) -> None:
    await response.send(json.dumps(event.data, ensure_ascii=False, separators=(",", ":")), event=event.name)
