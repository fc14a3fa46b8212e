"""Which department, category and town a matter goes to, with a confidence and reasons.

Without a history the dispatch catalogue decides: its keywords, and the meaning of its examples. Once a
city has learnt a model from its own tickets, the model's departments are blended in. What is not
confident goes to a person, and what departments must do never goes to a town.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from actions.grid.divisions import divisions
from actions.grid.places import Found, find_place
from actions.hotline.catalogue import Catalogue, catalogue
from actions.hotline.features import Encodes
from actions.hotline.model import Router, softmax
from actions.hotline.tuned import Scores
from knowledge.encoder.runtime import Floats, shared
from knowledge.formats.hotline import GRASSROOTS, Category
from knowledge.text.normalise import has_content, normalise

#: Weights of the catalogue's evidence: characters of keywords heard, cosine to the nearest example.
KEYWORD, MEANING = 0.8, 70.0
#: A keyword counts by its length, up to this many characters.
KEYWORD_LONGEST = 4
#: From this probability on the suggestion stands; below it a person dispatches.
SURE = 0.5
#: What a learnt model's probabilities count against the catalogue's.
MODEL_WEIGHT = 0.7
SHOWN = 3


@dataclass(frozen=True)
class Route:
    """A suggestion: category, departments best first, town, and why."""

    category: Category
    departments: tuple[tuple[str, float], ...]
    confidence: float
    place: Found
    reasons: tuple[str, ...]

    @property
    def department(self) -> str:
        """The first department; the town itself where the matter is the towns' own and the town is known."""
        first = self.departments[0][0]
        return self.place.town.name if first == GRASSROOTS and self.place.town else first

    @property
    def by_person(self) -> bool:
        """Too uncertain: a person dispatches."""
        return self.confidence < SURE


class Dispatcher:
    """Routes by the catalogue, and by a learnt model if there is one."""

    def __init__(self, ours: Catalogue, encoder: Encodes, model: Router | None = None) -> None:
        self._ours = ours
        self._categories = list(ours.categories.values())
        self._keywords = [[word.lower() for word in one.keywords] for one in self._categories]
        self._encoder = encoder
        self._model = model
        examples = [
            (at, text) for at, one in enumerate(self._categories) for text in (one.name, *one.examples)
        ]
        self._owners = np.array([at for at, _ in examples])
        self._vectors = encoder.encode_queries([text for _, text in examples])

    def route(self, text: str, place: Found | None = None) -> Route:
        """The suggestion for one matter."""
        vectors = self._encoder.encode_queries([text])
        plain = normalise(text).replace(" ", "").lower()
        heard = [keywords_in(plain, words) for words in self._keywords]
        shares = self._shares(heard, vectors)
        best = int(np.argmax(shares))
        departments = self._departments(text, vectors, shares)
        category = self._category(best, shares, departments[0][0])
        words = heard[self._categories.index(category)]
        where = place or find_place(text, divisions())
        confidence = departments[0][1] if has_content(text) else 0.0
        return Route(category, departments, confidence, where, _reasons(category, words, where))

    def _shares(self, heard: Sequence[Sequence[str]], vectors: Floats) -> Scores:
        """A probability for each category."""
        cosines = self._vectors @ vectors[0]
        meaning = np.full(len(self._categories), -1.0)
        np.maximum.at(meaning, self._owners, cosines)
        length = [sum(min(len(word), KEYWORD_LONGEST) for word in words) for words in heard]
        evidence = KEYWORD * np.array(length) + MEANING * meaning
        return np.asarray(softmax(evidence[None, :])[0])

    def _departments(self, text: str, vectors: Floats, shares: Scores) -> tuple[tuple[str, float], ...]:
        """Departments with their probabilities, best first."""
        found: dict[str, float] = {}
        weight = 1 - MODEL_WEIGHT if self._model else 1.0
        for category, share in zip(self._categories, shares, strict=True):
            found[category.lead] = found.get(category.lead, 0.0) + weight * float(share)
        if self._model:
            likeliest = self._categories[int(np.argmax(shares))].id
            for name, score in self._model.suggest([text], vectors)[0].departments:
                # A history in which towns did departments' work must not repeat itself.
                if self._ours.may_dispatch(likeliest, name).allowed:
                    found[name] = found.get(name, 0.0) + MODEL_WEIGHT * score
        return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:SHOWN])

    def _category(self, best: int, shares: Scores, department: str) -> Category:
        """The likeliest category of the chosen department; a learnt name that is not ours keeps the likeliest."""
        own = [at for at, category in enumerate(self._categories) if category.lead == department]
        return self._categories[max(own, key=lambda at: shares[at]) if own else best]


def keywords_in(plain: str, keywords: Sequence[str]) -> tuple[str, ...]:
    """The keywords that a normalised text holds; one inside another is not counted again."""
    found = [word for word in keywords if word in plain]
    return tuple(word for word in found if not any(word != other and word in other for other in found))


def _reasons(category: Category, words: Sequence[str], place: Found) -> tuple[str, ...]:
    named = f"因为提到{'、'.join(f'“{word}”' for word in words[:3])}" if words else "说法和这一类的例子相近"
    reasons = [f"{named}，按“{category.name}”办，由{category.lead}牵头"]
    if category.overlap:
        reasons.append(category.overlap)
    if place.full:
        reasons.append(f"地点在{place.full}")
    return tuple(reasons)


def dispatcher() -> Dispatcher:
    """The dispatcher over the catalogue in use; ``HOTLINE_MODEL_DIR`` names a learnt model."""
    return _over(catalogue())


@lru_cache(maxsize=1)
def _over(ours: Catalogue) -> Dispatcher:
    encoder = shared()
    folder = os.environ.get("HOTLINE_MODEL_DIR")
    model = None
    if folder:
        from actions.hotline.model_file import load

        model = load(Path(folder), encoder.fingerprint)
    return Dispatcher(ours, encoder, model)
