"""Delivery of the outbox to the city's own platform: a signed POST for each step, at least once.

The body is JSON; ``X-Jishitong-Signature`` is ``v1=`` and the hex HMAC-SHA256, keyed with the shared
secret, of ``X-Jishitong-Timestamp``, a full stop and the body. Any 2xx means received; the receiver
recognises repeats by ``X-Jishitong-Event``. Steps of one ticket come in order.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
import structlog
from sqlalchemy.exc import SQLAlchemyError

from actions.hotline import outbox
from actions.hotline.outbox import Entry
from actions.storage.database import Database

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
AT_ONCE = 8
#: Between looks into an empty outbox.
PAUSE_SECONDS = 2.0

log = structlog.get_logger("hotline")


@dataclass(frozen=True)
class Delivery:
    """Sends what waits in the outbox."""

    database: Database
    http: aiohttp.ClientSession
    url: str
    secret: str = field(repr=False)
    clock: Callable[[], datetime]
    jitter: Callable[[], float] = outbox.random_jitter

    async def run(self) -> None:
        """Send for ever; the outbox being out of reach is waited for."""
        while True:
            try:
                sent = await self.once()
            except SQLAlchemyError as error:
                log.error("outbox_unreadable", error=type(error).__name__)
                sent = 0
            if not sent:
                await asyncio.sleep(PAUSE_SECONDS)

    async def once(self) -> int:
        """Send what is due now; how many were tried."""
        entries = await self.database.write(outbox.claim, self.clock(), AT_ONCE)
        await asyncio.gather(*(self._send(entry) for entry in entries))
        return len(entries)

    async def _send(self, entry: Entry) -> None:
        contact = await self.database.read(outbox.contact, entry)
        numbers = await self.database.read(outbox.numbers, entry)
        error = await self._post(entry, message(entry, contact, numbers))
        if error is None:
            await self.database.write(outbox.delivered, entry, self.clock())
            return
        log.warning("outbox_not_delivered", event_id=entry.event_id, attempts=entry.attempts, error=error)
        await self.database.write(outbox.failed, entry, self.clock(), error, self.jitter())

    async def _post(self, entry: Entry, body: bytes) -> str | None:
        """None when the receiver has it, else what failed."""
        timestamp = str(int(self.clock().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Jishitong-Event": entry.event_id,
            "X-Jishitong-Timestamp": timestamp,
            "X-Jishitong-Signature": sign(self.secret, timestamp, body),
        }
        try:
            # A redirect would carry a resident's number to an address that nobody set.
            async with self.http.post(
                self.url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            ) as answer:
                return None if 200 <= answer.status < 300 else f"HTTP {answer.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__


def message(entry: Entry, contact: dict[str, str | None] | None, numbers: dict[str, str]) -> bytes:
    """The body of a delivery."""
    document = {
        "id": entry.event_id,
        "created_at": entry.created_at.isoformat(),
        "attempt": entry.attempts,
        **entry.payload,
        "contact": contact,
        "numbers": numbers,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a delivery."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"
