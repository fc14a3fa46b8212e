"""A guide to read and print: a service's record for the situation that the address names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.services.card import card, line_text
from actions.services.texts import guides
from bot.web.portal.published import Published
from bot.web.reply import Guide
from knowledge.formats.service import Question, Service
from knowledge.formats.source import Source
from knowledge.guide.plan import plan
from knowledge.guide.questions import matters, sound
from knowledge.guide.situation import applies


@dataclass(frozen=True)
class Sheet:
    """What the page of a guide shows."""

    service: Service
    guide: Guide
    conditions: tuple[str, ...]
    parts: tuple[str, ...]
    sources: tuple[Source, ...]
    #: Guides of single items whose materials depend on questions of their own.
    elsewhere: tuple[Service, ...]
    #: Said when anything is another province's.
    reference: str
    questions: tuple[Question, ...]
    chosen: Mapping[str, str | None]


def sheet(published: Published, service: Service, query: Mapping[str, str]) -> Sheet:
    """The guide for the answers in an address; what is not an answer there is left out."""
    chosen = sound(service, {key: value for key, value in query.items() if value})
    planned = plan(published.services, service, chosen)
    situation = {question: option for question, option in chosen.items() if option is not None}
    document: dict[str, Any] = card(planned, service.name)
    return Sheet(
        service=service,
        guide=Guide.model_validate(document),
        conditions=tuple(line_text(line) for line in planned.conditions),
        parts=planned.parts,
        sources=tuple(dict.fromkeys(source for _, source in planned.sources)),
        elsewhere=planned.elsewhere,
        reference=guides().guide.reference_note if planned.uses_reference else "",
        questions=tuple(
            question
            for question in service.questions
            if question.id in chosen
            or (applies(question.when, situation) and matters(service, question, situation))
        ),
        chosen=chosen,
    )
