"""Which service a bare name or the rest of a question means."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from actions.answering import named
from actions.answering.base import Match
from knowledge.index.phrase import Phrase, Target


def match(name: str, score: float, wording: float = 0.8) -> Match:
    return Match(Phrase(name, Target.SERVICE, name), score, score, wording)


def context(*matches: Match, text: str = "它要多久", current: str = "current") -> Any:
    base = SimpleNamespace(
        encoder=SimpleNamespace(encode_queries=lambda texts: np.zeros((len(texts), 4), np.float32)),
        services=SimpleNamespace(matches=lambda text, vector: iter(matches)),
        matches=lambda text, vector: list(matches),
        subject_of=lambda match: match.phrase.id,
        catalogue=SimpleNamespace(
            services={match.phrase.id: SimpleNamespace(id=match.phrase.id) for match in matches}
        ),
    )
    return SimpleNamespace(base=base, text=text, asked=text, current=SimpleNamespace(id=current))


def test_names_nearly_as_good_as_the_best_are_kept_in_order() -> None:
    found = named.services_named(context(match("a", 0.9), match("b", 0.8), match("c", 0.61)), "变更")
    assert [service.id for service, _ in found] == ["a", "b"]


def test_likeness_of_meaning_alone_is_no_name() -> None:
    assert named.services_named(context(match("a", 0.9, wording=0.2)), "备案") == []


def test_a_name_that_fits_too_many_services_names_none() -> None:
    many = [match(str(number), 0.7) for number in range(named.VAGUE + 1)]
    assert named.services_named(context(*many), "备案") == []


def test_pointing_words_mean_the_current_service() -> None:
    service = named.service_meant(context(match("a", 0.9)), "这个事")
    assert service is not None
    assert service.id == "current"


@pytest.mark.parametrize(("sure", "meant"), [(0.99, "a"), (0.01, None)])
def test_a_name_counts_only_when_it_is_sure(
    monkeypatch: pytest.MonkeyPatch, sure: float, meant: str | None
) -> None:
    monkeypatch.setattr(named, "confidence", lambda *_: sure)
    service = named.service_meant(context(match("a", 0.9)), "居住证")
    assert (service.id if service else None) == meant
