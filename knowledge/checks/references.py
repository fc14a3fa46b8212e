"""Service records that name each other, and the departments they name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue, Kind, Origin
from knowledge.checks.cycles import find_cycle
from knowledge.errors import Fault
from knowledge.formats.service import Kind as Bundled
from knowledge.formats.service import Service
from knowledge.formats.yaml_lines import Place


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Unknown services and departments, circular bundles, ids used for two documents."""
    departments = {department.name for department in catalogue.departments}
    aliases = {alias: found.name for found in catalogue.departments for alias in found.aliases}
    if catalogue.services and not (catalogue.content / "departments.yml").exists():
        message = "缺少部门名录 departments.yml，办事事项里的部门无法核对"
        yield Fault(catalogue.content / "departments.yml", 0, message)
    for service, origin in catalogue.located_services():
        yield from _services(catalogue, service, origin)
        if departments:
            yield from _departments(service, departments, aliases, origin)
        if service.id in catalogue.policies:
            yield origin.fault(("id",), f"id“{service.id}”同时用于一份政策文件，请改其中一个")
        yield from _parts(service, origin)
    yield from _bundles(catalogue)
    yield from _department_names(catalogue)


def _services(catalogue: Catalogue, service: Service, origin: Origin) -> Iterator[Fault]:
    known = catalogue.services.keys() | catalogue.unread
    for at, part in enumerate(service.parts):
        if part.service is not None and part.service not in known:
            yield origin.fault(("parts", at, "service"), f"没有 id 为“{part.service}”的事项")
    for at, other in enumerate(service.not_to_confuse):
        if other not in known:
            yield origin.fault(("not_to_confuse", at), f"没有 id 为“{other}”的事项")
        elif other == service.id:
            yield origin.fault(("not_to_confuse", at), "不能写事项自己")


def _departments(
    service: Service, departments: set[str], aliases: dict[str, str], origin: Origin
) -> Iterator[Fault]:
    named: list[tuple[Place, str]] = [
        (("departments", at), name) for at, name in enumerate(service.departments)
    ]
    named += [(("parts", at, "department"), part.department) for at, part in enumerate(service.parts)]
    for place, name in named:
        if name in departments:
            continue
        hint = f"，请写“{aliases[name]}”" if name in aliases else ""
        yield origin.fault(place, f"部门“{name}”不在 departments.yml 里{hint}")


def _parts(service: Service, origin: Origin) -> Iterator[Fault]:
    if service.kind is Bundled.BUNDLE and not service.parts:
        yield origin.fault(("kind",), "一件事要在 parts 里写明合并了哪些单项事项和各由哪个部门办")
    elif service.kind is Bundled.ITEM and service.parts:
        yield origin.fault(("parts",), "写了 parts（单项事项），kind 就要写“一件事”")


def _bundles(catalogue: Catalogue) -> Iterator[Fault]:
    graph = {
        key: [part.service for part in service.parts if part.service is not None]
        for key, service in catalogue.services.items()
    }
    cycle = find_cycle(graph)
    if cycle:
        service = catalogue.services[cycle[0]]
        at = next(at for at, part in enumerate(service.parts) if part.service == cycle[1])
        origin = catalogue.origin(Kind.SERVICE, cycle[0])
        yield origin.fault(("parts", at, "service"), f"一件事互相包含：{' → '.join(cycle)}")


def _department_names(catalogue: Catalogue) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for at, department in enumerate(catalogue.departments):
        for name in (department.name, *department.aliases):
            if name in seen:
                message = f"部门名称“{name}”已用于“{seen[name]}”"
                yield catalogue.origin(Kind.DEPARTMENT, at).fault((), message)
            seen.setdefault(name, department.name)
