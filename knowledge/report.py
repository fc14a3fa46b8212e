"""How far the catalogue reaches the city's two promises: 免提交率 and 时限压缩率.

A figure counts for the city only when its source holds here (national, provincial or the city's own);
what is known from another province is computed apart. A record without such figures is left out of
the rate and counted, so that the rate says nothing about matters nobody has verified.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from knowledge.catalogue.model import Catalogue
from knowledge.checks.entries import gaps
from knowledge.formats.messages import place_name
from knowledge.formats.service import Entry, Kind, Limit, Material, Service, Unit
from knowledge.formats.source import Tier

EXEMPT_TARGET = 0.60
REDUCTION_TARGET = 0.70
HOLDS_HERE = frozenset({Tier.LAW, Tier.DOCUMENT, Tier.PROVINCE, Tier.CITY})

EXEMPT_FORMULA = (
    "免提交率 = 免提交材料数 ÷ 必要材料数。必要材料：标为必要、内容已知的材料；"
    "免提交材料：其中写明免提交方式的，来源是外省参照的不计入本市的分子；合计按材料数汇总。"
)
REDUCTION_FORMULA = (
    "时限压缩率 = （法定时限 − 承诺时限）÷ 法定时限。同一情形、同一单位的两个时限才相比，承诺“当场”按 0 计；"
    "一个事项有几种情形的取平均；合计为各事项的平均。"
)
LEFT_OUT = "材料或时限没有本地依据（待核实或只有外省参照）的事项，不进入本市的比率，只计个数；把外省参照也算进去的比率单列，不代表本市。"


@dataclass(frozen=True)
class Exemption:
    """Materials of one record, or of many together."""

    required: int = 0
    exempt: int = 0

    @property
    def rate(self) -> float | None:
        """Exempt ÷ required."""
        return self.exempt / self.required if self.required else None

    def __add__(self, other: Exemption) -> Exemption:
        return Exemption(self.required + other.required, self.exempt + other.exempt)


@dataclass(frozen=True)
class Gap:
    """An element that nobody has verified yet: where in the record, and what is said about it."""

    place: str
    text: str


@dataclass(frozen=True)
class Line:
    """The figures of one record; ``None`` where there is no figure that holds here."""

    id: str
    name: str
    kind: str
    materials: Exemption | None
    materials_reference: Exemption
    reduction: float | None
    reduction_reference: float | None
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Total:
    """The figures of a group of records."""

    records: int
    exempt_rate: float | None
    exempt_counted: int
    exempt_reference: float | None
    reduction: float | None
    reduction_counted: int
    reduction_reference: float | None
    gaps: int


@dataclass(frozen=True)
class Report:
    """All records, and the totals over the 一件事 and over everything."""

    lines: tuple[Line, ...]
    bundles: Total
    everything: Total

    def as_json(self) -> dict[str, Any]:
        """The report for machines, with formulas and targets."""
        return {
            "formulas": {"exempt_rate": EXEMPT_FORMULA, "reduction": REDUCTION_FORMULA, "left_out": LEFT_OUT},
            "targets": {"exempt_rate": EXEMPT_TARGET, "reduction": REDUCTION_TARGET},
            "records": [_line_json(line) for line in self.lines],
            "bundles": asdict(self.bundles),
            "all": asdict(self.everything),
        }


def report(catalogue: Catalogue) -> Report:
    """Compute the figures of every service record."""
    lines = tuple(_line(service) for service in catalogue.services.values())
    lines = tuple(sorted(lines, key=lambda line: (line.kind != Kind.BUNDLE.value, line.id)))
    bundles = [line for line in lines if line.kind == Kind.BUNDLE.value]
    return Report(lines, _total(bundles), _total(lines))


def _line_json(line: Line) -> dict[str, Any]:
    rates = {
        "exempt_rate": line.materials.rate if line.materials else None,
        "exempt_reference": line.materials_reference.rate,
    }
    return {**asdict(line), **rates}


def _line(service: Service) -> Line:
    required = [material for material in service.materials if material.required and material.gap is None]
    local = [material for material in required if _holds_here(service, material)]
    return Line(
        id=service.id,
        name=service.name,
        kind=service.kind.value,
        materials=Exemption(len(required), _exempt(local)) if local else None,
        materials_reference=Exemption(len(required), _exempt(required)),
        reduction=_mean(_reductions(service, only_local=True)),
        reduction_reference=_mean(_reductions(service, only_local=False)),
        gaps=tuple(Gap(place_name(place), text) for place, text in gaps(service)),
    )


def _exempt(materials: list[Material]) -> int:
    return sum(material.exempt is not None for material in materials)


def _holds_here(service: Service, entry: Entry) -> bool:
    source = service.sources.get(entry.source or "")
    return source is not None and source.tier in HOLDS_HERE


def _reductions(service: Service, *, only_local: bool) -> Iterable[float]:
    """The reduction of each promised limit that has a statutory one to be compared with."""
    for promised in service.time_limit.promised:
        if promised.value is None or (only_local and not _holds_here(service, promised)):
            continue
        statutory = _counterpart(service, promised, only_local)
        if statutory is not None and statutory.value:
            yield (statutory.value - promised.value) / statutory.value


def _counterpart(service: Service, promised: Limit, only_local: bool) -> Limit | None:
    """The statutory limit for the same situation, in a unit that can be compared."""
    comparable = [
        limit
        for limit in service.time_limit.statutory
        if limit.value
        and promised.unit in (limit.unit, Unit.AT_ONCE)
        and (not only_local or _holds_here(service, limit))
    ]
    same = [limit for limit in comparable if limit.when == promised.when]
    general = [limit for limit in comparable if not limit.when]
    return next(iter(same or general), None)


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return fmean(found) if found else None


def _total(lines: Iterable[Line]) -> Total:
    lines = list(lines)
    counted = [line.materials for line in lines if line.materials is not None]
    reductions = [line.reduction for line in lines if line.reduction is not None]
    references = [line.reduction_reference for line in lines if line.reduction_reference is not None]
    return Total(
        records=len(lines),
        exempt_rate=sum(counted, Exemption()).rate,
        exempt_counted=len(counted),
        exempt_reference=sum((line.materials_reference for line in lines), Exemption()).rate,
        reduction=_mean(reductions),
        reduction_counted=len(reductions),
        reduction_reference=_mean(references),
        gaps=sum(len(line.gaps) for line in lines),
    )
