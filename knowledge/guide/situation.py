"""Which entries of a record apply to a person's situation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from knowledge.formats.service import Entry, Service, When

#: Question id → option id; a question that is missing has not been answered.
Situation = Mapping[str, str]
E = TypeVar("E", bound=Entry)


def applies(when: When, situation: Situation) -> bool:
    """Whether an entry belongs to the situation; an unanswered question excludes nothing."""
    return all(situation.get(question) in (None, *options) for question, options in when.items())


def chosen(entries: Iterable[E], situation: Situation) -> list[E]:
    """The entries that apply, in their order."""
    return [entry for entry in entries if applies(entry.when, situation)]


def condition_label(service: Service, when: When, situation: Situation) -> str:
    """The situations an entry is limited to, in words; empty when they are settled or there are none."""
    open_questions = {question: options for question, options in when.items() if question not in situation}
    labels = []
    for question in service.questions:
        titles = [
            option.title for option in question.options if option.id in open_questions.get(question.id, ())
        ]
        if titles:
            labels.append("或".join(titles))
    return "、".join(labels)
