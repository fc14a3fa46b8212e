"""Closed-loop residents: each says the next message as soon as the last one is answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol
from uuid import uuid4

import aiohttp

from actions.bench.rows import Row, percentile, ratio

TIMEOUT = aiohttp.ClientTimeout(total=60)
#: Residents at once → messages in all; more residents say more, so that the level lasts a while.
LEVELS = {1: 60, 4: 150, 16: 300, 64: 768}
HEADLINE, CROWD = 16, 64
#: A system that is asked to slow down says so with one of these and ``Retry-After``.
ORDERLY = frozenset({429, 503})
OURS, STOCK = "济事通", "原版 Rasa"


class Outcome(Enum):
    """How a message ended."""

    ANSWERED = "answered"
    ORDERLY = "orderly"
    ERROR = "error"


class Talk(Protocol):
    """A resident's side of one system."""

    async def open(self) -> None:
        """Begin a session."""

    async def say(self, text: str) -> Outcome:
        """Send a message, wait for its end."""


class OurTalk:
    """Over the chat API, as the widget does."""

    def __init__(self, client: aiohttp.ClientSession, url: str) -> None:
        self._client = client
        self._url = url
        self._headers: dict[str, str] = {}

    async def open(self) -> None:
        """Begin a session."""
        async with self._client.post(f"{self._url}/api/chat/sessions") as answer:
            answer.raise_for_status()
            self._headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}

    async def say(self, text: str) -> Outcome:
        """Send a message, wait for its end."""
        async with self._client.post(
            f"{self._url}/api/chat/messages", json={"text": text}, headers=self._headers
        ) as answer:
            body = await answer.json(content_type=None)
            return judge(answer.status, "Retry-After" in answer.headers, answered(body))


class StockTalk:
    """Over Rasa's REST channel, which takes the session from the body."""

    def __init__(self, client: aiohttp.ClientSession, url: str) -> None:
        self._client = client
        self._url = f"{url}/webhooks/rest/webhook"
        self._sender = ""

    async def open(self) -> None:
        """Begin a session."""
        self._sender = uuid4().hex

    async def say(self, text: str) -> Outcome:
        """Send a message, wait for its end; that stock Rasa has nothing to say is no error."""
        async with self._client.post(self._url, json={"sender": self._sender, "message": text}) as answer:
            await answer.read()
            return judge(answer.status, "Retry-After" in answer.headers, True)


def answered(body: Any) -> bool:
    """Whether a body of the chat API holds a reply that is not an error."""
    replies = body.get("replies") if isinstance(body, dict) else None
    return (
        isinstance(replies, list) and bool(replies) and all(each.get("kind") != "error" for each in replies)
    )


def judge(status: int, retry_after: bool, has_reply: bool) -> Outcome:
    """How a message ended, by its response."""
    if status == 200 and has_reply:
        return Outcome.ANSWERED
    return Outcome.ORDERLY if status in ORDERLY and retry_after else Outcome.ERROR


@dataclass(frozen=True)
class Measured:
    """One level of one system."""

    residents: int
    seconds: float
    #: Milliseconds of each answered message.
    latencies: tuple[float, ...]
    orderly: int
    errors: int

    @property
    def throughput(self) -> float:
        """Answered messages a second."""
        return len(self.latencies) / self.seconds


async def drive(talk: Callable[[], Talk], residents: int, sessions: Sequence[Sequence[str]]) -> Measured:
    """Let residents work off the sessions; a failed connection is an error, and ends its session."""
    waiting = list(reversed(sessions))
    latencies: list[float] = []
    ends: Counter[Outcome] = Counter()

    async def one() -> None:
        while waiting:
            texts, said = waiting.pop(), 0
            try:
                resident = talk()
                await resident.open()
                for text in texts:
                    started = time.perf_counter()
                    outcome = await resident.say(text)
                    said += 1
                    ends[outcome] += 1
                    if outcome is Outcome.ANSWERED:
                        latencies.append((time.perf_counter() - started) * 1000)
            except (aiohttp.ClientError, TimeoutError, ValueError):
                ends[Outcome.ERROR] += len(texts) - said

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(residents)))
    seconds = time.perf_counter() - began
    return Measured(residents, seconds, tuple(latencies), ends[Outcome.ORDERLY], ends[Outcome.ERROR])


async def load(kind: type[OurTalk] | type[StockTalk], url: str, residents: int,
               sessions: Sequence[Sequence[str]]) -> Measured:  # fmt: skip
    """``drive`` against a system at ``url``."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=TIMEOUT, connector=connector) as client:
        return await drive(lambda: kind(client, url), residents, sessions)


def rows(stock: Sequence[Measured], ours: Sequence[Measured]) -> list[Row]:
    """Both systems at each level, then the figures that have targets."""
    found: list[Row] = []
    for theirs, own in zip(stock, ours, strict=True):
        found += both(theirs, own)
    levels = {own.residents: (theirs, own) for theirs, own in zip(stock, ours, strict=True)}
    if HEADLINE in levels:
        found += compared(*levels[HEADLINE])
    if CROWD in levels:
        bad = float(levels[CROWD][1].errors)
        found.append(Row("并发", f"{CROWD} 人时无序的错误", bad, "条", 0, higher_is_better=False))
    return found


def compared(theirs: Measured, own: Measured, what: str = "") -> list[Row]:
    """The two headline figures; ``what`` tells what was asked, where it is not the usual."""
    slow = ratio(percentile(own.latencies, 0.95), percentile(theirs.latencies, 0.95))
    fast = ratio(own.throughput, theirs.throughput)
    return [
        Row("并发", f"{own.residents} 人{what}吞吐:原版的倍数", fast, "×", 3),
        Row("并发", f"{own.residents} 人{what} p95:原版的倍数", slow, "×", 0.333, higher_is_better=False),
    ]


def both(theirs: Measured, own: Measured, what: str = "") -> list[Row]:
    """One level of both systems."""
    return [row for name, measured in ((STOCK, theirs), (OURS, own)) for row in _level(what + name, measured)]


def _level(system: str, measured: Measured) -> list[Row]:
    name = f"{measured.residents} 人 {system}"
    found = [Row("并发", f"{name} 吞吐", measured.throughput, "条/秒")]
    for share in (0.5, 0.95, 0.99):
        found.append(Row("并发", f"{name} p{share * 100:.0f}", percentile(measured.latencies, share), "毫秒"))
    if measured.orderly:
        found.append(Row("并发", f"{name} 有序的 429/503", float(measured.orderly), "条"))
    if measured.errors:
        found.append(Row("并发", f"{name} 错误", float(measured.errors), "条"))
    return found
