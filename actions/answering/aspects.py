"""Which aspects of a service a question is about: by its words, else by the dialogue act."""

from __future__ import annotations

import re

from knowledge.formats.service import Aspect
from knowledge.text.asking import aspect_patterns

#: Dialogue acts that name an aspect.
_INTENTS = {f"ask_{aspect.value}": aspect for aspect in Aspect}
#: Below this the classifier's guess of an aspect is ignored.
SURE_INTENT = 0.6
#: “能不能、可以吗、中不中”: whether one may, when no other aspect is named.
_WHETHER = re.compile(
    "能不能|可不可以|可以.*(吗|不|么)|能.*(吗|不|么|嘛)|行不行|行吗|中不中|得行|还能|够不够|算不算|给不给"
)


#: Asking whether one may is how any question is put: another aspect beside it is the main one.
_BARE = re.compile("能不能(办|领|申请|办理|报|吃)|可不可以|可以(办|领|申请)(吗|不|么)")

_SENTENCE = re.compile(r"(?<=[?。!;])")


def aspects_asked(text: str, intent: str | None, confidence: float) -> list[Aspect]:
    """The aspects that a question names, the main one first.

    Of several sentences the first that names any counts; within it what is said last is the main
    thing (“材料都齐了,几天能办好” asks for the time).
    """
    found = aspects_named(text)
    if found:
        return found
    aspect = _INTENTS.get(intent or "")
    if aspect is not None and confidence >= SURE_INTENT:
        return [aspect]
    return [Aspect.CONDITIONS] if _WHETHER.search(text) else []


def aspects_named(text: str) -> list[Aspect]:
    """The aspects that the words of a question name, whatever the classifier hears."""
    return next((found for sentence in _SENTENCE.split(text) if (found := _named(sentence))), [])


def _named(sentence: str) -> list[Aspect]:
    """The aspects that a sentence names, the last first; “依据什么文件” does not ask for papers."""
    found = [
        (match.span(), aspect)
        for aspect, pattern in aspect_patterns().items()
        for match in pattern.finditer(sentence)
    ]
    places = [
        (-1 if _BARE.fullmatch(sentence, *span) else span[1], aspect)
        for span, aspect in found
        if not any(_within(span, other) for other, _ in found)
    ]
    return list(dict.fromkeys(aspect for _, aspect in sorted(places, key=lambda place: -place[0])))


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    """Whether a span is a part of a longer one."""
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner != outer
