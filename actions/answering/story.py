"""Which matter a long story is about: no sentence of it says so alone, several together do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.answering.base import RANK, Base, Floats, Match
from knowledge.index.phrase import Target
from knowledge.text.asking import subject

#: Longer than this a message tells a story, and only its last sentence asks.
STORY = 45
#: The clauses that speak most for a matter count, each as much as the others.
SPEAKING = 3
#: What a clause says that is too far from a matter to be found for it.
UNHEARD = 0.25
#: Weight of the whole beside its clauses, and of the share that the matter's own texts explain: best of 24 pairs.
WHOLE, EXPLAINED = 0.6, 0.8
_CLAUSE = re.compile("[。!?;,]")
_SHORTEST = 3

Matter = tuple[Target, str, int]


def matches_of_story(base: Base, text: str, vector: Floats, whole: Sequence[Match]) -> list[Match]:
    """The matters of a story, best first: by the whole, by its clauses, and by what explains it."""
    clauses = [part for part in _CLAUSE.split(text) if len(subject(part)) >= _SHORTEST]
    if not clauses:
        return list(whole)
    vectors = base.encoder.encode_queries(clauses)
    heard = [
        {match.matter: match for match in base.matches(clause, vector)}
        for clause, vector in zip(clauses, vectors, strict=True)
    ]
    best = {
        match.matter: match for match in reversed([*whole, *(m for part in heard for m in part.values())])
    }
    best.update({match.matter: match for match in whole})
    known = {match.matter: match.score for match in whole}
    likely = base.likely([base.subject_of(match) for match in best.values()], vector)
    scored = [
        match._replace(score=_score(base, text, match, known, heard), likely=share)
        for match, share in zip(best.values(), likely, strict=True)
    ]
    return sorted(scored, key=RANK, reverse=True)


def _score(
    base: Base, text: str, match: Match, whole: dict[Matter, float], heard: Sequence[dict[Matter, Match]]
) -> float:
    clauses = sorted(
        (part[match.matter].score if match.matter in part else UNHEARD for part in heard), reverse=True
    )[:SPEAKING]
    spoken = sum(clauses) / len(clauses)
    said = WHOLE * whole.get(match.matter, UNHEARD) + (1 - WHOLE) * spoken
    return (said + EXPLAINED * base.explained.share(text, base.subject_of(match))) / (1 + EXPLAINED)
