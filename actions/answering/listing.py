"""Lists of services: by stage of life or of an enterprise, by department, by applicant."""

from __future__ import annotations

import re

from actions.answering.context import Context
from actions.answering.question import Answered
from actions.answering.replies import text_reply
from knowledge.catalogue import Catalogue
from knowledge.formats.department import Department
from knowledge.formats.service import Service
from knowledge.text.lists import Group, asks_for_list, group_asked, lists

#: “公安局还有哪些事(第2页)”: what the button for more sends.
_PAGE = re.compile(r"\(第(\d{1,2})页\)")


def listing(context: Context) -> Answered | None:
    """The list that a question asks for; ``None`` for questions about one matter."""
    if not asks_for_list(context.asked):
        return None
    page = _PAGE.search(context.text)
    catalogue = context.base.catalogue
    department = department_named(catalogue, context.asked)
    if department is not None:
        name, services = department.name, of_department(catalogue, department)
    else:
        group = group_asked(context.asked)
        if group is None:
            return None
        name, services = group.words, of_group(catalogue, group)
    return _answered(context, name, services, int(page[1]) if page else 1)


def department_named(catalogue: Catalogue, text: str) -> Department | None:
    """The department that a text names, by its name or by what people call it; the longest name counts."""
    named = [
        (len(name), at)
        for at, department in enumerate(catalogue.departments)
        for name in (department.name, *department.aliases)
        if len(name) > 1 and name in text
    ]
    return catalogue.departments[max(named)[1]] if named else None


def of_department(catalogue: Catalogue, department: Department) -> list[Service]:
    """Services that a department handles, those it leads first."""
    found = [service for service in catalogue.services.values() if department.name in service.departments]
    return sorted(found, key=lambda service: service.departments.index(department.name))


def of_group(catalogue: Catalogue, group: Group) -> list[Service]:
    """Services of the stages, in their order, or all of an applicant."""
    services = [
        service
        for service in catalogue.services.values()
        if group.applicant is None or group.applicant in service.applicant
    ]
    if not group.stages:
        return services
    return [service for stage in group.stages for service in services if service.life_stage is stage]


def _answered(context: Context, name: str, services: list[Service], page: int) -> Answered:
    texts, most = lists().texts, lists().most
    kept = context.question.current_service, context.question.last_aspect
    if not services:
        return Answered([text_reply(texts.none.format(group=name), "no_answer")], *kept)
    start = min((page - 1) * most, (len(services) - 1) // most * most)
    shown = services[start : start + most]
    lines = [texts.title.format(group=name, count=len(services))]
    lines += [f"{at}. {service.name}：{service.summary}" for at, service in enumerate(shown, start + 1)]
    choices = [(service.name, service.name) for service in shown]
    left = len(services) - start - len(shown)
    if left:
        lines.append(texts.more.format(left=left, button=texts.button))
        choices.append((texts.button, f"{name}能办哪些事（第{page + 1}页）"))
    else:
        lines.append(texts.next)
    return Answered([text_reply("\n".join(lines), "answered", choices)], *kept)
