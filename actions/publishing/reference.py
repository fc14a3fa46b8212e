"""What forms are filled in against: the published catalogue, what can be chosen, and all known sayings."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.publishing.files import ContentFolder
from actions.publishing.lookalikes import Saying, sayings
from knowledge.catalogue import Catalogue, load
from knowledge.formats.grid import DIVISIONS, TownRecord, read_towns, short_name

_ID = re.compile(r"（([^（）]+)）$")
#: Ids and what people call them.
Names = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """The published content as it stands."""

    catalogue: Catalogue
    sayings: tuple[Saying, ...]
    #: By the name of a list: ids and titles; departments are their own ids.
    picks: Mapping[str, Names]

    def label(self, pick: str, value: str) -> str:
        """What an input shows for an id."""
        title = self.picks.get(pick, {}).get(value, "")
        return f"{title}（{value}）" if title else value

    def chosen(self, pick: str, text: str) -> str:
        """The id that an input means: one that was suggested, or typed as an id or as a title."""
        names = self.picks.get(pick, {})
        found = _ID.search(text)
        if found and found[1] in names:
            return found[1]
        if text in names:
            return text
        same = [key for key, title in names.items() if title == text]
        return same[0] if len(same) == 1 else text


class Reference:
    """Reads the content folder again when a file of it changed."""

    def __init__(self, content: ContentFolder) -> None:
        self._content = content
        self._lock = threading.Lock()
        self._stamp: object = None
        self._known: Known | None = None

    def get(self) -> Known:
        """The content as it stands."""
        with self._lock:
            stamp = self._stamped()
            if self._known is None or stamp != self._stamp:
                self._known, self._stamp = known_of(self._content.folder), stamp
            return self._known

    def _stamped(self) -> object:
        places = [self._content.place(path) for path in self._content.paths()]
        return [
            (str(place), (stat := place.stat()).st_mtime_ns, stat.st_size)
            for place in places
            if place.exists()
        ]


def known_of(content: Path) -> Known:
    """What a content folder holds; faulty files are left out."""
    catalogue = load(content, lenient=True)
    services = {key: service.name for key, service in catalogue.services.items()}
    policies = {key: policy.header.title for key, policy in catalogue.policies.items()}
    divisions = content / "grid" / DIVISIONS
    towns = read_towns(divisions)[0] if divisions.is_file() else []
    picks: dict[str, Names] = {
        "services": services, "documents": {**services, **policies},
        "departments": {department.name: "" for department in catalogue.departments}, "villages": _villages(towns),
    }  # fmt: skip
    return Known(catalogue, tuple(sayings(catalogue)), picks)


def _villages(towns: list[TownRecord]) -> Names:
    return {
        code: f"{town.name} {short_name(village)}"
        for town in towns
        for code, village in town.villages.items()
    }
