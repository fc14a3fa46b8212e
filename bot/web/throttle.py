"""Rate limits: a moving window per key, in memory of this one process.

``limits`` reads the rates. Its in-memory storages look through all keys in the background on every
hit, which at 5,000 keys and 50 messages a second costs a fifth to nine tenths of a core (measured);
a queue of moments per key, swept once a minute, costs a microsecond.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from limits import RateLimitItem


class MovingWindow:
    """At most ``rate.amount`` hits a key in any window of the rate's length."""

    def __init__(self, rate: RateLimitItem, clock: Callable[[], float] = time.monotonic) -> None:
        self._amount = rate.amount
        self._seconds = rate.get_expiry()
        self._clock = clock
        self._hits: dict[str, deque[float]] = {}

    def wait(self, key: str) -> int | None:
        """Count a hit and return None; or, over the limit, the whole seconds until the next may come."""
        now = self._clock()
        hits = self._hits.setdefault(key, deque())
        self._drop_old(hits, now)
        if len(hits) >= self._amount:
            return max(1, math.ceil(hits[0] + self._seconds - now))
        hits.append(now)
        return None

    def sweep(self) -> None:
        """Forget keys without a hit in the window."""
        now = self._clock()
        for key in list(self._hits):
            self._drop_old(self._hits[key], now)
            if not self._hits[key]:
                del self._hits[key]

    def __len__(self) -> int:
        return len(self._hits)

    def _drop_old(self, hits: deque[float], now: float) -> None:
        while hits and hits[0] <= now - self._seconds:
            hits.popleft()
