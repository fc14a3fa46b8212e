"""Whether a new matter is one that was filed in the last days: meaning, wording, place, category.

Pure: the store hands in the open tickets of :data:`DAYS` days; vectors come from the encoder.
The threshold was fitted on pairs of tickets, see ``docs/adr/0011-hotline-routing.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from actions.hotline.features import Encodes
from knowledge.text.normalise import content_characters, normalise
from knowledge.text.tokens import bigrams

#: How far back a matter counts as the same; the store's query goes by it.
DAYS = 7
SHOWN = 3
#: Logistic curve: constant, meaning (cosine), wording (shared character pairs).
CONSTANT, MEANING, WORDING = -40.5, 40.0, 6.0
#: Place and category in the same units: the same village, the same town, unknown, another town or village.
SAME_VILLAGE, SAME_TOWN, OTHER_PLACE = 1.5, 0.5, -6.0
SAME_CATEGORY, OTHER_CATEGORY = 0.5, -1.5
#: From this probability on the resident is asked “是不是这一件?”.
ASK_FROM = 0.5


@dataclass(frozen=True)
class Matter:
    """What is compared of a ticket; ``town`` and ``village`` are official codes."""

    key: str
    text: str
    town: str | None = None
    village: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Match:
    """A candidate with the probability that it is the same matter, and why."""

    matter: Matter
    score: float
    reasons: tuple[str, ...]


def similar(new: Matter, candidates: Sequence[Matter], encoder: Encodes) -> list[Match]:
    """The candidates that may be the same matter, likeliest first; at most :data:`SHOWN`."""
    near = [candidate for candidate in candidates if _place(new, candidate) > OTHER_PLACE and candidate.text]
    if not near or not new.text.strip():
        return []
    vectors = encoder.encode_queries([new.text, *(candidate.text for candidate in near)])
    cosines = vectors[1:] @ vectors[0]
    found = [_match(new, near[at], float(cosines[at])) for at in np.argsort(-cosines, kind="stable")]
    likely = [match for match in found if match.score >= ASK_FROM]
    return sorted(likely, key=lambda match: -match.score)[:SHOWN]


def probability(new: Matter, other: Matter, cosine: float) -> float:
    """The probability that two matters are one."""
    sum_ = CONSTANT + MEANING * cosine + WORDING * wording(new.text, other.text)
    sum_ += _place(new, other) + _category(new, other)
    return 1 / (1 + math.exp(-max(min(sum_, 60.0), -60.0)))


def wording(one: str, other: str) -> float:
    """Share of character pairs that two texts have in common (Dice)."""
    first, second = (set(bigrams(content_characters(normalise(text)))) for text in (one, other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _match(new: Matter, other: Matter, cosine: float) -> Match:
    reasons = ["说的是相近的事"]
    if new.village and new.village == other.village:
        reasons.append("在同一个村（社区）")
    elif new.town and new.town == other.town:
        reasons.append("在同一个镇（街道）")
    if new.category and new.category == other.category:
        reasons.append("同一类诉求")
    return Match(other, probability(new, other, cosine), tuple(reasons))


def _place(new: Matter, other: Matter) -> float:
    if new.village and other.village:
        return SAME_VILLAGE if new.village == other.village else OTHER_PLACE
    if new.town and other.town:
        return SAME_TOWN if new.town == other.town else OTHER_PLACE
    return 0.0


def _category(new: Matter, other: Matter) -> float:
    if not new.category or not other.category:
        return 0.0
    return SAME_CATEGORY if new.category == other.category else OTHER_CATEGORY
