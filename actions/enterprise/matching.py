"""Benefits against answers: pure. What fits, what is still to be asked, what needs an answer that nobody has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from knowledge.formats.benefit import Benefit, Benefits, Question

#: Question → option; None for 不知道.
Answers = Mapping[str, str | None]


def may_fit(benefit: Benefit, answers: Answers) -> bool:
    """Whether no answer speaks against it."""
    return all(
        answers.get(condition.question) is None or answers[condition.question] in condition.among
        for condition in benefit.when
    )


def fits(benefit: Benefit, answers: Answers) -> bool:
    """Whether each condition is answered and met."""
    return all(answers.get(condition.question) in condition.among for condition in benefit.when)


def fitting(held: Benefits, answers: Answers, today: date) -> list[Benefit]:
    """The open benefits that fit."""
    return [benefit for benefit in held.benefits if benefit.open(today) and fits(benefit, answers)]


def possible(held: Benefits, answers: Answers, today: date) -> list[Benefit]:
    """The open benefits that might fit, were the unknown known."""
    return [
        benefit
        for benefit in held.benefits
        if benefit.open(today) and may_fit(benefit, answers) and not fits(benefit, answers)
    ]


def next_question(held: Benefits, answers: Answers, today: date) -> Question | None:
    """The first question on which a benefit still depends; None when nothing more would help."""
    wanted = {
        condition.question
        for benefit in possible(held, answers, today)
        for condition in benefit.when
        if condition.question not in answers
    }
    return next((question for question in held.questions if question.id in wanted), None)


def told_in(held: Benefits, text: str) -> dict[str, str]:
    """The answers that a sentence tells, by the longest word of each question."""
    found: dict[str, str] = {}
    for question in held.questions:
        hit = heard(question, text, asked=False)
        if hit is not None:
            found[question.id] = hit
    return found


def heard(question: Question, text: str, *, asked: bool = True) -> str | None:
    """The option that a text names, in reply to the question or unasked; None when it names none."""
    named = [
        (len(word), option.id)
        for option in question.options
        for word in (option.title, *option.words, *(option.replies if asked else ()))
        if word in text
    ]
    return max(named)[1] if named else None
