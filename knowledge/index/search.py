"""Search one index version: three keyword legs and one dense leg, fused by weights; the best read word by word."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.encoder.runtime import Encoder
from knowledge.index.build import read_chunks
from knowledge.index.chunk import Chunk
from knowledge.index.dense import Dense
from knowledge.index.keyword import Keywords
from knowledge.index.verbatim import verbatim_share
from knowledge.language import DICTIONARY
from knowledge.text.normalise import normalise
from knowledge.text.tokens import bigrams, words_of

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

#: Weights of the legs, and of what reading a document adds for the best few. Fitted on halves of a public
#: policy question set and checked on the others; see docs/adr/0019-weights.md.
LEGS = {"words": 0.03, "grams": 0.07, "documents": 0.14, "dense": 0.17}
READING = {"verbatim": 0.46, "brevity": 0.13}
WEIGHTS = {**LEGS, **READING}
#: A passage this far below the best cosine gets nothing from the dense leg: e5 cosines of
#: unrelated Chinese texts differ from related ones by about as much.
DENSE_SPAN = 0.12
CANDIDATES = 200
KEYWORD_LEGS = ("words", "grams", "documents")
#: So many of the best documents are read word by word.
READ = 12
#: A long document says more of anything by chance: up to the first length it has all of "brevity", from the
#: second on nothing.
BRIEF, LENGTHY = 200, 20_000
#: Documents whose plain text is kept for reading.
KEPT = 4096


@dataclass(frozen=True)
class Hit:
    """A passage found; ``score`` in [0, 1] ranks within one search, ``cosine`` and ``overlap`` judge it."""

    chunk: Chunk
    score: float
    cosine: float
    #: What each leg gives, relative to the best passage; with one hit a document, the best of its passages.
    legs: dict[str, float]


class Searcher:
    """The passages of one version, loaded and ready."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.chunks = read_chunks(folder)
        self.encoder = encoder
        #: The words that the version was cut into.
        self.words = words_of(folder / DICTIONARY.name)
        self._dense = Dense.load(folder / "dense.faiss")
        self._legs = {leg: Keywords.load(folder / leg) for leg in KEYWORD_LEGS}
        order = {name: at for at, name in enumerate(dict.fromkeys(chunk.document for chunk in self.chunks))}
        self._document = np.array([order[chunk.document] for chunk in self.chunks], dtype=np.int64)
        self._places: dict[str, list[int]] = {}
        for at, chunk in enumerate(self.chunks):
            self._places.setdefault(chunk.document, []).append(at)
        self._plain = lru_cache(maxsize=KEPT)(self._plain_text)

    def search(
        self, question: str, top: int = 10, *, vector: Floats | None = None,
        allowed: Callable[[Chunk], bool] | None = None, per_document: bool = True,
    ) -> list[Hit]:  # fmt: skip
        """Best passages for a question, best first, by default one a document.

        ``vector`` is the encoded question if the caller has it; ``allowed`` leaves out passages,
        for example of documents that are no longer in force.
        """
        text = normalise(question)
        if not self.chunks or not text:
            return []
        if vector is None:
            vector = self.encoder.encode_queries([text])[0]
        legs, positions = self._score(text, vector)
        own = _fused(legs)
        if per_document:
            legs = {leg: _best_of(values, self._document[positions]) for leg, values in legs.items()}
        total = _fused(legs)
        hits: list[Hit] = []
        seen: set[str] = set()
        for at in np.lexsort((-own, -total)):
            chunk = self.chunks[positions[at]]
            if (per_document and chunk.document in seen) or (allowed is not None and not allowed(chunk)):
                continue
            seen.add(chunk.document)
            cosine = float(self._dense.cosines(vector, positions[at : at + 1])[0])
            hits.append(
                Hit(chunk, float(total[at]), cosine, {leg: float(values[at]) for leg, values in legs.items()})
            )
            if len(hits) == max(top, READ):
                break
        return self._read(text, hits)[:top]

    def _read(self, text: str, hits: list[Hit]) -> list[Hit]:
        """The first hits ordered anew by what their documents say in the question's words."""
        read = list(hits)
        for at, hit in enumerate(read[:READ]):
            document = self._plain(hit.chunk.document)
            found = {"verbatim": verbatim_share(text.lower(), document), "brevity": brevity(document)}
            score = hit.score + sum(READING[leg] * share for leg, share in found.items())
            read[at] = replace(hit, score=score, legs={**hit.legs, **found})
        return sorted(read[:READ], key=lambda hit: -hit.score) + read[READ:]

    def _plain_text(self, document: str) -> str:
        """All of a document, normalised, lower case."""
        places = self._places[document]
        texts = [self.chunks[places[0]].title, *(self.chunks[at].text for at in places)]
        return normalise("\n".join(texts)).lower()

    def _score(self, text: str, vector: Floats) -> tuple[dict[str, Floats], Ints]:
        """Each leg's scores in [0, 1] for the candidates, and the candidates' positions."""
        grams, cut = bigrams(text), self.words.cut(text)
        raw = {
            "words": self._legs["words"].scores(cut),
            "grams": self._legs["grams"].scores(grams),
            "documents": self._legs["documents"].scores(grams)[self._document],
        }
        near, cosines = self._dense.nearest(vector, CANDIDATES)
        keyword = _fused({leg: _share(values) for leg, values in raw.items()})
        best = np.argpartition(-keyword, min(CANDIDATES, len(keyword) - 1))[:CANDIDATES]
        positions = np.union1d(near, best).astype(np.int64)
        legs = {leg: _share(values)[positions] for leg, values in raw.items()}
        top = float(cosines[0]) if len(cosines) else 0.0
        own = self._dense.cosines(vector, positions)
        legs["dense"] = np.clip(1 - (top - own) / DENSE_SPAN, 0, 1).astype(np.float32)
        return legs, positions


def _fused(legs: dict[str, Floats]) -> Floats:
    """Weighted sum of the legs."""
    fused: Floats = np.sum([LEGS[leg] * values for leg, values in legs.items()], axis=0, dtype=np.float32)
    return fused


def _best_of(values: Floats, documents: Ints) -> Floats:
    """For each passage the best value of any passage of its document: its parts may each answer a part."""
    best = np.zeros(int(documents.max()) + 1, dtype=np.float32)
    np.maximum.at(best, documents, values)
    found: Floats = best[documents]
    return found


def brevity(document: str) -> float:
    """1 for a short text, 0 for a very long one, by the logarithm of its length."""
    length = min(max(len(document), BRIEF), LENGTHY)
    return 1 - math.log(length / BRIEF) / math.log(LENGTHY / BRIEF)


def _share(values: Floats) -> Floats:
    """Scores relative to the best one; all zero stays zero."""
    best = float(values.max(initial=0.0))
    return values / best if best > 0 else values
