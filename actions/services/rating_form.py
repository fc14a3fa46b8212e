"""好差评 as a conversation: a grade, and for the two lower ones a reason if the person wants to give one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from actions.answering.question import Reply
from actions.answering.replies import text_reply
from actions.forms.conversation import State, Turn, form_reply
from actions.forms.heard import Heard
from actions.forms.vocabulary import Act, forms
from actions.privacy import mask
from actions.services.texts import Grade, RatingTexts, guides
from knowledge.catalogue.model import Catalogue
from knowledge.formats.service import Service
from knowledge.text.normalise import has_content, normalise

FORM = "rating_form"
#: Slot: service id → number of the rating given in this conversation.
GIVEN = "service_ratings"
CHANNEL = "chat"


class Store(Protocol):
    """Where ratings go."""

    def rate(self, service: str, score: int, at: datetime, number: int | None) -> int:
        """Store a grade, in place of rating ``number`` if that is given and still there; its number."""

    def reason(self, number: int, text: str) -> None:
        """Add a reason."""


def invitation(service: Service) -> Reply:
    """The offer to rate a guide that was just given."""
    texts = guides().rating
    grades = [(grade.title, texts.send.format(grade=grade.title)) for grade in texts.grades]
    reply = text_reply(texts.invite, "done", grades)
    return {**reply, "rating": {"subject": service.id, "title": f"{service.name} · {texts.title}"}}


class RatingConversation:
    """State: ``service``, and ``number`` and ``grade`` once the grade is stored and a reason is waited for."""

    def __init__(
        self, catalogue: Catalogue, store: Store, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._clock = clock or (lambda: datetime.now(UTC))

    def open(self, heard: Heard) -> Turn:
        """Take the grade that the message names, else ask for one."""
        if not guides().wants_rating(heard.question.text):
            return Turn(aside=True)
        service = self._catalogue.services.get(heard.question.current_service or "")
        if service is None:
            return Turn([text_reply(self._texts.nothing, "clarification")])
        grade = self._texts.grade_in(heard.question.text)
        state: State = {"service": service.id}
        return Turn([self.ask(state)], state) if grade is None else self._graded(service.id, grade, heard)

    def hear(self, state: State, heard: Heard) -> Turn:
        """A grade, or the reason for one."""
        if not self._valid(state):
            return Turn([text_reply(self._texts.nothing, "clarification")])
        if "number" in state:
            return self._hear_reason(state, heard)
        grade = self._texts.grade_in(heard.text)
        if grade is not None:
            return self._graded(state["service"], grade, heard)
        if heard.act in (Act.UNKNOWN, Act.GO_ON):
            return Turn([text_reply(forms().texts.left.format(lost=self._texts.lost_nothing), "done")])
        if heard.about_else:
            return Turn(state=state, aside=True)
        return Turn([self.ask(state, forms().texts.unclear)], state)

    def ask(self, state: State, error: str | None = None) -> Reply:
        """The open question: the grade, or the reason."""
        step = 2 if "number" in state else 1
        title = self._texts.title
        cancel = forms().texts.cancel
        if step == 2:
            field = {"id": "reason", "kind": "text", "label": self._texts.reason, "optional": True}
            form = {"name": FORM, "title": title, "step": 2, "of": 2, "field": field}
            return form_reply(form, self._texts.reason, [("跳过", "跳过")])
        service = self._catalogue.services.get(str(state.get("service")))
        label = self._texts.which_grade.format(name=service.name if service else "")
        field = {"id": "grade", "kind": "choice", "label": label}
        form = {"name": FORM, "title": title, "step": 1, "of": 2, "field": field}
        grades = [(grade.title, grade.title) for grade in self._texts.grades]
        return form_reply(form, label, [*grades, (cancel, cancel)], error)

    def lost(self, state: State) -> str:
        """A grade that was given stays."""
        return self._texts.lost if "number" in state else self._texts.lost_nothing

    @property
    def _texts(self) -> RatingTexts:
        return guides().rating

    def _valid(self, state: State) -> bool:
        if state.get("service") not in self._catalogue.services:
            return False
        return "number" not in state or (
            isinstance(state["number"], int) and self._texts.grade(str(state.get("grade"))) is not None
        )

    def _graded(self, service: str, grade: Grade, heard: Heard) -> Turn:
        """The grade is stored at once: it must not be lost when no reason follows."""
        given = heard.slots.get(GIVEN)
        given = given if isinstance(given, dict) else {}
        number = self._store.rate(service, grade.score, self._clock(), given.get(service))
        slots: dict[str, Any] = {GIVEN: {**given, service: number}}
        if grade.ask_reason:
            state: State = {"service": service, "number": number, "grade": grade.id}
            return Turn([self.ask(state)], state, slots=slots)
        return Turn([self._thank(self._texts.thanks, grade.title)], slots=slots)

    def _hear_reason(self, state: State, heard: Heard) -> Turn:
        grade = self._texts.grade(state["grade"])
        title = grade.title if grade else ""
        reason = mask(normalise(heard.question.text))[: self._texts.reason_chars]
        if (
            heard.act in (Act.UNKNOWN, Act.GO_ON)
            or not has_content(reason)
            or reason in ("没有", "无", "不想说")
        ):
            return Turn([self._thank(self._texts.thanks_no_reason, title)])
        self._store.reason(state["number"], reason)
        return Turn([self._thank(self._texts.thanks_reason, title)])

    def _thank(self, sentence: str, title: str) -> Reply:
        return text_reply(sentence.format(grade=title), "done")
