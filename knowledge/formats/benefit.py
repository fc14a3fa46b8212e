"""惠企政策 with conditions that a machine can hold against answers: ``content/benefits/<name>.yml``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import Field

from knowledge.errors import Fault
from knowledge.formats.messages import check
from knowledge.formats.source import Id, Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FOLDER = "benefits"


class Option(Strict):
    """An answer to choose; ``words`` are how people say it."""

    id: Id
    title: Text
    words: tuple[Text, ...] = ()
    #: What says so only in reply to the question; anywhere else it says nothing: 有没有 is no 没有.
    replies: tuple[Text, ...] = ()
    #: What somebody who chose it should know besides.
    note: Text | None = None


class Question(Strict):
    """Something that decides over a benefit."""

    id: Id
    ask: Text
    options: tuple[Option, ...] = Field(min_length=2)


class Condition(Strict):
    """The answer to a question must be one of these."""

    question: Id
    among: tuple[Id, ...] = Field(min_length=1, alias="in")


class Benefit(Strict):
    """One benefit: who, what, until when, by which document."""

    id: Id
    name: Text
    gives: Text
    when: tuple[Condition, ...] = Field(min_length=1)
    how: Text
    #: A policy of ours that says so.
    document: Id
    #: The last day; absent where none was published.
    until: date | None = None
    checked: date
    review: date

    def open(self, today: date) -> bool:
        """Whether it has not run out."""
        return self.until is None or today <= self.until


class Benefits(Strict):
    """A file of questions and benefits."""

    questions: tuple[Question, ...]
    benefits: tuple[Benefit, ...]


def read_benefits(path: Path) -> tuple[Benefits | None, list[Fault]]:
    """A file, and every fault in it with its line."""
    document = read_yaml(path)
    if document.faults:
        return None, list(document.faults)
    found, faults = check(Benefits, document.data, document.lines)
    if found is None:
        return None, faults
    crossed = list(_crossed(found))
    return found, [document.lines.fault(place, message) for place, message in crossed]


def _crossed(found: Benefits) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Names that lead nowhere, and names that stand twice."""
    options = {question.id: {option.id for option in question.options} for question in found.questions}
    seen: set[str] = set()
    for at, benefit in enumerate(found.benefits):
        if benefit.id in seen:
            yield ("benefits", at, "id"), f"编号“{benefit.id}”写了两次"
        seen.add(benefit.id)
        for number, condition in enumerate(benefit.when):
            place = ("benefits", at, "when", number)
            if condition.question not in options:
                yield place, f"没有“{condition.question}”这个问题"
                continue
            for option in condition.among:
                if option not in options[condition.question]:
                    yield place, f"问题“{condition.question}”没有“{option}”这个选项"
