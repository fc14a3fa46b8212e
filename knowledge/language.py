"""The project's own files about language; a content folder may have others in their stead."""

from __future__ import annotations

from pathlib import Path

_PROJECT = Path(__file__).parents[1]
#: Everyday words and those of official texts.
SYNONYMS = _PROJECT / "data" / "synonyms.yml"
#: Words that are not to be cut into parts.
DICTIONARY = _PROJECT / "data" / "jieba" / "dictionary.txt"
#: What is said to greetings, thanks and the like.
REPLIES = _PROJECT / "knowledge" / "vocabulary" / "replies.yml"
