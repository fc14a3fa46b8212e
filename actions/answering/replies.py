"""Build replies of the chat contract from records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actions.answering.question import Reply
from actions.answering.vocabulary import answering
from knowledge.formats.policy import Policy
from knowledge.formats.service import Aspect, Service
from knowledge.formats.source import Source, Tier

#: What is one tap away from an answer about a service.
OFFERED = {Aspect.MATERIALS: "要带什么材料", Aspect.TIME_LIMIT: "多久能办好", Aspect.PLACE: "在哪办"}


def text_reply(text: str, outcome: str, choices: Sequence[tuple[str, str]] = ()) -> Reply:
    """A plain reply; ``choices`` are (title, text to send)."""
    reply: Reply = {"kind": "choices" if choices else "text", "outcome": outcome, "text": text}
    if choices:
        reply["choices"] = [{"title": title, "text": send} for title, send in choices]
    return reply


def policy_source(policy: Policy, section: str | None = None) -> dict[str, Any]:
    """A policy document as a source."""
    header = policy.header
    return _present(
        document=policy.id, title=header.title, number=header.number, issuer=header.issuer,
        issued=header.issued.isoformat() if header.issued else None, section=section or None, url=header.url,
    )  # fmt: skip


def service_sources(service: Service, sources: Iterable[Source]) -> list[dict[str, Any]]:
    """The sources that a service record rests on; ``document`` is the record that names them."""
    return [
        _present(
            document=service.id, title=source.title, number=source.number, issuer=source.issuer,
            issued=source.issued.isoformat() if source.issued else None, section=source.article, url=source.url,
            tier=source.tier.value,
        )
        for source in sources
    ]  # fmt: skip


def service_mark(service: Service, aspect: Aspect | None) -> dict[str, Any]:
    """The ``service`` field of a reply."""
    return {"id": service.id, "name": service.name, "aspect": aspect.value if aspect else None}


def aspect_reply(
    service: Service,
    aspect: Aspect | None,
    text: str,
    sources: Sequence[Source],
    *,
    outcome: str,
    offered: Mapping[Aspect, str] = OFFERED,
) -> Reply:
    """A reply about a service; says so when it rests on another province's guide.

    ``offered`` are the aspects one tap away, each with its button.
    """
    if any(source.tier is Tier.ELSEWHERE for source in sources):
        text = f"{text}\n\n{answering().texts.reference}"
    return {
        "kind": "service",
        "outcome": outcome,
        "text": text,
        "sources": service_sources(service, sources),
        "service": service_mark(service, aspect),
        "choices": [
            {"title": title, "text": f"{service.name}{title}"}
            for other, title in offered.items()
            if other is not aspect
        ],
    }


def _present(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
