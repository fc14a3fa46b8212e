"""Replies to the matter found: a curated answer, a rule of a service, or the service itself."""

from __future__ import annotations

from actions.answering.context import Context
from actions.answering.guide import guide_reply
from actions.answering.question import Answered, Reply
from actions.answering.replies import policy_source, service_mark, service_sources
from knowledge.formats.answer import CuratedAnswer
from knowledge.formats.service import Aspect, Service
from knowledge.guide import aspect_text
from knowledge.index.phrase import Phrase, Target


def matter_answer(phrase: Phrase, context: Context) -> Answered:
    """What is said about the matter that a wording leads to."""
    catalogue = context.base.catalogue
    if phrase.target is Target.ANSWER:
        return curated(catalogue.answers[phrase.id], context)
    service = catalogue.services[phrase.id]
    if phrase.target is Target.FAQ:
        return _faq(service, phrase.position)
    return service_answer(service, context.aspects, context)


def curated(answer: CuratedAnswer, context: Context) -> Answered:
    """A curated answer with those of its sources that are in force."""
    catalogue = context.base.catalogue
    sources = []
    for citation in answer.sources:
        document = catalogue.find(citation.document)
        if isinstance(document, Service):
            sources += _record_sources(document, answer)
        elif document is not None and document.header.in_force(context.today):
            sources.append(policy_source(document, citation.section))
    reply: Reply = {
        "kind": "answer",
        "outcome": answer.outcome.value,
        "text": answer.answer,
        "sources": sources,
    }
    service = catalogue.services.get(answer.service or "")
    if service is not None:
        reply["service"] = service_mark(service, answer.aspect)
    aspect = answer.aspect.value if answer.aspect else None
    return Answered([reply], answer.service or context.question.current_service, aspect)


def _record_sources(service: Service, answer: CuratedAnswer) -> list[dict[str, object]]:
    """What an answer cites of a service record: the sources of its aspect, else the record itself."""
    if answer.aspect is None:
        return [{"document": service.id, "title": f"{service.name}（办事指南）"}]
    return service_sources(service, aspect_text(service, answer.aspect).sources)


def _faq(service: Service, position: int) -> Answered:
    faq = service.faq[position]
    sources = [service.sources[faq.source]] if faq.source else []
    reply: Reply = {
        "kind": "answer", "outcome": "answered" if faq.source else "no_answer", "text": faq.answer,
        "sources": service_sources(service, sources), "service": service_mark(service, None),
    }  # fmt: skip
    return Answered([reply], service.id, None)


def service_answer(service: Service, aspects: list[Aspect], context: Context) -> Answered:
    """The guide of a service, or the aspects asked about."""
    reply = guide_reply(service, aspects, context.text)
    return Answered([reply], service.id, reply["service"]["aspect"])
