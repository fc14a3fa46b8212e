"""Emergencies come before everything else, and need neither Rasa nor an index."""

from __future__ import annotations

from actions.answering.question import Reply
from actions.answering.vocabulary import emergencies
from knowledge.text.normalise import normalise


def emergency_reply(text: str) -> Reply | None:
    """The reply to a message that reports an emergency, ``None`` for every other message."""
    vocabulary = emergencies()
    plain = normalise(text).replace(" ", "")
    if any(pattern.search(plain) for pattern in vocabulary.unless):
        return None
    for group in vocabulary.groups:
        if any(pattern.search(plain) for pattern in group.words):
            return {
                "kind": "contact",
                "outcome": "emergency",
                "text": f"{group.say}\n{vocabulary.next}",
                "choices": [],
                "contacts": [{"title": group.title, "number": group.number}],
            }
    return None
