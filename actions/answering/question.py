"""What goes into the answering steps and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
    #: What was asked before, and the records and documents that it was answered from.
    previous: str | None = None
    documents: tuple[str, ...] = ()

    def apart(self) -> Question:
        """The same message without what the conversation was about."""
        return replace(self, current_service=None, last_aspect=None, previous=None, documents=())


@dataclass(frozen=True)
class Answered:
    """Replies to a question, and what the conversation is about afterwards.

    ``previous`` and ``documents`` are told when a next message would go on about them, else they stay as they were.
    """

    replies: list[Reply] = field(default_factory=list)
    current_service: str | None = None
    last_aspect: str | None = None
    previous: str | None = None
    documents: list[str] | None = None

    def slots(self) -> dict[str, Any]:
        """What Rasa is to remember of it, by slot."""
        known: dict[str, Any] = {"current_service": self.current_service, "last_aspect": self.last_aspect}
        if self.previous is not None:
            known |= {"last_question": self.previous, "last_documents": self.documents}
        return known

    def followed_by(self, question: Question, before: Question) -> Question:
        """The next message of the conversation in which this answered ``before``."""
        previous, documents = before.previous, before.documents
        if self.previous is not None:
            previous, documents = self.previous, tuple(self.documents or ())
        return replace(
            question, current_service=self.current_service, last_aspect=self.last_aspect,
            previous=previous, documents=documents,
        )  # fmt: skip
