"""Which questions about a person's situation are worth asking: those whose answer still changes something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.formats.service import Question, Service, When
from knowledge.guide.situation import Situation, applies

#: Question id → option id, or ``None`` for “I don't know”; a question that is missing was not answered.
Answers = Mapping[str, str | None]


def settled(answers: Answers) -> Situation:
    """The answers that decide something; 不知道 leaves both ways open."""
    return {question: option for question, option in answers.items() if option is not None}


def sound(service: Service, answers: Answers) -> dict[str, str | None]:
    """The answers that the record still asks for: known questions and options, asked in this situation."""
    options = {question.id: {option.id for option in question.options} for question in service.questions}
    kept = {
        question: option
        for question, option in answers.items()
        if question in options and (option is None or option in options[question])
    }
    while gone := [question.id for question in service.questions if _pointless(question, kept)]:
        for question in gone:
            del kept[question]
    return kept


def _pointless(question: Question, answers: Answers) -> bool:
    return question.id in answers and not applies(question.when, settled(answers))


def open_questions(service: Service, answers: Answers) -> list[Question]:
    """The questions still to be asked, the next one first; an answer may make later ones pointless."""
    return [question for question in service.questions if _worthwhile(service, question, answers)]


def _worthwhile(service: Service, question: Question, answers: Answers) -> bool:
    waits = any(
        other.id in question.when and _worthwhile(service, other, answers) for other in service.questions
    )
    return (
        question.id not in answers
        and applies(question.when, settled(answers))
        and not waits
        and matters(service, question, settled(answers))
    )


def matters(service: Service, question: Question, situation: Situation) -> bool:
    """Whether two of its options lead to different contents of the record."""
    outcomes = {
        tuple(applies(when, {**situation, question.id: option.id}) for when in _conditions(service))
        for option in question.options
    }
    return len(outcomes) > 1


def _conditions(service: Service) -> Iterator[When]:
    """The condition of everything a plan shows."""
    groups = (
        service.parts, service.conditions, service.materials, service.process, service.time_limit.statutory,
        service.time_limit.promised, service.fee, service.channels, service.place, service.result,
    )  # fmt: skip
    for group in groups:
        yield from (entry.when for entry in group if entry.when)
    yield service.visits.when
    yield from (question.when for question in service.questions if question.when)
