"""The published knowledge, loaded and ready to answer from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.catalogue import Catalogue, load
from knowledge.encoder.runtime import Encoder
from knowledge.index.build import read_phrases
from knowledge.index.phrase import Phrase, Target
from knowledge.index.search import Searcher
from knowledge.index.versions import Version
from knowledge.index.wordings import Wordings
from knowledge.text.pinyin import Lexicon
from knowledge.text.tokens import dictionary_words

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Match:
    """How well a matter fits a question: ``score`` in [0, 1], by its best wording."""

    phrase: Phrase
    score: float
    meaning: float
    wording: float

    @property
    def matter(self) -> tuple[Target, str, int]:
        """The matter meant."""
        return self.phrase.matter


@dataclass(frozen=True)
class Base:
    """One index version: catalogue, passages and phrases, which always belong together."""

    name: str
    catalogue: Catalogue
    searcher: Searcher
    phrases: Sequence[Phrase]
    vectors: Floats
    wordings: Wordings
    lexicon: Lexicon

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the vectors."""
        return self.searcher.encoder

    @classmethod
    def load(cls, version: Version, encoder: Encoder) -> Base:
        """Load a version; the same encoder that built it must be given."""
        phrases = read_phrases(version.folder)
        catalogue = load(version.folder / "content", lenient=True, synonyms=version.folder / "synonyms.yml")
        forms = [phrase.text for phrase in phrases]
        return cls(
            version.name, catalogue, Searcher(version.folder, encoder), phrases,
            np.load(version.folder / "phrases.npy"), Wordings(forms, catalogue.synonyms),
            Lexicon([*dictionary_words(), *forms]),
        )  # fmt: skip

    def matches(self, question: str, vector: Floats) -> list[Match]:
        """Matters for a question, best first, each with its best wording."""
        if not self.phrases:
            return []
        meaning = scaled_cosine(self.vectors @ vector)
        wording = self.wordings.similarities(question)
        score = combine(meaning, wording)
        best: dict[tuple[Target, str, int], Match] = {}
        for at in np.argsort(-score, kind="stable")[:200]:
            phrase = self.phrases[at]
            found = Match(phrase, float(score[at]), float(meaning[at]), float(wording[at]))
            best.setdefault(phrase.matter, found)
        return list(best.values())


def scaled_cosine(cosines: Floats) -> Floats:
    """e5 cosines between short questions live in 0.80 to 1; spread them over [0, 1]."""
    scaled: Floats = np.clip((cosines - 0.80) / 0.20, 0.0, 1.0)
    return scaled


def combine(meaning: Floats, wording: Floats) -> Floats:
    """Meaning and wording in equal parts: either alone misleads (新生儿 for 身份证; 怎么办 for 怎么办)."""
    combined: Floats = 0.5 * meaning + 0.5 * wording
    return combined
