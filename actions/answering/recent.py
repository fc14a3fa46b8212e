"""Values that were computed before, and are asked for again: within a turn, or by the next resident.

Not ``functools.lru_cache`` on a method: that would tie its owner into a circle, and a replaced index version
would stay in memory until the collector finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
#: Turns that are answered at the same time ask for some values each.
A_FEW = 64


class Recent(Generic[K, V]):
    """At most ``kept`` values. Threads need no lock: at worst a value is computed twice."""

    def __init__(self, kept: int = A_FEW) -> None:
        self._values: dict[K, V] = {}
        self._kept = kept

    def get(self, key: K, compute: Callable[[], V]) -> V:
        """The value of a key, computed when it is not at hand. Whoever gets it must leave it as it is."""
        found = self._values.get(key)
        if found is None:
            found = compute()
            if len(self._values) >= self._kept:
                self._values = {}
            self._values[key] = found
        return found
