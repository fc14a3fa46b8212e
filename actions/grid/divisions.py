"""The official towns and villages, and the grids that the city filled in, as looked-up records."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.catalogue import CONTENT
from knowledge.errors import ContentError
from knowledge.formats.grid import (
    DIVISIONS,
    GRIDS,
    TOWN_ENDINGS,
    GridRecord,
    TownRecord,
    read_grids,
    read_towns,
    short_name,
)
from knowledge.reread import Reread


@dataclass(frozen=True)
class Town:
    """A town (镇) or street (街道)."""

    code: str
    name: str

    @property
    def short(self) -> str:
        """克井 of 克井镇."""
        for ending in TOWN_ENDINGS:
            if self.name.endswith(ending):
                return self.name.removesuffix(ending)
        return self.name


@dataclass(frozen=True)
class Village:
    """A village or community; ``short`` is what people call it, ``official`` what the list says."""

    code: str
    official: str
    town: Town

    @property
    def short(self) -> str:
        """佃头 of 佃头村民委员会."""
        return short_name(self.official)

    @property
    def name(self) -> str:
        """佃头村, 沁园社区: for showing."""
        if self.short.endswith(("村", "社区")):
            return self.short
        return self.short + ("社区" if "社区" in self.official else "村")

    @property
    def full(self) -> str:
        """克井镇佃头村."""
        return self.town.name + self.name


@dataclass(frozen=True)
class Divisions:
    """All towns, villages and grids, with what is needed to look names up."""

    towns: tuple[Town, ...]
    villages: tuple[Village, ...]
    grids: tuple[GridRecord, ...] = ()
    by_name: Mapping[str, tuple[Village, ...]] = field(default_factory=dict)
    by_code: Mapping[str, Town | Village] = field(default_factory=dict)

    @classmethod
    def of(cls, records: list[TownRecord], grids: list[GridRecord]) -> Divisions:
        """Index the records of the content files."""
        towns = tuple(Town(record.code, record.name) for record in records)
        villages = tuple(
            Village(code, official, town)
            for town, record in zip(towns, records, strict=True)
            for code, official in record.villages.items()
        )
        names: dict[str, list[Village]] = defaultdict(list)
        for village in villages:
            names[village.short].append(village)
            if len(village.short) > 2 and village.short.endswith("村"):
                names[village.short.removesuffix("村")].append(village)
        codes: dict[str, Town | Village] = {town.code: town for town in towns}
        codes |= {village.code: village for village in villages}
        found = {name: tuple(same) for name, same in names.items()}
        return cls(towns, villages, tuple(grids), found, codes)

    def town(self, name: str) -> Town | None:
        """The town of this name, with or without its ending."""
        return next((town for town in self.towns if name in (town.name, town.short)), None)

    def village(self, code: str) -> Village | None:
        """The village with this code."""
        found = self.by_code.get(code)
        return found if isinstance(found, Village) else None

    def grids_of(self, village: Village, text: str = "") -> tuple[GridRecord, ...]:
        """Grids of a village; those that cover a place named in ``text`` if any does."""
        there = tuple(grid for grid in self.grids if grid.village == village.code)
        named = tuple(grid for grid in there if any(word in text for word in grid.covers))
        return named or there


def read(folder: Path) -> Divisions:
    """The divisions of a content folder; :class:`ContentError` names each line that is wrong."""
    records, faults = read_towns(folder / DIVISIONS)
    grids: list[GridRecord] = []
    if (folder / GRIDS).is_file():
        known = frozenset(code for record in records for code in record.villages)
        grids, wrong = read_grids(folder / GRIDS, known)
        faults += wrong
    if faults:
        raise ContentError(faults)
    return Divisions.of(records, grids)


def divisions() -> Divisions:
    """The divisions of the content folder in use; a publication is seen by the next call."""
    return _IN_USE.get()


def _folder() -> Path:
    return Path(os.environ.get("CONTENT_DIR") or CONTENT) / "grid"


_IN_USE = Reread(lambda: read(_folder()), lambda: [_folder() / DIVISIONS, _folder() / GRIDS])
