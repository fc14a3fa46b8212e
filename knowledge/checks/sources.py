"""Every statement of a service record names a source of that record, and says when it is another province's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.catalogue.model import Catalogue, Origin
from knowledge.checks.entries import entries
from knowledge.checks.settings import settings
from knowledge.errors import Fault
from knowledge.formats.service import Entry, Limit, Part, Service, Unit
from knowledge.formats.source import Tier
from knowledge.formats.yaml_lines import Place


def check(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    """Unknown, unused and foreign sources; limits of 0 that are not 当场."""
    for service, origin in catalogue.located_services():
        used: set[str] = set()
        for place, entry in entries(service):
            if entry.source is not None:
                used.add(entry.source)
                yield from _source(service, entry, place, origin)
            if isinstance(entry, Limit):
                yield from _limit(entry, place, origin)
        for key in service.sources.keys() - used:
            yield origin.fault(("sources", key), f"来源“{key}”没有被任何要素引用", warning=True)
        if service.checked > today:
            yield origin.fault(("checked",), f"核对日期 {service.checked} 还没有到", warning=True)


def _source(service: Service, entry: Entry, place: Place, origin: Origin) -> Iterator[Fault]:
    source = service.sources.get(entry.source or "")
    if source is None:
        known = "、".join(service.sources)
        message = f"来源“{entry.source}”没有列在本文件的 sources 里（已列：{known}）"
        yield origin.fault((*place, "source"), message)
    elif source.tier is Tier.ELSEWHERE and not isinstance(entry, Part) and not _has_remark(entry):
        remarks = "、".join(f"“{word}”" for word in settings().remarks)
        message = f"来源是外省参照，文字或 note 里须写明（含 {remarks} 之一），不能当作本地规定"
        yield origin.fault((*place, "source"), message, warning=True)


def _has_remark(entry: Entry) -> bool:
    written = " ".join(
        str(value) for name in type(entry).model_fields if isinstance(value := getattr(entry, name), str)
    )
    exempt = getattr(entry, "exempt", None)
    written += getattr(exempt, "note", None) or ""
    return any(word in written for word in settings().remarks)


def _limit(limit: Limit, place: Place, origin: Origin) -> Iterator[Fault]:
    if limit.unit is Unit.AT_ONCE and limit.value != 0:
        yield origin.fault((*place, "value"), "单位是“当场”时 value 要写 0")
    elif limit.value == 0 and limit.unit is not Unit.AT_ONCE:
        yield origin.fault((*place, "value"), "时限为 0 时单位要写“当场”")
