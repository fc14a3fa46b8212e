"""Synonym groups for query expansion: ``data/synonyms.yml``, one list."""

from __future__ import annotations

from pydantic import Field

from knowledge.formats.source import Strict, Text


class SynonymGroup(Strict):
    """Words that mean the same to a searcher; ``canonical`` is the one official texts use."""

    canonical: Text
    words: tuple[Text, ...] = Field(min_length=1)
