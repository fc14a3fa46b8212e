"""The words and character pairs of a version: BM25 legs, and the lexicon of our own words.

What a text consists of is remembered between builds of one process: after an edit only the texts that
changed are cut anew, which at a city's size is most of the work.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from knowledge.index.chunk import Chunk
from knowledge.index.keyword import Keywords
from knowledge.index.phrase import Phrase
from knowledge.text.lexicon import Lexicon
from knowledge.text.normalise import normalise
from knowledge.text.tokens import Words, bigrams

#: Texts remembered: some 2,300 services have about this many passages and wordings.
REMEMBERED = 20_000


@lru_cache(maxsize=REMEMBERED)
def _plain(text: str) -> str:
    return normalise(text)


@lru_cache(maxsize=REMEMBERED)
def _cut(words: Words, plain: str) -> tuple[str, ...]:
    return tuple(map(sys.intern, words.cut(plain)))


@lru_cache(maxsize=REMEMBERED)
def _every(words: Words, plain: str) -> tuple[str, ...]:
    return tuple(map(sys.intern, words.every(plain)))


def write_keywords(scratch: Path, chunks: Sequence[Chunk], words: Words) -> None:
    """BM25 over passages (words, character pairs) and whole documents with their titles (character pairs)."""
    texts = [_plain(chunk.text) for chunk in chunks]
    sections = [
        _plain(f"{chunk.section} {chunk.title}" if chunk.kind == "service" else chunk.section)
        for chunk in chunks
    ]
    Keywords.build(
        [list(_cut(words, f"{section} {text}")) for section, text in zip(sections, texts, strict=True)]
    ).save(scratch / "words")
    grams = [bigrams(text) for text in texts]
    Keywords.build([bigrams(section) + own for section, own in zip(sections, grams, strict=True)]).save(
        scratch / "grams"
    )
    whole: dict[str, list[str]] = {}
    for chunk, own in zip(chunks, grams, strict=True):
        whole.setdefault(chunk.document, bigrams(_plain(chunk.title))).extend(own)
    Keywords.build(list(whole.values())).save(scratch / "documents")


def write_lexicon(path: Path, chunks: Sequence[Chunk], wordings: Sequence[Phrase], words: Words) -> None:
    """Words of our own content, for questions typed in pinyin."""
    texts = [*(chunk.text for chunk in chunks), *(phrase.text for phrase in wordings)]
    Lexicon.build((word for text in texts for word in _every(words, _plain(text))), words).save(path)
