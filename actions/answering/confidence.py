"""How sure it is that the best matter is the one meant: fitted curves, not a constant from a tutorial.

A part of a question is judged by its matches alone. The question itself is also held against the passages: when
searching them comes to the matter's own documents, two ways of looking agree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from actions.answering.base import Base, Floats, Match
from actions.answering.vocabulary import Curve, Witness
from knowledge.index.phrase import Target
from knowledge.index.search import Hit

#: So many documents found by searching the passages are looked at.
WITNESSES = 3


@dataclass(frozen=True)
class View:
    """The matters that a question, or a part of it, may be about, and how sure the first one is."""

    text: str
    vector: Floats
    matches: list[Match]
    confidence: float


def lead(base: Base, matches: Sequence[Match]) -> float:
    """How far the best match is ahead of the best one about something else."""
    own = base.subject_of(matches[0])
    other = next((match.rank for match in matches[1:] if base.subject_of(match) != own), 0.0)
    return matches[0].rank - other


def features(base: Base, question: str, vector: Floats, matches: Sequence[Match]) -> tuple[float, ...]:
    """Of the best match: meaning, wording, lead, share explained; the question's length; how likely it is not ours.

    The length belongs here because a long story shares little with any phrase, however right.
    """
    best = matches[0]
    explained = base.explained.share(question, base.subject_of(best))
    length = math.log(max(len(question), 1))
    beyond = 0.0 if base.turns_away(best) else base.beyond(vector)
    return best.meaning, best.wording, lead(base, matches), explained, length, beyond


def confidence(base: Base, question: str, vector: Floats, matches: Sequence[Match], curve: Curve) -> float:
    """Probability that the best match is the one meant, 0 to 1."""
    if not matches:
        return 0.0
    return _logistic(_logit(curve, features(base, question, vector, matches)))


def witnessed(base: Base, view: View, hits: Sequence[Hit], outside: float, curve: Witness) -> float:
    """The same with what searching the passages found and how sure the classifier is that it is not ours."""
    if not view.matches:
        return 0.0
    nearest = hits[0].cosine if hits else 0.0
    logit = _logit(curve, features(base, view.text, view.vector, view.matches))
    logit += curve.agreement * agreement(base, view.matches[0], hits)
    return _logistic(logit + curve.cosine * nearest + curve.outside * outside)


def agreement(base: Base, match: Match, hits: Sequence[Hit]) -> float:
    """1 when the first document found is the match's own, 1/2 for the second and so on; 0 when none is."""
    own = documents_of(base, match)
    found = (1 / rank for rank, hit in enumerate(hits[:WITNESSES], 1) if hit.chunk.document in own)
    return next(found, 0.0)


def documents_of(base: Base, match: Match) -> frozenset[str]:
    """The documents that a match rests on: a service's record, or what a curated answer cites."""
    if match.phrase.target is not Target.ANSWER:
        return frozenset({match.phrase.id})
    answer = base.catalogue.answers[match.phrase.id]
    return frozenset({source.document for source in answer.sources} | {answer.service or ""})


def _logit(curve: Curve, values: Sequence[float]) -> float:
    weights = (curve.meaning, curve.wording, curve.lead, curve.explained, curve.length, curve.beyond)
    return curve.constant + sum(weight * value for weight, value in zip(weights, values, strict=True))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
