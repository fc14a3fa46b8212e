"""Phrasings that are almost those of another answer or service: a resident who says one may get the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.catalogue import Catalogue
from knowledge.catalogue.model import surface_forms
from knowledge.checks.names import wording
from knowledge.text.asking import without_filler
from knowledge.text.normalise import content_characters, normalise
from knowledge.text.tokens import bigrams

#: Share of common character pairs; of our own answers few phrasings come as near to another one.
NEAR = 0.8


@dataclass(frozen=True)
class Saying:
    """A way to say something, and what it leads to."""

    text: str
    #: Id and name of the answer or service.
    owner: str
    title: str
    pairs: frozenset[str]


@dataclass(frozen=True)
class Alike:
    """Another saying, and how near it comes, up to 1."""

    saying: Saying
    share: float


def sayings(catalogue: Catalogue) -> list[Saying]:
    """Everything that leads to an answer or a service."""
    found = []
    for answer in catalogue.answers.values():
        title = f"标准答复“{answer.questions[0]}”"
        # The answer to a question about a service and the service itself are one matter.
        owner = answer.service or answer.id
        found += [Saying(text, f"{answer.id} {owner}", title, pairs(text)) for text in answer.questions]
    for service in catalogue.services.values():
        title = f"事项“{service.name}”"
        found += [Saying(text, service.id, title, pairs(text)) for text in surface_forms(service)]
    return found


def alike(texts: Sequence[str], own: frozenset[str], among: Sequence[Saying]) -> Iterator[Alike | None]:
    """For each text the nearest saying of another matter, if it is near; ``own`` are ids of the same matter."""
    others = [saying for saying in among if not own & set(saying.owner.split())]
    for text in texts:
        mine = pairs(text)
        best = max(
            (Alike(saying, share(mine, saying.pairs)) for saying in others if mine and saying.pairs),
            key=lambda one: one.share, default=None,
        )  # fmt: skip
        same = best is not None and wording(best.saying.text) == wording(text)
        yield best if best is not None and (best.share >= NEAR or same) else None


def pairs(text: str) -> frozenset[str]:
    """The character pairs of what a text is about."""
    return frozenset(bigrams(content_characters(without_filler(normalise(text)))))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts have in common (Dice), up to 1."""
    return 2 * len(one & other) / (len(one) + len(other))
