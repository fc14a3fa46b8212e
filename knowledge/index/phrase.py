"""What people say for a matter: names, everyday words and question phrasings, found by meaning and wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.catalogue import Catalogue
from knowledge.text.asking import subject
from knowledge.text.normalise import normalise


class Target(StrEnum):
    """What a phrase leads to."""

    SERVICE = "service"
    ANSWER = "answer"
    FAQ = "faq"


@dataclass(frozen=True)
class Phrase:
    """A wording and what it leads to; ``position`` counts the questions of a service's faq."""

    text: str
    target: Target
    id: str
    position: int = 0

    @property
    def compared(self) -> str:
        """What questions are compared with: a service by its subject alone, a question by all its words.

        “居住证要啥材料” must not be drawn to “办残疾证要啥材料” by the aspect that both ask about.
        """
        return (subject(self.text) or self.text) if self.target is Target.SERVICE else self.text

    @property
    def matter(self) -> tuple[Target, str, int]:
        """The thing meant, shared by all its wordings."""
        return self.target, self.id, self.position


def phrases(catalogue: Catalogue) -> Iterator[Phrase]:
    """All wordings of a catalogue, normalised."""
    for service in catalogue.services.values():
        for form in (service.name, *service.aliases, *service.everyday):
            yield Phrase(normalise(form), Target.SERVICE, service.id)
        for position, faq in enumerate(service.faq):
            yield Phrase(normalise(faq.question), Target.FAQ, service.id, position)
    for answer in catalogue.answers.values():
        for question in answer.questions:
            yield Phrase(normalise(question), Target.ANSWER, answer.id)


def subject_of(catalogue: Catalogue, phrase: Phrase) -> str:
    """What a phrase is about; a service and the answers about it are one subject."""
    if phrase.target is Target.ANSWER:
        return catalogue.answers[phrase.id].service or phrase.id
    return phrase.id
