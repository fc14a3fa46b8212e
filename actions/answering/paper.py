"""“要带户口本吗”: yes, no or exempt, and why, from the material list of a service."""

from __future__ import annotations

from actions.answering.base import Base
from actions.answering.context import Context
from actions.answering.guide import situation_from
from actions.answering.matters import matter_answer
from actions.answering.named import service_meant
from actions.answering.question import Answered
from actions.answering.replies import aspect_reply
from actions.answering.rules import rule_naming
from actions.answering.vocabulary import answering
from knowledge.formats.service import Aspect, Material, Service
from knowledge.formats.source import Tier
from knowledge.guide import ASK, Situation, material_text, qualified, used_sources
from knowledge.guide.situation import chosen, condition_label


def paper_answer(context: Context) -> Answered | None:
    """The answer to a question about one paper; ``None`` for other questions."""
    asked = context.base.papers.asked(context.asked)
    if asked is None:
        return None
    paper, rest = asked
    service = service_meant(context, rest)
    if service is None:
        return None
    rule = rule_naming(context, service, paper)
    if rule is not None:
        return matter_answer(rule.phrase, context)
    situation = situation_from(service, context.text)
    listed = listed_as(context.base, paper, service.materials)
    if not listed:
        return _answered(service, _not_listed(service, paper, situation), service.materials)
    applying = chosen(listed, situation)
    if not applying:
        text = answering().texts.paper_elsewhere.format(service=service.name, paper=paper)
        return _answered(service, text, listed)
    lines = [qualified(service, material_text(entry), entry, situation) for entry in applying]
    return _answered(service, "\n".join([_verdict(service, paper, applying, situation), *lines]), applying)


def listed_as(base: Base, paper: str, materials: tuple[Material, ...]) -> list[Material]:
    """The materials that a paper's everyday name means: of that very name, else of a name with it in."""
    plain = {paper, base.canonical(paper)}
    exact, near = [], []
    for entry in materials:
        names = {name for form in (entry.name, *entry.aliases) for name in (form, base.canonical(form))}
        if plain & names:
            exact.append(entry)
        elif any(asked in name for asked in plain for name in names):
            near.append(entry)
    return exact or near


def _verdict(service: Service, paper: str, entries: list[Material], situation: Situation) -> str:
    """The first sentence: needed, not needed, optional, or not verified."""
    texts = answering().texts
    first = entries[0]
    limited = all(condition_label(service, entry.when, situation) for entry in entries)
    if all(entry.gap is not None for entry in entries):
        said = texts.paper_gap
    elif all(
        entry.source is None or service.sources[entry.source].tier is Tier.ELSEWHERE for entry in entries
    ):
        said = texts.paper_reference
    elif all(entry.exempt is not None for entry in entries):
        said = texts.paper_exempt
    elif limited or not first.required or any(entry.exempt is not None for entry in entries):
        said = texts.paper_depends
    else:
        said = texts.paper_needed
    return said.format(service=service.name, paper=paper)


def _not_listed(service: Service, paper: str, situation: Situation) -> str:
    names = "、".join(entry.name for entry in chosen(service.materials, situation))
    said = answering().texts.paper_not_listed.format(service=service.name, paper=paper)
    return f"{said}\n清单里有：{names}。\n清单以外还要不要带，{ASK}。"


def _answered(service: Service, text: str, entries: list[Material] | tuple[Material, ...]) -> Answered:
    sources = used_sources(service, entries)
    outcome = "answered" if sources else "no_answer"
    reply = aspect_reply(service, Aspect.MATERIALS, text, sources, outcome=outcome)
    return Answered([reply], service.id, Aspect.MATERIALS.value)
