"""What a resident said while a form is open: an answer, a word that steers, or another question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from actions.answering.question import Question
from actions.forms.vocabulary import Act, forms
from knowledge.text.normalise import normalise

#: Below this the classifier's opinion does not make a message another question.
SURE = 0.65
#: Acts that mean nothing away from the question that is open.
BARE_INTENTS = frozenset({"affirm", "deny", "cancel", "feedback_good", "feedback_bad"})
_PARTS = re.compile(r"[,，。.!！?？;；:：、~…\s]+")
_PUNCTUATION = re.compile(f"^{_PARTS.pattern}")


@dataclass(frozen=True)
class Heard:
    """A message to an open form; ``text`` is what is left of it when the steering words are gone."""

    question: Question
    #: The conversation's name (``tracker.sender_id``): links what a form stores to its chat.
    sender: str
    act: Act
    text: str
    #: All slots of the conversation, by name.
    slots: Mapping[str, Any] = field(default_factory=dict)
    #: What the edge told about the message beside its text.
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        question: Question,
        sender: str = "",
        slots: Mapping[str, Any] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Heard:
        """The message, understood as far as that is possible without the form."""
        act, text = understood(question.text)
        return cls(question, sender, act, text, slots or {}, metadata or {})

    @property
    def message_id(self) -> str | None:
        """The client's id of the message: the same one again is the same message sent again."""
        told = self.metadata.get("message_id")
        return told if isinstance(told, str) else None

    @cached_property
    def asks(self) -> bool:
        """Whether it reads as a question. A form that knows an answer in it should prefer the answer."""
        return forms().question.search(self.text) is not None

    @property
    def about_else(self) -> bool:
        """Whether it is more likely about something else: ask this after looking for an answer in it."""
        intent = self.question.intent
        named = intent is not None and intent not in BARE_INTENTS and self.question.confidence >= SURE
        return self.act is Act.ANSWER and (self.asks or named)


def understood(text: str) -> tuple[Act, str]:
    """The act of a message, and the rest: what a correction corrects to, else the whole message."""
    plain = normalise(text)
    steering = _steering(plain)
    if steering is not None:
        return steering, plain
    rest = plain
    while (begun := forms().correction.match(rest)) and begun.end() > 0:
        rest = _PUNCTUATION.sub("", rest[begun.end() :])
    if rest == plain:
        return Act.ANSWER, plain
    rest = forms().filler.sub("", rest, count=1).strip()
    after = _steering(rest)
    return (after, rest) if after in (Act.CANCEL, Act.UNKNOWN) else (Act.CORRECT, rest)


def _steering(plain: str) -> Act | None:
    """The act that every part of a message does: “算了,不填了” cancels."""
    parts = [part for part in _PARTS.split(plain) if part]
    acts = [_act(part) for part in parts]
    return acts[0] if acts and None not in acts else None


def _act(part: str) -> Act | None:
    return next((act for act, pattern in forms().control.items() if pattern.fullmatch(part)), None)
