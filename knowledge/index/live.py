"""The live version, reloaded when another one is swapped in, without a restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from knowledge.errors import AppError
from knowledge.index.versions import Version, Versions, verify

log = logging.getLogger(__name__)
T = TypeVar("T")


class Live(Generic[T]):
    """Holds what was loaded from the live version; :meth:`get` loads anew after a swap.

    Reading the name of the live version costs one small file read a call, so a swap is seen by the
    very next question. While one caller loads the new version, the others go on with the one before.
    A version that cannot be loaded leaves the one before in use.
    """

    def __init__(self, index: Path, load: Callable[[Version], T]) -> None:
        self._versions = Versions(index)
        self._load = load
        self._lock = threading.Lock()
        self._name: str | None = None
        self._refused: str | None = None
        self._value: T | None = None

    def get(self) -> T:
        """The loaded live version; ``IndexMissing`` when nothing has ever been built."""
        name = self._versions.current_name()
        if self._value is not None and name in (None, self._name, self._refused):
            return self._value
        before = self._value
        if not self._lock.acquire(blocking=before is None):
            assert before is not None
            return before
        try:
            if self._value is None:
                version = self._versions.current()
                self._value, self._name = self._loaded(version), version.name
                return self._value
            # Read anew: another thread may have reloaded in between.
            name = self._versions.current_name()
            if name is not None and name not in (self._name, self._refused):
                self._value = self._reload(name, self._value)
            return self._value
        finally:
            self._lock.release()

    def _loaded(self, version: Version) -> T:
        """What a version holds, its files checked first: a damaged one is refused, not half read."""
        verify(version)
        return self._load(version)

    def _reload(self, name: str, before: T) -> T:
        try:
            value = self._loaded(self._versions.get(name))
        except AppError as error:
            self._refused = name
            log.error("index version %s cannot be loaded, %s stays in use: %s", name, self._name, error)
            return before
        self._name = name
        return value
