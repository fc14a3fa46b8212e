"""What a few files say, read again when one of them changes; a faulty edit leaves what was read before."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from knowledge.errors import ContentError

log = logging.getLogger(__name__)
T = TypeVar("T")


class Reread(Generic[T]):
    """Costs a look at the files' dates each time; ``places`` and ``read`` may name other files every time."""

    def __init__(self, read: Callable[[], T], places: Callable[[], Sequence[Path]]) -> None:
        self._read = read
        self._places = places
        self._lock = threading.Lock()
        self._stamp: object = None
        self._value: T | None = None

    def get(self) -> T:
        """What the files say; the first reading raises what is wrong with them."""
        stamp = [_stamp(path) for path in self._places()]
        with self._lock:
            if self._value is None:
                self._value, self._stamp = self._read(), stamp
            elif stamp != self._stamp:
                self._stamp = stamp
                self._value = self._anew(self._value)
            return self._value

    def _anew(self, before: T) -> T:
        try:
            return self._read()
        except (ContentError, OSError) as error:
            log.error("a changed file is not used: %s", error)
            return before


def _stamp(path: Path) -> tuple[str, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return str(path), found.st_mtime_ns, found.st_size
