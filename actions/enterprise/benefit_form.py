"""“我是高新企业, 有啥补贴”: asks what the open benefits depend on, then names those that fit, or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from actions.answering.question import Reply
from actions.answering.replies import policy_source, text_reply
from actions.enterprise.matching import Answers, fitting, heard, next_question, possible, told_in
from actions.forms.conversation import State, Turn, form_reply, with_lead
from actions.forms.heard import Heard
from actions.forms.vocabulary import Act, compiled, forms
from actions.inspection.vocabulary import FOLDER as VOCABULARY
from actions.inspection.vocabulary import read_file
from knowledge import city_time
from knowledge.catalogue.model import Catalogue
from knowledge.formats.benefit import FOLDER, Benefit, Benefits, read_benefits
from knowledge.formats.source import Strict, Text

FORM = "benefit_form"
FILE = VOCABULARY / "benefits.yml"


class BenefitTexts(Strict):
    """benefits.yml of the vocabulary"""

    title: Text
    about: Text
    known: Text
    found: Text
    line: Text
    until: Text
    no_until: Text
    maybe: Text
    none: Text
    closing: Text
    lost: Text


@lru_cache(maxsize=1)
def benefit_texts() -> BenefitTexts:
    """The texts that staff wrote, read once."""
    return read_file(FILE, BenefitTexts)


def load_benefits(catalogue: Catalogue) -> Benefits:
    """All benefits of the content that can be read; faulty files are told by the content check."""
    questions: list[Any] = []
    benefits: list[Benefit] = []
    for path in sorted((catalogue.content / FOLDER).glob("*.yml")):
        found, faults = read_benefits(path)
        if found is not None and not faults:
            questions += found.questions
            benefits += found.benefits
    return Benefits(questions=tuple(questions), benefits=tuple(benefits))


@dataclass(frozen=True)
class BenefitConversation:
    """State: ``answers``, question → option or None for 不知道."""

    held: Benefits
    catalogue: Catalogue
    today: Callable[[], date] = city_time.today

    def open(self, heard_: Heard) -> Turn:
        """Use what the message tells; another kind of 补贴 is answered from the knowledge."""
        text = heard_.question.text
        if not compiled(self._texts.about).search(text):
            return Turn(aside=True)
        return self._go_on(told_in(self.held, text))

    def hear(self, state: State, heard_: Heard) -> Turn:
        """An answer, 不知道, a correction, or another question."""
        answers = self._read(state)
        question = next_question(self.held, answers, self.today())
        if question is None:
            return self._finish(answers)
        if heard_.act in (Act.UNKNOWN, Act.GO_ON):
            return self._go_on({**answers, question.id: None})
        if heard_.act is Act.BACK:
            return self._go_on(dict(list(answers.items())[:-1]))
        if heard_.act is Act.CORRECT:
            return self._go_on({**answers, **told_in(self.held, heard_.text)})
        option = heard(question, heard_.text)
        if option is not None and not (heard_.asks and len(heard_.text) > len("不是省级制造业创新中心")):
            return self._go_on({**answers, **told_in(self.held, heard_.text), question.id: option})
        if heard_.about_else:
            return Turn(state=state, aside=True)
        told = told_in(self.held, heard_.text)
        return (
            self._go_on({**answers, **told})
            if told
            else Turn([self.ask(state, forms().texts.unclear)], state)
        )

    def ask(self, state: State, error: str | None = None) -> Reply:
        """The open question with its options."""
        answers = self._read(state)
        question = next_question(self.held, answers, self.today())
        if question is None:
            return self._finish(answers).replies[0]
        unknown, cancel = forms().texts.unknown, forms().texts.cancel
        choices = [(option.title, option.title) for option in question.options]
        field = {"id": question.id, "kind": "choice", "label": question.ask}
        step = len(answers) + 1
        form = {"name": FORM, "title": self._texts.title, "step": step, "field": field,
                "of": max(step, len(self.held.questions))}  # fmt: skip
        return form_reply(form, question.ask, [*choices, (unknown, unknown), (cancel, cancel)], error)

    def lost(self, state: State) -> str:
        """Nothing is stored."""
        return self._texts.lost

    @property
    def _texts(self) -> BenefitTexts:
        return benefit_texts()

    def _read(self, state: State) -> dict[str, str | None]:
        """The answers as far as they still fit the content."""
        given = state.get("answers")
        options = {question.id: {one.id for one in question.options} for question in self.held.questions}
        if not isinstance(given, dict):
            return {}
        return {
            key: one for key, one in given.items() if key in options and (one is None or one in options[key])
        }

    def _go_on(self, answers: dict[str, Any]) -> Turn:
        if next_question(self.held, answers, self.today()) is None:
            return self._finish(answers)
        state: State = {"answers": answers}
        reply = self.ask(state)
        told = self._told(answers)
        return Turn([with_lead(reply, self._texts.known.format(told=told)) if told else reply], state)

    def _told(self, answers: Answers) -> str:
        titles = [
            option.title
            for question in self.held.questions
            for option in question.options
            if answers.get(question.id) == option.id
        ]
        return "；".join(titles)

    def _finish(self, answers: Answers) -> Turn:
        found = fitting(self.held, answers, self.today())
        maybe = possible(self.held, answers, self.today())
        if not found and not maybe:
            return Turn([text_reply("\n".join([*self._notes(answers), self._texts.none]), "no_answer")])
        lines = [self._texts.found.format(count=len(found))] if found else []
        lines += [self._line(place, one) for place, one in enumerate(found, 1)]
        if maybe:
            lines.append(self._texts.maybe.format(names="、".join(one.name for one in maybe)))
        sources = [
            policy_source(self.catalogue.policies[document])
            for document in dict.fromkeys(one.document for one in [*found, *maybe])
            if document in self.catalogue.policies
        ]
        text = "\n".join([*lines, *self._notes(answers), self._texts.closing])
        return Turn([{"kind": "answer", "outcome": "answered", "text": text, "sources": sources}])

    def _notes(self, answers: Answers) -> list[str]:
        chosen = [(question, answers.get(question.id)) for question in self.held.questions]
        options = [one for question, key in chosen for one in question.options if one.id == key]
        return [one.note for one in options if one.note is not None]

    def _line(self, place: int, one: Benefit) -> str:
        policy = self.catalogue.policies.get(one.document)
        title = policy.header.title if policy else one.document
        number = f"（{policy.header.number}）" if policy and policy.header.number else ""
        until = self._texts.until.format(date=one.until) if one.until else self._texts.no_until
        return self._texts.line.format(
            place=place,
            name=one.name,
            gives=one.gives,
            how=one.how,
            source=f"《{title}》{number}",
            until=until,
        )
