"""Two services side by side: “居住证和身份证有啥区别”, “变更和注销一样吗”."""

from __future__ import annotations

import re

from actions.answering.context import Context
from actions.answering.named import services_named
from actions.answering.question import Answered, Reply
from actions.answering.replies import aspect_reply, service_mark, service_sources
from actions.answering.vocabulary import answering
from knowledge.formats.service import Aspect, Service
from knowledge.formats.source import Source, Tier
from knowledge.guide import ASK, aspect_text

_NAME = "[^,。;?!和跟与同]{2,16}?"
_DIFFERENT = (
    "(?:到底|究竟|之间|都|是)*(?:有(?:什么|啥|哪些|没有|没|何)?(?:区别|不同|不一样|差别|分别)|的?(?:区别|不同|差别)(?:是|在|有|$)|"
    "(?:是|算)?(?:不是)?(?:一回事|一码事|一样|同一个|一个证|一个东西)|(?:怎么|咋|如何)(?:区分|区别|分)|哪(?:里|儿|点)不一样|(?:啥|什么)关系)"
)
_TWO = re.compile(f"(?P<one>{_NAME})(?:和|跟|与|同|还有)(?P<other>{_NAME}){_DIFFERENT}")
_CURRENT = re.compile(f"^(?:那|那么|它|这个|这)*(?:和|跟|与|同)(?P<other>{_NAME}){_DIFFERENT}")
_COMPARING = ("一回事", "区别", "一样")
#: What is set side by side.
_ROWS = {"办完得到": Aspect.RESULT, "时限": Aspect.TIME_LIMIT, "收费": Aspect.FEE}
#: Longer lines are cut: the guide has the rest.
_LONGEST = 90


def comparison(context: Context) -> Answered | None:
    """The two services of a question beside each other; ``None`` when it doesn't compare two."""
    found = _TWO.search(context.asked)
    if found is not None and context.base.canonical(found["one"]) == context.base.canonical(found["other"]):
        return _one_and_the_same(context, found["one"], found["other"])
    pair = _pair(context)
    if pair is None:
        return None
    first, second = pair
    texts = answering().texts
    said = _rule_about_both(first, second)
    lines = [texts.compared.format(one=first.name, other=second.name), *([said] if said else [])]
    sources: list[Source] = []
    for service in pair:
        lines.append(_column(service))
        sources += _sources(service)
    if any(source.tier is Tier.ELSEWHERE for source in sources):
        lines.append(texts.reference)
    reply: Reply = {
        "kind": "service", "outcome": "answered", "text": "\n\n".join(lines),
        "sources": [mark for service in pair for mark in service_sources(service, _sources(service))],
        "service": service_mark(first, None),
        "choices": [{"title": service.name, "text": service.name} for service in pair],
    }  # fmt: skip
    return Answered([reply], first.id, None)


def _one_and_the_same(context: Context, one: str, other: str) -> Answered | None:
    """Two names of one thing (居住证, 暂住证)."""
    named = services_named(context, one)
    if not named or one == other:
        return None
    service = named[0][0]
    text = answering().texts.same.format(one=one, other=other, service=service.name)
    sources = aspect_text(service, Aspect.BASIS).sources
    return Answered([aspect_reply(service, None, text, sources, outcome="answered")], service.id, None)


def _pair(context: Context) -> tuple[Service, Service] | None:
    found = _TWO.search(context.asked)
    if found is not None:
        firsts = services_named(context, found["one"])
    else:
        found = _CURRENT.search(context.asked)
        firsts = [(context.current, 1.0)] if context.current is not None else []
    if found is None:
        return None
    pairs = [
        ((one, other), score + second + _kinship(one, other))
        for one, score in firsts
        for other, second in services_named(context, found["other"])
        if one.id != other.id
    ]
    return max(pairs, key=lambda pair: pair[1])[0] if pairs else None


def _kinship(one: Service, other: Service) -> float:
    """“变更和注销” are both about a company: of several readings the kindred pair is meant."""
    confused = other.id in one.not_to_confuse or one.id in other.not_to_confuse
    return (
        0.3 * confused
        + 0.2 * (one.applicant == other.applicant)
        + 0.2 * bool({*one.applicant} & {*other.applicant})
    )


def _rule_about_both(first: Service, second: Service) -> str | None:
    """What one record says about being confused with the other, if it does."""
    for service, other in ((first, second), (second, first)):
        names = {name for name in (other.name, *other.aliases) if len(name) > 1}
        for faq in service.faq:
            compares = faq.source is not None and any(word in faq.question for word in _COMPARING)
            if compares and any(name in faq.question + faq.answer for name in names):
                return faq.answer
    return None


def _column(service: Service) -> str:
    """One service in a few lines."""
    required = [entry for entry in service.materials if entry.required]
    exempt = sum(entry.exempt is not None for entry in service.materials)
    lines = [
        f"【{service.name}】{service.summary}",
        f"谁来办：{'、'.join(service.applicant)}",
        f"归谁管：{'、'.join(service.departments[:3])}{'等' if len(service.departments) > 3 else ''}",
        f"材料：清单上{len(service.materials)}项，必要的{len(required)}项，免提交的{exempt}项",
    ]
    lines += [f"{label}：{_brief(service, aspect)}" for label, aspect in _ROWS.items()]
    return "\n".join(lines)


def _brief(service: Service, aspect: Aspect) -> str:
    part = aspect_text(service, aspect)
    if part.only_gaps:
        return f"还没有核实，{ASK}"
    text = part.text.replace("\n", " ")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…（详见指南）"


def _sources(service: Service) -> list[Source]:
    found = [source for aspect in _ROWS.values() for source in aspect_text(service, aspect).sources]
    return list(dict.fromkeys(found or aspect_text(service, Aspect.BASIS).sources))
