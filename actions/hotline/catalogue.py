"""The dispatch catalogue in use: categories by id, who is in charge, what may go to towns and villages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.hotline.life import is_grassroots
from knowledge.catalogue import CONTENT
from knowledge.errors import ContentError
from knowledge.formats.hotline import CATEGORIES, GRASSROOTS, Category, read_categories
from knowledge.reread import Reread

#: The rule that keeps departments' work with the departments.
RULE = "应由部门办理的诉求不得派给基层"
RULE_SOURCE = "国办函〔2025〕66号"


@dataclass(frozen=True)
class Decision:
    """Whether a matter may go to a unit, and by what rule."""

    allowed: bool
    reason: str
    source: str


@dataclass(frozen=True, eq=False)  # what is made from one is remembered by it
class Catalogue:
    """Categories in the order of the file."""

    categories: Mapping[str, Category]

    @classmethod
    def of(cls, categories: Iterable[Category]) -> Catalogue:
        """Index categories by id."""
        return cls({category.id: category for category in categories})

    def find(self, key: str) -> Category | None:
        """The category with this id or name."""
        by_name = (category for category in self.categories.values() if category.name == key)
        return self.categories.get(key) or next(by_name, None)

    def towns_remit(self, key: str) -> bool:
        """Whether the whole matter is the towns' own; unknown categories are not."""
        category = self.find(key)
        return category is not None and category.is_grassroots

    def may_dispatch(self, key: str, unit: str) -> Decision:
        """Whether matters of a category may go to a department, town, street, village or community."""
        category = self.find(key)
        if unit != GRASSROOTS and not is_grassroots(unit):
            return Decision(True, "派给部门", RULE_SOURCE)
        if category is not None and category.is_grassroots and category.grassroots is not None:
            return Decision(True, "属于镇街、村（社区）自己的事", category.grassroots.basis)
        lead = f"，这类事由{category.lead}牵头" if category else ""
        return Decision(False, RULE + lead, RULE_SOURCE)


def read(content: Path) -> Catalogue:
    """The catalogue of a content folder; :class:`ContentError` names each line that is wrong."""
    categories, faults = read_categories(content / "hotline" / CATEGORIES, ())
    if faults:
        raise ContentError(faults)
    return Catalogue.of(categories)


def catalogue() -> Catalogue:
    """The catalogue in use; a publication is seen by the next call."""
    return _IN_USE.get()


def _folder() -> Path:
    return Path(os.environ.get("CONTENT_DIR") or CONTENT)


_IN_USE = Reread(lambda: read(_folder()), lambda: [_folder() / "hotline" / CATEGORIES])
