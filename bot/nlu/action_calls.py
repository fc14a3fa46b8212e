"""Call the action server over connections that stay open. Python 3.10.

Rasa makes a session and a connection for every call, which both servers pay for. An idle connection is given
up after 15 seconds (aiohttp's default), long before the action server would close it (120 seconds), so that a
call never meets one that is just being closed. A server that was restarted has closed its connections
before it listens anew. Calls are not repeated: an action may have filed something before its connection broke.
"""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import AsyncContextManager

from aiohttp import ClientSession
from rasa.utils.endpoints import EndpointConfig

_new_session = EndpointConfig.session
#: Name of the attribute on an endpoint that holds its session, with the loop that it belongs to.
_KEPT = "kept_session"
_open: set[ClientSession] = set()


def keep_connections() -> None:
    """From now on an endpoint's requests share one session."""
    EndpointConfig.session = session


def session(endpoint: EndpointConfig) -> AsyncContextManager[ClientSession]:
    """The endpoint's session; leaving the context does not close it."""
    running = asyncio.get_running_loop()
    loop, kept = getattr(endpoint, _KEPT, (None, None))
    if kept is None or kept.closed or loop is not running:
        kept = _new_session(endpoint)
        setattr(endpoint, _KEPT, (running, kept))
        _open.add(kept)
    return nullcontext(kept)


async def close_connections() -> None:
    """Close all sessions; the next request opens a new one."""
    while _open:
        await _open.pop().close()
