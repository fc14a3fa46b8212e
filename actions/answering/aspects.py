"""Which aspects of a service a question is about: by its words, else by the dialogue act."""

from __future__ import annotations

from knowledge.formats.service import Aspect
from knowledge.text.asking import aspect_patterns

#: Dialogue acts that name an aspect.
_INTENTS = {f"ask_{aspect.value}": aspect for aspect in Aspect}
#: Below this the classifier's guess of an aspect is ignored.
SURE_INTENT = 0.55


def aspects_asked(text: str, intent: str | None, confidence: float) -> list[Aspect]:
    """Aspects in the order in which the question names them; “how” comes last beside others."""
    found = sorted(
        (
            (match.start(), aspect)
            for aspect, pattern in aspect_patterns().items()
            if (match := pattern.search(text))
        ),
        key=lambda pair: (pair[1] is Aspect.PROCESS, pair[0]),
    )
    if found:
        return [aspect for _, aspect in found]
    aspect = _INTENTS.get(intent or "")
    return [aspect] if aspect is not None and confidence >= SURE_INTENT else []
