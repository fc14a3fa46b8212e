"""Ask a running system the way a resident's widget does: over the chat API."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import aiohttp

from actions.evaluation.case import Case, Judged

TIMEOUT = aiohttp.ClientTimeout(total=60)
#: Conversations at once: as many as two cores answer without queueing.
TOGETHER = 4


class Resident:
    """One conversation over the chat API."""

    def __init__(self, client: aiohttp.ClientSession, url: str) -> None:
        self._client = client
        self._url = url
        self._headers: dict[str, str] = {}

    async def open(self) -> None:
        """Begin a conversation."""
        async with self._client.post(f"{self._url}/api/chat/sessions") as answer:
            answer.raise_for_status()
            self._headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Send a message and give the replies; a problem document becomes one reply of kind error."""
        async with self._client.post(
            f"{self._url}/api/chat/messages", json={"text": text}, headers=self._headers
        ) as answer:
            body = await answer.json(content_type=None)
        if answer.status != 200:
            return [{"kind": "error", "outcome": "error", "text": body.get("detail", ""), "sources": []}]
        replies: list[dict[str, Any]] = body["replies"]
        return replies


async def ask_all(url: str, cases: Sequence[Case]) -> list[Judged]:
    """Ask every case in a conversation of its own, in the order given."""
    gate = asyncio.Semaphore(TOGETHER)
    async with aiohttp.ClientSession(timeout=TIMEOUT) as client:

        async def one(case: Case) -> Judged:
            async with gate:
                resident = Resident(client, url)
                await resident.open()
                for earlier in case.after:
                    await resident.say(earlier)
                return Judged(case, (await resident.say(case.q))[0])

        return list(await asyncio.gather(*(one(case) for case in cases)))
