"""“按我的情况列清单” as a conversation: asks what changes the outcome, then gives the person's own checklist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.answering.question import Reply
from actions.forms.conversation import State, Turn, form_reply, with_lead
from actions.forms.heard import SURE, Heard
from actions.forms.vocabulary import Act, forms
from actions.services import options
from actions.services.card import plan_reply
from actions.services.rating_form import invitation
from actions.services.texts import GuideTexts, guides
from knowledge.catalogue.model import Catalogue
from knowledge.formats.service import Question, Service
from knowledge.guide.plan import option_title, plan
from knowledge.guide.questions import open_questions, sound

FORM = "guide_form"
INTENT = "guide_service"
Answers = dict[str, str | None]
#: Finds the service that a text names, by id.
Find = Callable[[str], str | None]


class GuideConversation:
    """State: ``service`` (id or ``None``), ``answers`` in the order given, ``unclear`` (times in a row)."""

    def __init__(self, catalogue: Catalogue, find: Find) -> None:
        self._catalogue = catalogue
        self._find = find

    def open(self, heard: Heard) -> Turn:
        """Begin with the service that the message names, else the one talked about, else ask.

        What the classifier takes for the wish, though no word of it says so, is a question.
        """
        if not guides().wants_guide(heard.question.text):
            return Turn(aside=True)
        name = guides().wish.sub(" ", heard.question.text).strip()
        found = self._find(name) if name else None
        service = self._catalogue.services.get(found or heard.question.current_service or "")
        if service is None:
            return _going_on(self, {"service": None, "answers": {}, "unclear": 0})
        return self._begin(service, heard.question.text)

    def hear(self, state: State, heard: Heard) -> Turn:
        """An answer, a correction, 不知道, a step back, another matter, or another question."""
        service, answers = self._read(state)
        if service is None:
            return self._hear_name(heard)
        other = self._other_service(service, heard)
        if other is not None:
            turn = self._begin(other, heard.question.text)
            return _led(turn, self._texts.dropped.format(name=service.name))
        open_now = open_questions(service, answers)
        if not open_now:
            return self._finish(service, answers)
        if heard.act is Act.BACK or (heard.act is Act.CORRECT and not heard.text):
            return self._back(service, answers)
        if heard.act in (Act.UNKNOWN, Act.GO_ON):
            return self._go_on(service, {**answers, open_now[0].id: None})
        if heard.act is Act.CORRECT:
            return self._correct(service, answers, heard.text) or self._unclear(service, answers, state)
        return self._answer(service, answers, state, heard)

    def ask(self, state: State) -> Reply:
        """The open question with buttons."""
        service, answers = self._read(state)
        if service is None:
            return self._ask_name()
        open_now = open_questions(service, answers)
        return self._ask_question(service, answers, open_now[0]) if open_now else self._ask_name()

    def lost(self, state: State) -> str:
        """How many answers are dropped."""
        service, answers = self._read(state)
        if service is None or not answers:
            return self._texts.lost_nothing
        return self._texts.lost.format(name=service.name, count=len(answers))

    @property
    def _texts(self) -> GuideTexts:
        return guides().guide

    def _read(self, state: State) -> tuple[Service | None, Answers]:
        """The state as far as it still fits the content."""
        service = self._catalogue.services.get(str(state.get("service")))
        answers = state.get("answers")
        if service is None or not isinstance(answers, dict):
            return service, {}
        return service, sound(service, answers)

    def _begin(self, service: Service, text: str) -> Turn:
        told = options.told_in(service, text.replace(service.name, " "), guides().not_told)
        answers = sound(service, told)
        turn = self._go_on(service, answers)
        return _led(turn, self._known(service, answers, self._texts.known)) if answers else turn

    def _known(self, service: Service, answers: Answers, sentence: str) -> str:
        titles = [option_title(service, key, option) for key, option in answers.items()]
        return sentence.format(told="；".join(title or forms().texts.unknown for title in titles))

    def _go_on(self, service: Service, answers: Answers) -> Turn:
        """The next question, or the checklist when there is none."""
        answers = sound(service, answers)
        if not open_questions(service, answers):
            return self._finish(service, answers)
        return _going_on(self, _state(service, answers), _about(service))

    def _finish(self, service: Service, answers: Answers) -> Turn:
        replies = [plan_reply(plan(self._catalogue.services, service, answers)), invitation(service)]
        return Turn(replies, None, slots=_about(service))

    def _other_service(self, service: Service, heard: Heard) -> Service | None:
        """Another service whose checklist is asked for in so many words."""
        question = heard.question
        wished = question.intent == INTENT and question.confidence >= SURE
        if not wished or not guides().wish.search(question.text):
            return None
        found = self._find(guides().wish.sub(" ", question.text).strip())
        return self._catalogue.services.get(found) if found and found != service.id else None

    def _hear_name(self, heard: Heard) -> Turn:
        state: State = {"service": None, "answers": {}, "unclear": 0}
        found = self._find(guides().wish.sub(" ", heard.text).strip() or heard.text)
        service = self._catalogue.services.get(found or "")
        if service is not None:
            return self._begin(service, heard.text)
        if heard.about_else:
            return Turn(state=state, aside=True)
        return Turn([with_lead(self._ask_name(), self._texts.which_unclear)], state)

    def _back(self, service: Service, answers: Answers) -> Turn:
        """The last answer is taken back."""
        kept = dict(list(answers.items())[:-1])
        turn = _going_on(self, _state(service, kept))
        return turn if answers else _led(turn, forms().texts.first)

    def _answer(self, service: Service, answers: Answers, state: State, heard: Heard) -> Turn:
        question = open_questions(service, answers)[0]
        exact = options.exactly(question, heard.text)
        if exact is not None:
            return self._go_on(service, {**answers, question.id: exact})
        if heard.asks:
            return Turn(state=_state(service, answers), aside=True)
        told: Answers = dict(options.told_in(service, heard.text, guides().not_told))
        meant = options.named(question, heard.text, service.questions)
        if meant is not None:
            told[question.id] = meant
        if told:
            return self._with(service, answers, told)
        if heard.about_else:
            return Turn(state=_state(service, answers), aside=True)
        return self._unclear(service, answers, state)

    def _correct(self, service: Service, answers: Answers, text: str) -> Turn | None:
        """What “不对,是……” changes: an earlier answer rather than the open question, the last one first."""
        asked = {question.id: question for question in service.questions}
        told: Answers = dict(options.told_in(service, text, guides().not_told))
        told = {key: option for key, option in told.items() if key in answers} or told
        if not told:
            open_now = open_questions(service, answers)[:1]
            for question in [*(asked[key] for key in reversed(list(answers))), *open_now]:
                meant = options.exactly(question, text) or options.named(question, text)
                if meant is not None:
                    told = {question.id: meant}
                    break
        return self._with(service, answers, told) if told else None

    def _with(self, service: Service, answers: Answers, told: Answers) -> Turn:
        """Answers added; those that change an earlier one are said."""
        changed = {key: option for key, option in told.items() if answers.get(key, option) != option}
        turn = self._go_on(service, {**answers, **told})
        return _led(turn, self._known(service, changed, self._texts.changed)) if changed else turn

    def _unclear(self, service: Service, answers: Answers, state: State) -> Turn:
        times = state.get("unclear")
        again = isinstance(times, int) and times > 0
        question = open_questions(service, answers)[0]
        error = self._texts.unclear_twice if again else forms().texts.unclear
        kept = {**_state(service, answers), "unclear": 1}
        return Turn([self._ask_question(service, answers, question, error)], kept)

    def _ask_question(
        self, service: Service, answers: Answers, question: Question, error: str | None = None
    ) -> Reply:
        step = len(answers) + 1
        of = max(step, len(sound(service, answers)) + _ahead(service, answers))
        text = self._texts.question.format(name=service.name, step=step, of=of, ask=question.ask)
        lines = [f"{at}. {option.title}" for at, option in enumerate(question.options, 1)]
        form = self._form(step, of, {"id": question.id, "kind": "choice", "label": question.ask})
        given = plan_answers(service, answers)
        unknown, cancel = forms().texts.unknown, forms().texts.cancel
        choices = [(option.title, option.title) for option in question.options]
        return form_reply(
            {**form, "answers": given} if given else form,
            "\n".join([text, *lines, self._texts.hint]),
            [*choices, (unknown, unknown), (cancel, cancel)],
            error,
        )

    def _ask_name(self) -> Reply:
        form = self._form(1, 1, {"id": "service", "kind": "text", "label": self._texts.which})
        cancel = forms().texts.cancel
        return form_reply(form, self._texts.which, [(cancel, cancel)])

    def _form(self, step: int, of: int, field: dict[str, Any]) -> dict[str, Any]:
        field = {**field, "hint": self._texts.hint} if field["kind"] == "choice" else field
        return {"name": FORM, "title": self._texts.title, "step": step, "of": of, "field": field}


def plan_answers(service: Service, answers: Answers) -> list[dict[str, str]]:
    """What was answered so far, as the form shows it."""
    asks = {question.id: question.ask for question in service.questions}
    unknown = forms().texts.unknown
    return [
        {"label": asks[key], "value": option_title(service, key, option) or unknown}
        for key, option in answers.items()
    ]


def _ahead(service: Service, answers: Answers) -> int:
    """How many questions may still come, at most: also those that wait for another answer."""
    count = 0
    assumed = dict(answers)
    while waiting := open_questions(service, assumed):
        count += len(waiting)
        assumed.update(dict.fromkeys((question.id for question in waiting), None))
    return count


def _state(service: Service, answers: Answers) -> State:
    return {"service": service.id, "answers": dict(answers), "unclear": 0}


def _about(service: Service) -> dict[str, Any]:
    return {"current_service": service.id, "last_aspect": None, "last_question": None, "last_documents": None}


def _going_on(conversation: GuideConversation, state: State, slots: dict[str, Any] | None = None) -> Turn:
    return Turn([conversation.ask(state)], state, slots=slots or {})


def _led(turn: Turn, lead: str) -> Turn:
    """The same turn, saying something else first."""
    replies = [with_lead(turn.replies[0], lead), *turn.replies[1:]]
    return Turn(replies, turn.state, turn.aside, turn.slots)
