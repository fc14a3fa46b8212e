"""Situations: questions, options, steps and the conditions that name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue, Origin
from knowledge.checks.cycles import find_cycle
from knowledge.checks.entries import entries
from knowledge.errors import Fault
from knowledge.formats.service import Service, When
from knowledge.formats.yaml_lines import Place


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Unknown and repeated ids, unused questions, circles."""
    for service, origin in catalogue.located_services():
        yield from _repeated(service, origin)
        yield from _conditions(service, origin)
        yield from _questions(service, origin)
        yield from _steps(service, origin)


def _repeated(service: Service, origin: Origin) -> Iterator[Fault]:
    yield from _twice("情形问题", ("questions",), (question.id for question in service.questions), origin)
    yield from _twice("步骤", ("process",), (step.id for step in service.process), origin)
    for at, question in enumerate(service.questions):
        place = ("questions", at, "options")
        yield from _twice("选项", place, (option.id for option in question.options), origin)


def _twice(what: str, place: Place, ids: Iterable[str], origin: Origin) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for at, key in enumerate(ids):
        seen[key] += 1
        if seen[key] == 2:
            yield origin.fault((*place, at, "id"), f"{what} id“{key}”重复")


def _options(service: Service) -> dict[str, set[str]]:
    return {question.id: {option.id for option in question.options} for question in service.questions}


def _conditions(service: Service, origin: Origin) -> Iterator[Fault]:
    options = _options(service)
    used: set[str] = set()
    for place, entry in entries(service):
        used.update(entry.when)
        yield from _when(entry.when, options, place, origin)
    for at, question in enumerate(service.questions):
        used.update(question.when)
        yield from _when(question.when, options, ("questions", at), origin)
    for at, question in enumerate(service.questions):
        if question.id not in used:
            message = f"情形问题“{question.id}”不影响任何内容，不必问"
            yield origin.fault(("questions", at, "id"), message, warning=True)


def _when(when: When, options: dict[str, set[str]], place: Place, origin: Origin) -> Iterator[Fault]:
    for question, chosen in when.items():
        here = (*place, "when", question)
        if question not in options:
            yield origin.fault(here, f"when 里的“{question}”不是本文件 questions 里的问题")
            continue
        for at, option in enumerate(chosen):
            if option not in options[question]:
                known = "、".join(sorted(options[question]))
                yield origin.fault((*here, at), f"问题“{question}”没有选项“{option}”（有：{known}）")


def _questions(service: Service, origin: Origin) -> Iterator[Fault]:
    cycle = find_cycle({question.id: tuple(question.when) for question in service.questions})
    if cycle:
        at = next(at for at, question in enumerate(service.questions) if question.id == cycle[0])
        yield origin.fault(("questions", at, "when"), f"情形问题互相等待：{' → '.join(cycle)}")


def _steps(service: Service, origin: Origin) -> Iterator[Fault]:
    known = {step.id: at for at, step in enumerate(service.process)}
    for at, step in enumerate(service.process):
        for position, before in enumerate(step.after):
            if before not in known:
                message = f"after 里的“{before}”不是本流程的步骤"
                yield origin.fault(("process", at, "after", position), message)
    cycle = find_cycle({step.id: step.after for step in service.process})
    if cycle:
        place = ("process", known.get(cycle[0], 0), "after")
        yield origin.fault(place, f"步骤互相等待：{' → '.join(cycle)}")
