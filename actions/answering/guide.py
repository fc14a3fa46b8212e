"""Replies about a service: its whole guide, or the aspects asked about."""

from __future__ import annotations

from collections.abc import Iterable

from actions.answering.question import Reply
from actions.answering.replies import aspect_reply
from actions.services.offer import with_offer
from knowledge.formats.service import Aspect, Service
from knowledge.formats.source import Source
from knowledge.guide import LABELS, Situation, aspect_text, part_text
from knowledge.text.normalise import normalise

#: What a person who asks “how” needs first; the rest is one tap away.
OVERVIEW = (Aspect.CONDITIONS, Aspect.MATERIALS, Aspect.PROCESS, Aspect.TIME_LIMIT, Aspect.FEE)
MORE = {Aspect.PLACE: "在哪办", Aspect.CHANNEL: "能网上办吗", Aspect.BASIS: "依据是什么"}

#: Answers to a question that was put; in a free question they may mean anything (“我没有身份证”).
BARE = frozenset(
    "是 是的 对 有 有的 会 要 能 可以 不是 没 没有 不 不对 不会 不要 都不是 都没有 不知道 符合 不符合".split()
)


def situation_from(service: Service, text: str) -> Situation:
    """What the question itself tells about the situation: the option whose words it contains, if just one."""
    plain = normalise(text)
    known: dict[str, str] = {}
    for question in service.questions:
        told = [
            option.id
            for option in question.options
            if any(word in plain for word in option.words if word not in BARE)
        ]
        if len(told) == 1:
            known[question.id] = told[0]
    return known


def guide_reply(service: Service, aspects: list[Aspect], text: str) -> Reply:
    """The guide of a service as one reply; without aspects, the overview."""
    situation = situation_from(service, text)
    if not aspects or aspects == [Aspect.PROCESS]:
        return _overview(service, situation, aspects[0] if aspects else None)
    parts = [(aspect, aspect_text(service, aspect, situation)) for aspect in aspects]
    body = "\n\n".join(f"【{LABELS[aspect]}】\n{part.text}" for aspect, part in parts)
    sources = _unique(source for _, part in parts for source in part.sources)
    only_gaps = all(part.only_gaps for _, part in parts)
    return aspect_reply(
        service,
        aspects[0],
        f"{service.name}\n{body}",
        sources,
        outcome="no_answer" if only_gaps else "answered",
        offered=MORE,
    )


def _overview(service: Service, situation: Situation, aspect: Aspect | None) -> Reply:
    lines = [f"{service.name}：{service.summary}"]
    if service.parts:
        lines.append("一次办好：" + "、".join(part_text(part) for part in service.parts))
    sources: list[Source] = []
    for shown in OVERVIEW:
        part = aspect_text(service, shown, situation)
        lines.append(f"【{LABELS[shown]}】\n{part.text}")
        sources += part.sources
    text = "\n\n".join(lines)
    reply = aspect_reply(service, aspect, text, _unique(sources), outcome="answered", offered=MORE)
    return with_offer(reply, service, {**situation})


def _unique(sources: Iterable[Source]) -> list[Source]:
    return list(dict.fromkeys(sources))
