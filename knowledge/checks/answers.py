"""Curated answers rest on documents that exist, are in force and have the section that is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue, Origin, service_headings
from knowledge.errors import Fault
from knowledge.formats.answer import CuratedAnswer, Outcome
from knowledge.formats.headings import headings
from knowledge.formats.policy import Policy, Status
from knowledge.formats.service import Service
from knowledge.formats.yaml_lines import Place

_WITHDRAWN = (Status.REPEALED, Status.EXPIRED)


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Sources, sections, services, dates of every curated answer."""
    for answer, origin in catalogue.located_answers():
        if answer.outcome is Outcome.ANSWERED and not answer.sources:
            message = "没有写 sources；只有说明“查不到”“不归我们管”一类的答复可以没有来源"
            yield origin.fault(("id",), message)
        for at, citation in enumerate(answer.sources):
            place: Place = ("sources", at)
            cited = catalogue.find(citation.document)
            if not catalogue.knows(citation.document):
                message = f"没有 id 为“{citation.document}”的文件或事项"
                yield origin.fault((*place, "document"), message)
            elif cited is not None:
                yield from _citation(cited, citation.section, place, origin, today)
        yield from _service(catalogue, answer, origin)
        yield from _dates(answer, origin, today)


def _citation(
    cited: Policy | Service, section: str | None, place: Place, origin: Origin, today: date
) -> Iterator[Fault]:
    if isinstance(cited, Policy):
        yield from _force(cited, (*place, "document"), origin, today)
    if section is not None and not _has_section(cited, section):
        message = f"“{cited.id}”里没有标题为“{section}”的章节"
        yield origin.fault((*place, "section"), message)


def _force(policy: Policy, place: Place, origin: Origin, today: date) -> Iterator[Fault]:
    status = policy.header.status
    if status in _WITHDRAWN:
        yield origin.fault(place, f"“{policy.id}”已{status.value}，不能再作答复的来源")
    elif not policy.header.in_force(today):
        message = f"“{policy.id}”在 {today} 不在有效期内，这条答复不会被使用"
        yield origin.fault(place, message, warning=True)


def _has_section(cited: Policy | Service, section: str) -> bool:
    wanted = _squeezed(section)
    if isinstance(cited, Service):
        return wanted in {_squeezed(title) for title in service_headings(cited)}
    return any(
        wanted in (_squeezed(heading.title), _squeezed("›".join(heading.path)))
        for heading in headings(cited.body)
    )


def _squeezed(title: str) -> str:
    return "".join(title.split())


def _service(catalogue: Catalogue, answer: CuratedAnswer, origin: Origin) -> Iterator[Fault]:
    if answer.service is None:
        if answer.aspect is not None:
            yield origin.fault(("aspect",), "写了 aspect 就要写 service", warning=True)
    elif answer.service not in catalogue.services.keys() | catalogue.unread:
        yield origin.fault(("service",), f"没有 id 为“{answer.service}”的事项")


def _dates(answer: CuratedAnswer, origin: Origin, today: date) -> Iterator[Fault]:
    if answer.review <= answer.checked:
        yield origin.fault(("review",), f"复查日期 {answer.review} 要晚于核对日期 {answer.checked}")
    elif answer.review < today:
        yield origin.fault(("review",), f"复查日期 {answer.review} 已过，请重新核对", warning=True)
    if answer.checked > today:
        yield origin.fault(("checked",), f"核对日期 {answer.checked} 还没有到", warning=True)
