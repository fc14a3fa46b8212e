"""Headline figures from judged cases, with the targets they are held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from actions.evaluation.case import REFUSALS, Judged
from knowledge.formats.answer import Outcome


@dataclass(frozen=True)
class Figure:
    """A measured share or score, its target, and whether more is better."""

    name: str
    value: float
    count: int
    target: float | None = None
    higher_is_better: bool = True

    @property
    def reached(self) -> bool:
        """Whether the target is met; figures without one are always met."""
        if self.target is None:
            return True
        return self.value >= self.target if self.higher_is_better else self.value <= self.target


def share(flags: Iterable[bool]) -> tuple[float, int]:
    """Share of true flags and their number; 0 of 0 is 0."""
    values = list(flags)
    return (sum(values) / len(values) if values else 0.0), len(values)


def golden_figures(judged: Sequence[Judged]) -> list[Figure]:
    """Right matter, right aspect, confidently wrong, wrongly refused, and each style.

    A gap said about the right matter and aspect is a row of its own: the records cannot answer it, so it
    tells of them, not of how questions are understood. Both rows add up to everything unanswered.
    """
    inside = [one for one in judged if one.case.in_scope and one.case.kind is None]
    aspects = [one.right_aspect for one in inside if one.right_aspect is not None]
    answerable = [one for one in inside if one.case.answerable]
    refused = [one.outcome in REFUSALS for one in answerable]
    gaps = [one.honest_gap for one in answerable]
    wrongly = (no and not gap for no, gap in zip(refused, gaps, strict=True))
    figures = [
        Figure("事项找对", *share(one.right_matter for one in inside), 0.95),
        Figure("方面找对", *share(aspects), 0.95),
        Figure("答错还很肯定", *share(one.confidently_wrong for one in judged), 0.02, higher_is_better=False),
        Figure("该答却拒答", *share(wrongly), 0.03, higher_is_better=False),
        Figure("如实说缺", *share(gaps)),
        Figure("没有答案合计", *share(refused)),
        Figure("反问", *share(one.outcome is Outcome.CLARIFICATION for one in inside)),
    ]
    styles: dict[str, list[bool]] = defaultdict(list)
    for one in inside:
        styles[one.case.style].append(one.right_matter)
    return figures + [Figure(f"  {style}", *share(flags), 0.88) for style, flags in sorted(styles.items())]


def afterwards_figures(judged: Sequence[Judged]) -> list[Figure]:
    """The same of questions that were written when everything stood: they flatter less."""
    return [
        Figure("事后写的题:事项找对", *share(one.right_matter for one in judged), 0.95),
        Figure(
            "事后写的题:答错还很肯定",
            *share(one.confidently_wrong for one in judged),
            0.02,
            higher_is_better=False,
        ),
    ]


def outside_figures(name: str, judged: Sequence[Judged]) -> list[Figure]:
    """How many questions that are not ours were refused; being asked back counts apart."""
    return [
        Figure(f"{name}:拒答", *share(one.outcome in REFUSALS for one in judged), 0.95),
        Figure(f"{name}:答了", *share(one.outcome is Outcome.ANSWERED and not _chat(one) for one in judged)),
    ]


def _chat(judged: Judged) -> bool:
    """A greeting or thanks answered as such claims nothing."""
    return not judged.got


def misses(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """Every case that was not answered as expected: what was expected and what came."""
    return [
        {
            "q": one.case.q, "style": one.case.style, "expected": [*one.case.services, *one.case.documents],
            "aspect": [aspect.value for aspect in one.case.aspect], "outcome": one.outcome.value,
            "got": list(one.got), "got_aspect": (one.reply.get("service") or {}).get("aspect"),
            "text": one.reply["text"][:120],
        }
        for one in judged
        if _missed(one)
    ]  # fmt: skip


def _missed(one: Judged) -> bool:
    if one.case.in_scope and one.case.kind is None:
        return not one.right_matter or one.right_aspect is False
    return one.outcome not in one.case.outcome
