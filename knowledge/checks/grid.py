"""Check the files about towns, villages and grids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue
from knowledge.errors import Fault
from knowledge.formats.grid import DIVISIONS, GRIDS, read_grids, read_towns


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Faults of ``grid/``; a content folder without it (imported documents) is sound."""
    folder = catalogue.content / "grid"
    if not folder.is_dir():
        return
    if not (folder / DIVISIONS).is_file():
        yield Fault(folder, 0, f"缺少 {DIVISIONS}（镇、街道和村的名称与代码）")
        return
    towns, faults = read_towns(folder / DIVISIONS)
    yield from faults
    if (folder / GRIDS).is_file():
        villages = frozenset(code for town in towns for code in town.villages)
        yield from read_grids(folder / GRIDS, villages)[1]
