"""What was understood of files uploaded lately: reading them again takes a process and a second each."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path, PurePosixPath

from actions.publishing.attachments import Attachment
from knowledge.errors import AppError
from knowledge.importing import Understood, inspect, originals

#: Two pages of documents to be confirmed.
MOST = 60


class Understandings:
    """By checksum and name; the oldest go first."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Understood] = OrderedDict()

    def remember(self, understood: Understood) -> None:
        """Keep what was just understood."""
        self._known[understood.sha256, PurePosixPath(understood.filename).name] = understood
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def of(self, original: Attachment, data_dir: Path) -> Understood | None:
        """What was understood of an original, read again if need be; ``None`` when it cannot be read."""
        name = PurePosixPath(original.name).name
        known = self._known.get((original.sha256, name))
        if known is None:
            try:
                known = inspect(originals.fetch(original.sha256, data_dir), name)
            except AppError:
                return None
            self.remember(known)
        return known


#: Uploading and confirming are sections of their own.
UNDERSTANDINGS = Understandings()
