"""Check the dispatch catalogue of the hotline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue
from knowledge.errors import Fault
from knowledge.formats.hotline import CATEGORIES, read_categories


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Faults of ``hotline/categories.yml``; a content folder without it is sound."""
    path = catalogue.content / "hotline" / CATEGORIES
    if path.is_file():
        names = [department.name for department in catalogue.departments]
        yield from read_categories(path, names)[1]
