"""What goes into the answering steps and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: A reply as the chat contract shows it, without the id, which the edge gives.
Reply = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A resident's message with what the dialogue knows about it."""

    text: str
    #: Dialogue act as Rasa classified it, and how sure Rasa is, 0 to 1.
    intent: str | None = None
    confidence: float = 0.0
    #: Id of the service that the conversation is about, if any.
    current_service: str | None = None
    last_aspect: str | None = None


@dataclass(frozen=True)
class Answered:
    """Replies to a question, and what the conversation is about afterwards."""

    replies: list[Reply] = field(default_factory=list)
    current_service: str | None = None
    last_aspect: str | None = None
