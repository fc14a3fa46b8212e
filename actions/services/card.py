"""A plan as a reply: complete text, the card for the widget, and a short form for the phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from actions.answering.question import Reply
from actions.answering.replies import service_mark, service_sources
from actions.services.texts import GuideTexts, guides
from knowledge.guide.plan import Line, Plan, PlanMaterial

#: A QR code holds 2,953 bytes; a Chinese character takes three.
SHARE = 900
SEPARATOR = "："


def plan_reply(plan: Plan) -> Reply:
    """The personal checklist as one reply of kind “service”."""
    texts = guides().guide
    service = plan.service
    sources = [part for record, source in plan.sources for part in service_sources(record, [source])]
    return {
        "kind": "service",
        "outcome": "answered",
        "text": full_text(plan),
        "sources": sources,
        "service": service_mark(service, None),
        "guide": card(plan),
        "choices": [{"title": texts.again, "text": texts.request.format(name=service.name)}],
    }


def situation(plan: Plan) -> list[dict[str, str]]:
    """Questions and answers, as the card shows them."""
    unknown = guides().guide.unknown
    return [{"label": ask, "value": title or unknown} for ask, title in plan.answers]


def line_text(line: Line) -> str:
    """A sentence with the situation it is for and the mark of another province's rule."""
    reference = guides().guide.reference
    text = f"【{line.label}】{line.text}" if line.label else line.text
    return f"{text.rstrip('。')}（{reference}）" if line.elsewhere and reference not in text else text


def material_note(material: PlanMaterial) -> str:
    """What stands under a material."""
    texts = guides().guide
    parts = [material.note]
    if not material.required and material.exempt is None:
        parts.insert(0, texts.optional)
    if material.needed_by is not None:
        parts.append(texts.for_part.format(name=material.needed_by))
    return "；".join(part for part in parts if part)


def material_text(material: PlanMaterial) -> str:
    """A material in one line."""
    text = line_text(material.line)
    if material.detail:
        text += f"（{material.detail}）"
    note = material_note(material)
    return f"{text}。{note}" if note else text


def nothing_to_bring(plan: Plan) -> str:
    """Everything is exempt, or nothing is known for this situation: two very different things."""
    texts = guides().guide
    return texts.bring_nothing if plan.exempt else texts.not_listed.format(what=texts.materials)


def total_text(plan: Plan) -> str:
    """The longest way through the steps, each unit by itself, and what is not in it."""
    texts, total = guides().guide, plan.total
    if not total.told:
        return texts.total_unknown
    return texts.total_text.format(
        length=total.text(),
        units=texts.units if len([amount for _, amount in total.amounts if amount]) > 1 else "",
        untold=texts.untold.format(count=total.untold) if total.untold else "",
        branches=texts.branches if any(title is None for _, title in plan.answers) else "",
    )


def full_text(plan: Plan) -> str:
    """The whole plan in words."""
    texts = guides().guide
    exempt = [f"{material_text(material)}：{material.exempt}" for material in plan.exempt]
    steps = [_step_text(at, step.line, step.who, step.time) for at, step in enumerate(plan.steps, 1)]
    sections = [
        (texts.situation, [f"{part['label']} {part['value']}" for part in situation(plan)]),
        (texts.conditions, [line_text(line) for line in plan.conditions]),
        (texts.bring, [material_text(material) for material in plan.to_bring] or [nothing_to_bring(plan)]),
        (texts.exempt, exempt),
        (texts.steps, steps or [texts.not_listed.format(what=texts.steps)]),
        (texts.total, [total_text(plan)]),
        *((title, [line_text(line) for line in lines]) for title, lines in _aspects(plan, texts)),
    ]
    head = texts.heading.format(name=plan.service.name)
    body = [_section(title, lines, numbered=title != texts.steps) for title, lines in sections if lines]
    return "\n\n".join([head, *body, *_remarks(plan, texts)])


def _step_text(at: int, line: Line, who: str, time: str | None) -> str:
    return f"{at}. {line_text(line)}（{who}{f'，{time}' if time else ''}）"


def _aspects(plan: Plan, texts: GuideTexts) -> list[tuple[str, Sequence[Line]]]:
    return [
        (texts.statutory, plan.statutory),
        (texts.promised, plan.promised),
        (texts.fee, plan.fee),
        (texts.place, plan.place),
        (texts.channels, [line for line, _ in plan.channels]),
        (texts.result, plan.result),
    ]


def _section(title: str, lines: Sequence[str], *, numbered: bool) -> str:
    if len(lines) == 1 and numbered:
        return f"【{title}】{lines[0]}"
    marked = [f"{at}. {line}" for at, line in enumerate(lines, 1)] if numbered else lines
    return "\n".join([f"【{title}】", *marked])


def _remarks(plan: Plan, texts: GuideTexts) -> list[str]:
    remarks = []
    if plan.elsewhere:
        remarks.append(texts.elsewhere.format(names="、".join(record.name for record in plan.elsewhere)))
    if plan.uses_reference:
        remarks.append(texts.reference_note)
    remarks.append(texts.checked.format(date=plan.service.checked.isoformat()))
    return remarks


def card(plan: Plan, title: str | None = None) -> dict[str, Any]:
    """The ``guide`` field of the reply; ``title`` unless it is somebody's own list."""
    texts = guides().guide
    lines = {
        "time_statutory": plan.statutory, "time_promised": plan.promised, "fee": plan.fee,
        "place": plan.place, "result": plan.result,
    }  # fmt: skip
    shown: dict[str, Any] = {
        "title": title or texts.heading.format(name=plan.service.name),
        "situation": situation(plan),
        "materials": [_card_material(material) for material in plan.materials],
        "steps": [_present(text=line_text(step.line), who=step.who, time=step.time) for step in plan.steps],
        "time_total": total_text(plan),
        "channels": [_present(text=line_text(line), url=channel.url) for line, channel in plan.channels],
        "checked": plan.service.checked.isoformat(),
        "share": share_text(plan),
        **{name: [line_text(line) for line in group] for name, group in lines.items()},
    }
    return _present(**shown)


def _card_material(material: PlanMaterial) -> dict[str, Any]:
    return _present(
        name=line_text(material.line),
        detail=material.detail,
        exempt=material.exempt,
        required=material.required,
        note=material_note(material),
    )


def _present(**values: Any) -> dict[str, Any]:
    """Without what is empty; ``False`` is a value."""
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}


def share_text(plan: Plan) -> str:
    """The plan short enough for a QR code: what to bring first, the rest as far as there is room."""
    texts = guides().guide
    bring = [_short(material) for material in plan.to_bring]
    parts = [
        texts.heading.format(name=plan.service.name),
        *(f"{part['label']}{part['value']}" for part in situation(plan)),
        texts.bring + SEPARATOR + ("；".join(bring) or nothing_to_bring(plan)),
        *_share_list(texts.exempt, [_short(material) for material in plan.exempt]),
        texts.total + SEPARATOR + (plan.total.text() if plan.total.told else texts.total_unknown),
        *_share_list(texts.fee, [line_text(line) for line in plan.fee]),
        *_share_list(texts.place, [line_text(line) for line in plan.place]),
        *_share_list(texts.channels, [line_text(line) for line, _ in plan.channels]),
        *(f"{at}. {line_text(step.line)}" for at, step in enumerate(plan.steps, 1)),
    ]
    end = f"{plan.service.checked.isoformat()} {texts.share_end}"
    return _fitting(parts, end, texts.share_more)


def _short(material: PlanMaterial) -> str:
    optional = "" if material.required else f"（{guides().guide.optional}）"
    return line_text(material.line) + optional


def _share_list(title: str, lines: Iterable[str]) -> list[str]:
    joined = "；".join(lines)
    return [title + SEPARATOR + joined] if joined else []


def _fitting(parts: Sequence[str], end: str, more: str) -> str:
    room = SHARE - len(end) - len(more) - 2
    kept: list[str] = []
    for part in parts:
        if len(part) + 1 > room:
            # The list of materials comes early; cut it rather than lose it.
            kept += [*([part[: room - 2] + "…"] if room > 40 else []), more]
            break
        kept.append(part)
        room -= len(part) + 1
    return "\n".join([*kept, end])
