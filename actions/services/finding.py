"""Which service a few words name: by its name if that stands there, else as the answering pipeline would match."""

from __future__ import annotations

from collections.abc import Iterable

from actions.answering.base import Base
from actions.answering.context import Context
from actions.answering.question import Question
from actions.answering.vocabulary import answering
from actions.services.guide_form import Find
from knowledge.formats.service import Service
from knowledge.index.phrase import Target
from knowledge.text.asking import subject
from knowledge.text.normalise import normalise


def finder(base: Base) -> Find:
    """Finds services of one index version."""
    return lambda text: service_in(base, text)


def service_in(base: Base, text: str) -> str | None:
    """Id of the service that a text names; ``None`` when it names none clearly."""
    plain = normalise(text).replace(" ", "")
    said = by_name(base.catalogue.services.values(), plain)
    if said is not None or len(subject(plain)) < 2:
        return said
    context = Context(Question(plain), base)
    if not context.matches or context.confidence < answering().thresholds.sure:
        return None
    phrase = context.matches[0].phrase
    if phrase.target is Target.ANSWER:
        return base.catalogue.answers[phrase.id].service
    return phrase.id


def by_name(services: Iterable[Service], plain: str) -> str | None:
    """The service whose name or alias stands in a text; the longest one counts."""
    named = [
        (len(name), service.id)
        for service in services
        for name in map(normalise, (service.name, *service.aliases))
        if name.replace(" ", "") in plain
    ]
    return max(named)[1] if named else None
