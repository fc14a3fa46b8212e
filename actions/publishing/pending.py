"""A publication under way, on disk: whatever a crash leaves half done is finished from here.

Nothing that residents see has changed before this file stands; everything that is needed stands then.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pending:
    """What is being made true: the latest commit and the live version; ``job`` asked for it."""

    job: int
    commit: str
    version: str


class PendingFile:
    """At most one publication is under way."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, pending: Pending) -> None:
        """From now on it will be finished."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(pending), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._path)

    def read(self) -> Pending | None:
        """What is under way."""
        try:
            return Pending(**json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def forget(self) -> None:
        """It is finished and on record."""
        with suppress(FileNotFoundError):
            self._path.unlink()
