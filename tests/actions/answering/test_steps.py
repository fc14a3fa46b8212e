"""When a question leaves the service that was talked about."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from actions.answering.base import Match
from actions.answering.steps import LIKELY, _likely_another
from knowledge.index.phrase import Phrase, Target


@pytest.mark.parametrize(
    ("likely", "leaves"),
    [
        ({"business-setup": LIKELY, "business-deregistration": 0.1}, True),
        ({"business-setup": LIKELY - 0.1, "business-deregistration": 0.1}, False),
        ({"business-setup": 0.1, "business-deregistration": LIKELY}, False),
        ({}, False),
    ],
)
def test_what_all_wordings_say_is_another_matter_leaves_the_current_one(
    likely: dict[str, float], leaves: bool
) -> None:
    """“注册商标” after a company's deregistration shares 注册 with it and is about neither."""
    matches = [
        Match(Phrase(name, Target.SERVICE, name), 0.4, 0.4, 0.4, share) for name, share in likely.items()
    ]
    context: Any = SimpleNamespace(
        matches=matches, base=SimpleNamespace(subject_of=lambda match: match.phrase.id)
    )
    current: Any = SimpleNamespace(id="business-deregistration")
    assert _likely_another(context, current) is leaves
