"""Finer questions than an aspect: opening hours, proxies, visits, who is in charge."""

from __future__ import annotations

from collections.abc import Iterator

from actions.answering.context import Context
from actions.answering.guide import situation_from
from actions.answering.listing import department_named
from actions.answering.matters import curated
from actions.answering.named import NAMES, service_meant
from actions.answering.question import Answered
from actions.answering.replies import aspect_reply, text_reply
from actions.answering.vocabulary import answering
from knowledge.formats.service import Entry, Service
from knowledge.guide import Situation, aspect_text, part_text, qualified, used_sources
from knowledge.guide.situation import chosen
from knowledge.text.asking import subject
from knowledge.text.particulars import Particular, Wording, particular_asked, particulars

#: Up to so many characters a question may leave out what it is about.
BRIEF = 20
#: The most sentences of a record that are read out for one question.
MOST = 4


def detail_answer(context: Context) -> Answered | None:
    """The answer to a finer question about a service; ``None`` for other questions."""
    asked = particular_asked(context.asked)
    if asked is None:
        return None
    particular, rest = asked
    service = service_meant(context, rest) or _led_by(context, rest) or _going_on(context)
    if service is None:
        return _in_general(context, particulars()[particular], rest)
    return _answered(service, particular, situation_from(service, context.text))


def _going_on(context: Context) -> Service | None:
    """The current service, if a few words (“能让我儿子替我去吗”) are surely about nothing else."""
    brief = len(context.text) <= BRIEF and context.confidence < answering().thresholds.sure
    return context.current if brief else None


def _led_by(context: Context, rest: str) -> Service | None:
    """The one service of a department that the question names (公积金中心)."""
    department = department_named(context.base.catalogue, rest)
    if department is None:
        return None
    led = [one for one in context.base.catalogue.services.values() if one.departments[0] == department.name]
    return led[0] if len(led) == 1 else None


def _in_general(context: Context, wording: Wording, rest: str) -> Answered | None:
    """No service is meant: a department's own gap, else the curated answer about all windows."""
    answer = context.base.catalogue.answers.get(wording.answer or "")
    if answer is None:
        return None
    department = department_named(context.base.catalogue, rest)
    if department is not None:
        text = wording.gap.format(service=department.name)
        kept = context.question.current_service, context.question.last_aspect
        return Answered([text_reply(text, "no_answer")], *kept)
    return curated(answer, context) if len(subject(rest)) < NAMES else None


def _answered(service: Service, particular: Particular, situation: Situation) -> Answered:
    wording = particulars()[particular]
    told = list(_told(service, particular, wording, situation))[:MOST]
    sources = used_sources(service, (entry for _, entry in told)) or (
        aspect_text(service, wording.aspect, situation).sources if told else ()
    )
    if told and sources:
        text, outcome = f"{service.name}：{wording.lead}\n" + "\n".join(line for line, _ in told), "answered"
    else:
        text, outcome = wording.gap.format(service=service.name), "no_answer"
        if particular is Particular.VISITS and service.visits.gap:
            text = f"{text}\n{service.visits.gap.rstrip('。')}。"
    reply = aspect_reply(service, wording.aspect, text, sources, outcome=outcome)
    return Answered([reply], service.id, wording.aspect.value)


def _told(
    service: Service, particular: Particular, wording: Wording, situation: Situation
) -> Iterator[tuple[str, Entry]]:
    """What the record tells, each sentence with the element that it belongs to."""
    if particular is Particular.VISITS:
        if service.visits.source is not None:
            said = service.visits.text or f"{service.visits.value}次"
            yield qualified(service, said, service.visits, situation), service.visits
    elif particular is Particular.DEPARTMENT:
        yield from _in_charge(service, situation)
    elif wording.told is not None:
        for text, entry in _sentences(service, situation):
            if entry.gap is None and wording.told.search(text):
                yield qualified(service, text, entry, situation), entry


def _in_charge(service: Service, situation: Situation) -> Iterator[tuple[str, Entry]]:
    """The departments, and for a 一件事 which part each has; sourced by where one applies."""
    place = next((entry for entry in chosen(service.place, situation) if entry.source), None)
    yield "、".join(service.departments) + "。", place or service.basis[0]
    if service.parts:
        yield "各管一段：" + "、".join(part_text(part) for part in service.parts) + "。", service.parts[0]


def _sentences(service: Service, situation: Situation) -> Iterator[tuple[str, Entry]]:
    """Everything that a record says in sentences."""
    for entry in chosen((*service.place, *service.channels, *service.conditions), situation):
        yield entry.text or "", entry
    for material in chosen(service.materials, situation):
        yield f"{material.name}。{material.note}" if material.note else material.name, material
    for step in chosen(service.process, situation):
        yield f"{step.text.rstrip('。')}（{step.who}）", step
    for faq in chosen(service.faq, situation):
        yield f"{faq.question}{faq.answer}", faq
