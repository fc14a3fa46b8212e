"""Which service a part of a question names."""

from __future__ import annotations

import re

from actions.answering.confidence import confidence
from actions.answering.context import Context
from actions.answering.vocabulary import answering
from knowledge.formats.service import Service
from knowledge.index.phrase import Target
from knowledge.text.asking import subject

#: Fewer characters than this name no matter.
NAMES = 2
#: “这事”, “这个证”: what is being talked about already.
_POINTING = re.compile(
    "(?:这|那|该)(?:个|件|种|项)?(?:事情|事项|事|证件|证|业务|手续)?|它|有人|一般|现在|到底|平时"
)
#: Services this far behind the best one may still be what a bare name means.
NEARLY = 0.25
#: A name that fits more services than this names none (备案).
VAGUE = 6
#: A bare name shares words with what it means; meaning alone would let 备案 mean any record.
SAME_WORDS = 0.35


def service_meant(context: Context, rest: str) -> Service | None:
    """The service that the rest of a question names; the current one when the rest names nothing."""
    rest = _POINTING.sub(" ", context.text if context.asked != context.text else rest)
    if len(subject(rest)) < NAMES:
        return context.current
    base = context.base
    vector = base.encoder.encode_queries([rest])[0]
    matches = base.matches(rest, vector)
    sure = confidence(base, rest, vector, matches, answering().confidence) >= answering().thresholds.sure
    return base.catalogue.services.get(base.subject_of(matches[0])) if sure else None


def services_named(context: Context, name: str) -> list[tuple[Service, float]]:
    """The services that a bare name may mean (“居住证”, “变更”), best first, each with its likeness."""
    about = subject(name) or name
    vector = context.base.encoder.encode_queries([about])[0]
    found: dict[str, float] = {}
    for match in context.base.services.matches(about, vector):
        alike = match.score >= answering().thresholds.alike and match.wording >= SAME_WORDS
        if match.phrase.target is Target.SERVICE and alike:
            found.setdefault(match.phrase.id, match.score)
    best = max(found.values(), default=0.0)
    services = context.base.catalogue.services
    if len(found) > VAGUE:
        return []
    return [(services[key], score) for key, score in found.items() if score > best - NEARLY]
