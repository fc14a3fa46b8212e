"""How sure it is that the best matter is the one meant: a fitted curve, not a constant from a tutorial."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actions.answering.base import Base, Match
from actions.answering.vocabulary import Curve


def lead(base: Base, matches: Sequence[Match]) -> float:
    """How far the best match is ahead of the best one about something else."""
    own = base.subject_of(matches[0])
    other = next((match.score for match in matches[1:] if base.subject_of(match) != own), 0.0)
    return matches[0].score - other


def features(base: Base, question: str, matches: Sequence[Match]) -> tuple[float, float, float, float, float]:
    """Meaning and wording of the best match, its lead, the share it explains, and the question's length.

    The length belongs here because a long story shares little with any phrase, however right.
    """
    best = matches[0]
    explained = base.explained.share(question, base.subject_of(best))
    return best.meaning, best.wording, lead(base, matches), explained, math.log(max(len(question), 1))


def confidence(base: Base, question: str, matches: Sequence[Match], curve: Curve) -> float:
    """Probability that the best match is the one meant, 0 to 1."""
    if not matches:
        return 0.0
    weights = (curve.meaning, curve.wording, curve.lead, curve.explained, curve.length)
    logit = curve.constant + sum(
        w * x for w, x in zip(weights, features(base, question, matches), strict=True)
    )
    return 1 / (1 + math.exp(-logit))
