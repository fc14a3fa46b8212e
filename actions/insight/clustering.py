"""Open questions, grouped by meaning; pure but for the encoder that is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from actions.insight.results import NOT_OURS, Mark, key_of
from actions.insight.turns import AskedTurn
from knowledge.formats.answer import Outcome

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]

#: Cosine distance up to which questions are one matter; the encoder puts other matters at 0.11 and more.
DISTANCE = 0.10
#: The distances of all pairs are held in memory; beyond this only the most asked are grouped.
MOST_TEXTS = 3000
EXAMPLES = 5

UNANSWERED = frozenset({Outcome.NO_ANSWER.value, Outcome.OUT_OF_SCOPE.value})


@dataclass
class Asked:
    """One wording, and how it was asked."""

    text: str
    key: str
    count: int
    last: datetime
    outcomes: dict[str, int]
    reasons: list[str]


def open_questions(turns: Iterable[AskedTurn]) -> list[AskedTurn]:
    """Not answered, or asked back with nothing after it: the person gave up."""
    turns = list(turns)
    last = {turn.session_id: turn.request_id for turn in turns}
    return [
        turn
        for turn in turns
        if turn.outcome in UNANSWERED
        or (turn.outcome == Outcome.CLARIFICATION and last[turn.session_id] == turn.request_id)
    ]


def badly_rated(turns: Iterable[AskedTurn]) -> list[AskedTurn]:
    """Those whose answer got a bad rating."""
    return [turn for turn in turns if turn.rating == "down"]


def wordings(turns: Iterable[AskedTurn], marks: Mapping[str, Mark]) -> list[Asked]:
    """One entry a wording, the most asked first, without what staff have dealt with."""
    found: dict[str, Asked] = {}
    for turn in turns:
        key = key_of(turn.question)
        known = marks.get(key)
        if known and (known.state == NOT_OURS or turn.answered_at <= known.at):
            continue
        asked = found.setdefault(key, Asked(turn.question, key, 0, turn.answered_at, {}, []))
        asked.count += 1
        asked.last = max(asked.last, turn.answered_at)
        asked.outcomes[turn.outcome] = asked.outcomes.get(turn.outcome, 0) + 1
        if turn.reason:
            asked.reasons.append(turn.reason)
    return sorted(found.values(), key=lambda asked: (-asked.count, asked.text))[:MOST_TEXTS]


def clusters(asked: Sequence[Asked], encode: Encode) -> list[dict[str, Any]]:
    """Groups as JSON, the most asked first."""
    groups: dict[int, list[Asked]] = {}
    for label, entry in zip(_labels([entry.text for entry in asked], encode), asked, strict=True):
        groups.setdefault(label, []).append(entry)
    found = [_cluster(group) for group in groups.values()]
    return sorted(found, key=lambda cluster: (-cluster["count"], cluster["title"]))


def _labels(texts: Sequence[str], encode: Encode) -> list[int]:
    if len(texts) < 2:
        return list(range(len(texts)))
    # Loaded only in the process that groups, never where residents are answered.
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=DISTANCE
    )
    return [int(label) for label in model.fit_predict(encode(texts))]


def _cluster(group: Sequence[Asked]) -> dict[str, Any]:
    outcomes: dict[str, int] = {}
    for asked in group:
        for outcome, count in asked.outcomes.items():
            outcomes[outcome] = outcomes.get(outcome, 0) + count
    return {
        # The wordings come most asked first, so this is how most people put it.
        "title": group[0].text,
        "count": sum(asked.count for asked in group),
        "examples": [asked.text for asked in group[:EXAMPLES]],
        "keys": [asked.key for asked in group],
        "outcomes": outcomes,
        "reasons": [reason for asked in group for reason in asked.reasons][:EXAMPLES],
        "last": max(asked.last for asked in group).isoformat(),
    }
