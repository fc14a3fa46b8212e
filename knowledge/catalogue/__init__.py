"""All content files of one folder, read and checked: ``load`` gives a :class:`Catalogue`."""

from knowledge.catalogue.model import Catalogue, Kind, Origin
from knowledge.catalogue.reading import CONTENT, load
from knowledge.language import SYNONYMS

__all__ = ["CONTENT", "SYNONYMS", "Catalogue", "Kind", "Origin", "load"]
