"""A person's own guide to a service: what to bring and what not, who does what in which order, how long it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.formats.service import Channel, Entry, Material, Service, Step
from knowledge.formats.source import Source, Tier
from knowledge.guide.aspects import ASK, limit_text, part_text, used_sources
from knowledge.guide.checklist import Item, checklist
from knowledge.guide.path import Length, longest, ordered, predecessors
from knowledge.guide.questions import Answers, settled, sound
from knowledge.guide.situation import Situation, chosen, condition_label

#: Remarks that repeat what the mark 外省参照 says already.
_REFERENCE = re.compile(r"[（(]?外省做法，?仅?供?参?照?[^。）)：:]*[。）)：:]?")
#: Says already whom to ask.
_REFERRED = re.compile("[向以][^。]*(核实|为准)|请先核实")


@dataclass(frozen=True)
class Line:
    """A sentence of a plan; ``label`` names the situation it is for when that is not known."""

    text: str
    label: str = ""
    elsewhere: bool = False


@dataclass(frozen=True)
class PlanMaterial:
    """A material of the list."""

    name: str
    detail: str
    note: str
    exempt: str | None
    required: bool
    line: Line
    #: The merged item that needs it, when that has a record of its own.
    needed_by: str | None


@dataclass(frozen=True)
class PlanStep:
    """A step, in order."""

    line: Line
    who: str
    time: str | None


@dataclass(frozen=True)
class Plan:
    """Everything a person needs to know for one situation."""

    service: Service
    situation: Situation
    #: (question, answer title or ``None`` for 不知道)
    answers: tuple[tuple[str, str | None], ...]
    parts: tuple[str, ...]
    conditions: tuple[Line, ...]
    materials: tuple[PlanMaterial, ...]
    #: Records with further materials, which depend on questions of their own.
    elsewhere: tuple[Service, ...]
    steps: tuple[PlanStep, ...]
    total: Length
    statutory: tuple[Line, ...]
    promised: tuple[Line, ...]
    fee: tuple[Line, ...]
    place: tuple[Line, ...]
    channels: tuple[tuple[Line, Channel], ...]
    result: tuple[Line, ...]
    #: With the record that names each.
    sources: tuple[tuple[Service, Source], ...]

    @property
    def to_bring(self) -> tuple[PlanMaterial, ...]:
        """What has to be handed in."""
        return tuple(material for material in self.materials if material.exempt is None)

    @property
    def exempt(self) -> tuple[PlanMaterial, ...]:
        """What need not be."""
        return tuple(material for material in self.materials if material.exempt is not None)

    @property
    def uses_reference(self) -> bool:
        """Whether anything in it is another province's."""
        return any(source.tier is Tier.ELSEWHERE for _, source in self.sources)


def plan(records: Mapping[str, Service], service: Service, answers: Answers) -> Plan:
    """The plan for what a person answered; entries of situations left open carry their label.

    ``records`` are the services that the parts of a bundle may point to, by id.
    """
    answers = sound(service, answers)
    situation = settled(answers)
    listed = checklist(records, service, situation)
    steps, total = _steps(service, situation)
    groups: dict[str, Sequence[Entry]] = {
        "conditions": service.conditions, "fee": service.fee, "place": service.place, "result": service.result,
    }  # fmt: skip
    lines = {name: _lines(service, chosen(group, situation), situation) for name, group in groups.items()}
    return Plan(
        service=service,
        situation=situation,
        answers=told(service, answers),
        parts=tuple(part_text(part) for part in chosen(service.parts, situation)),
        materials=tuple(_material(service, item) for item in listed.items),
        elsewhere=listed.elsewhere,
        steps=steps,
        total=total,
        statutory=_limits(service, "statutory", situation),
        promised=_limits(service, "promised", situation),
        channels=tuple(
            (_line(service, entry, situation), entry) for entry in chosen(service.channels, situation)
        ),
        sources=_sources(service, situation, listed.items),
        **lines,
    )


def told(service: Service, answers: Answers) -> tuple[tuple[str, str | None], ...]:
    """Questions and answers in the words of the record, in its order."""
    return tuple(
        (question.ask, option_title(service, question.id, answers[question.id]))
        for question in service.questions
        if question.id in answers
    )


def option_title(service: Service, question_id: str, option_id: str | None) -> str | None:
    """The title of an option; ``None`` for 不知道."""
    options = (
        option for question in service.questions if question.id == question_id for option in question.options
    )
    return next((option.title for option in options if option.id == option_id), None)


def _line(service: Service, entry: Entry, situation: Situation, text: str | None = None) -> Line:
    written = text if text is not None else getattr(entry, "text", None) or entry.gap or ""
    elsewhere = _is_elsewhere(service, entry)
    if elsewhere:
        written = without_reference(written) or written
    if entry.gap is not None and not _REFERRED.search(written):
        written = f"{written.rstrip('。')}（{ASK}）"
    return Line(written, condition_label(service, entry.when, situation), elsewhere)


def _is_elsewhere(service: Service, entry: Entry) -> bool:
    source = service.sources.get(entry.source or "")
    return source is not None and source.tier is Tier.ELSEWHERE


def without_reference(text: str) -> str:
    """A sentence without the remark that it is another province's; the mark says so."""
    return _REFERENCE.sub("", text).strip()


def _lines(service: Service, entries: Iterable[Entry], situation: Situation) -> tuple[Line, ...]:
    return tuple(_line(service, entry, situation) for entry in entries)


def _limits(service: Service, kind: str, situation: Situation) -> tuple[Line, ...]:
    limits = chosen(getattr(service.time_limit, kind), situation)
    return tuple(_line(service, entry, situation, limit_text(entry)) for entry in limits)


def _material(service: Service, item: Item) -> PlanMaterial:
    entry = item.material
    line = _line(item.service, entry, item.situation, entry.name)
    remarks = [without_reference(part).rstrip("。") for part in (entry.note, entry.gap) if part]
    return PlanMaterial(
        name=entry.name,
        detail="，".join(_details(entry)),
        note="；".join(part for part in remarks if part),
        exempt=_reason(entry),
        required=entry.required,
        line=line,
        needed_by=item.service.name if item.service.id != service.id else None,
    )


def _details(entry: Material) -> list[str]:
    copies = f"{entry.copies}份" if entry.copies else None
    issuer = f"{entry.issuer}出具" if entry.issuer else None
    return [part for part in (entry.form, copies, issuer) if part]


def _reason(entry: Material) -> str | None:
    if entry.exempt is None:
        return None
    note = without_reference(entry.exempt.note or "").rstrip("。")
    return f"{entry.exempt.how.value}，{note}" if note else entry.exempt.how.value


def _steps(service: Service, situation: Situation) -> tuple[tuple[PlanStep, ...], Length]:
    steps = chosen(service.process, situation)
    before = predecessors(steps, service.process)
    in_order = ordered(steps, before)
    shown = tuple(PlanStep(_line(service, step, situation), step.who, _step_time(step)) for step in in_order)
    return shown, longest(in_order, before)


def _step_time(step: Step) -> str | None:
    return Length().plus(step).text() if step.days is not None else None


def _sources(
    service: Service, situation: Situation, items: Iterable[Item]
) -> tuple[tuple[Service, Source], ...]:
    """The sources of what is shown, each once."""
    shown: list[Entry] = [*chosen(service.materials, situation), *chosen(service.process, situation)]
    for group in (
        service.conditions, service.time_limit.statutory, service.time_limit.promised, service.fee,
        service.channels, service.place, service.result,
    ):  # fmt: skip
        shown += chosen(group, situation)
    found = [(service, source) for source in used_sources(service, shown)]
    for item in items:
        if item.service.id != service.id and item.material.source is not None:
            found.append((item.service, item.service.sources[item.material.source]))
    return tuple({source: (record, source) for record, source in reversed(found)}.values())[::-1]
