"""Each aspect of a service (材料、时限、收费 …) as text that is complete by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from knowledge.catalogue.model import SECTION_TITLES
from knowledge.formats.service import (
    Aspect,
    Basis,
    Channel,
    Entry,
    Fee,
    Limit,
    Material,
    Part,
    Service,
    Statement,
    Step,
    Unit,
)
from knowledge.formats.source import Source, Tier
from knowledge.guide.situation import Situation, chosen, condition_label

LABELS = SECTION_TITLES
ASK = "请向窗口或12345核实"
ELSEWHERE = "外省参照"


@dataclass(frozen=True)
class AspectText:
    """An aspect in words, the sources it rests on, and whether nothing but gaps is known."""

    text: str
    sources: tuple[Source, ...]
    only_gaps: bool


@dataclass(frozen=True)
class _Line:
    text: str
    entry: Entry


def aspect_text(service: Service, aspect: Aspect, situation: Situation | None = None) -> AspectText:
    """One aspect for a situation; entries for situations not yet known say so in brackets."""
    lines = [
        _Line(qualified(service, line.text, line.entry, situation or {}), line.entry)
        for line in _WRITERS[aspect](service, situation or {})
    ]
    if not lines:
        return AspectText(f"这种情形没有列出{LABELS[aspect]}，{ASK}。", (), only_gaps=True)
    numbered = len(lines) > 1
    text = "\n".join(f"{at}. {line.text}" if numbered else line.text for at, line in enumerate(lines, 1))
    return AspectText(text, used_sources(service, (line.entry for line in lines)), _only_gaps(lines))


def _only_gaps(lines: list[_Line]) -> bool:
    return all(line.entry.gap is not None for line in lines)


def used_sources(service: Service, entries: Iterable[Entry]) -> tuple[Source, ...]:
    """The sources of the entries, each once, in order of appearance."""
    keys = dict.fromkeys(entry.source for entry in entries if entry.source is not None)
    return tuple(service.sources[key] for key in keys)


def qualified(service: Service, text: str, entry: Entry, situation: Situation) -> str:
    """Add to a line what it is limited to, that it is unverified, or that it is another province's."""
    label = condition_label(service, entry.when, situation)
    if label:
        text = f"【{label}】{text}"
    if entry.gap is not None and ASK not in text:
        text = f"{text.rstrip('。')}（{ASK}）"
    source = service.sources[entry.source] if entry.source else None
    if source is not None and source.tier is Tier.ELSEWHERE and "外省" not in text:
        text = f"{text.rstrip('。')}（{ELSEWHERE}，以本地指南为准）"
    return text


def _statements(entries: Iterable[Statement]) -> list[_Line]:
    return [_Line(entry.text or entry.gap or "", entry) for entry in entries]


def _materials(service: Service, situation: Situation) -> list[_Line]:
    return [_Line(material_text(entry), entry) for entry in chosen(service.materials, situation)]


def material_text(entry: Material) -> str:
    """A material with its form, copies, whether it is optional, and why it need not be handed in."""
    details = [part for part in (entry.form, f"{entry.copies}份" if entry.copies else None) if part]
    text = entry.name + (f"（{'，'.join(details)}）" if details else "")
    if not entry.required:
        text += "，按情形提供"
    if entry.exempt is not None:
        note = f"：{entry.exempt.note}" if entry.exempt.note else ""
        text += f"，免提交（{entry.exempt.how.value}{note}）"
    remarks = [part.rstrip("。") for part in (entry.note, entry.gap) if part]
    return text + (f"。{'。'.join(remarks)}" if remarks else "")


def limit_text(entry: Limit) -> str:
    """A time limit with its unit, or what is not known about it."""
    if entry.gap is not None or entry.unit is None:
        return entry.gap or ""
    length = (
        "当场办结"
        if entry.unit is Unit.AT_ONCE
        else f"{entry.value}{'个' if entry.unit is Unit.WORKING_DAY else ''}{entry.unit.value}"
    )
    return length + (f"。{entry.note}" if entry.note else "")


def _time_limit(service: Service, situation: Situation) -> list[_Line]:
    named = [("法定时限", service.time_limit.statutory), ("承诺时限", service.time_limit.promised)]
    return [
        _Line(f"{name}：{limit_text(entry)}", entry)
        for name, group in named
        for entry in chosen(group, situation)
    ]


def _fee_text(entry: Fee) -> str:
    return entry.text or entry.gap or ""


def _fee(service: Service, situation: Situation) -> list[_Line]:
    return [_Line(_fee_text(entry), entry) for entry in chosen(service.fee, situation)]


def _channel_text(entry: Channel) -> str:
    return f"{entry.kind.value}：{entry.text or entry.gap}"


def _channel(service: Service, situation: Situation) -> list[_Line]:
    return [_Line(_channel_text(entry), entry) for entry in chosen(service.channels, situation)]


def _step_text(entry: Step) -> str:
    days = "" if entry.days is None or entry.unit is None else f"，{limit_days(entry)}"
    return f"{entry.text.rstrip('。')}（{entry.who}{days}）"


def limit_days(entry: Step) -> str:
    """The duration of a step in words."""
    if entry.unit is Unit.AT_ONCE:
        return "当场"
    return f"{entry.days}{'个' if entry.unit is Unit.WORKING_DAY else ''}{entry.unit.value if entry.unit else ''}"


def _process(service: Service, situation: Situation) -> list[_Line]:
    return [_Line(_step_text(entry), entry) for entry in chosen(service.process, situation)]


def _basis_text(service: Service, entry: Basis) -> str:
    source = service.sources[entry.source] if entry.source else None
    named = f"《{source.title.strip('《》')}》{entry.article or source.article or ''}" if source else ""
    detail = entry.text or entry.gap or ""
    return f"{named}：{detail}" if named and detail else named or detail


def _basis(service: Service, situation: Situation) -> list[_Line]:
    return [_Line(_basis_text(service, entry), entry) for entry in chosen(service.basis, situation)]


def part_text(entry: Part) -> str:
    """A merged single item with its department."""
    return f"{entry.name}（{entry.department}）"


_WRITERS: dict[Aspect, Callable[[Service, Situation], list[_Line]]] = {
    Aspect.MATERIALS: _materials,
    Aspect.TIME_LIMIT: _time_limit,
    Aspect.FEE: _fee,
    Aspect.PLACE: lambda service, situation: _statements(chosen(service.place, situation)),
    Aspect.CONDITIONS: lambda service, situation: _statements(chosen(service.conditions, situation)),
    Aspect.PROCESS: _process,
    Aspect.CHANNEL: _channel,
    Aspect.BASIS: _basis,
    Aspect.RESULT: lambda service, situation: _statements(chosen(service.result, situation)),
}
