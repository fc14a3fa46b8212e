"""After a ticket is filed, as a conversation: where it stands, 催办, 补充, 撤回, 评价.

Whoever asks must have filed or joined the ticket in this chat, or know its number and the last four
digits of the phone; an unknown number and wrong digits are one answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions.answering.question import Reply
from actions.answering.replies import text_reply
from actions.forms.conversation import State, Turn, form_reply
from actions.forms.heard import SURE, Heard
from actions.forms.vocabulary import Act, forms
from actions.hotline.asking import Found
from actions.hotline.errors import HotlineError
from actions.hotline.form_texts import TicketTexts, hotline_texts
from actions.hotline.front import Front
from actions.hotline.life import why_not
from actions.hotline.numbers import read_number, spaced
from actions.hotline.rules import Event, Role, Status, rules
from actions.hotline.ticket import Ticket
from actions.hotline.ticket_replies import line, ticket_reply
from knowledge.text.normalise import has_content

FORM = "ticket_form"
#: Slot: numbers proven by digits in this conversation, and whether they are the resident's own.
PROVEN = "proven_tickets"
ACTS = {
    "hotline_status": "status",
    "hotline_urge": "urge",
    "hotline_supplement": "supplement",
    "hotline_withdraw": "withdraw",
    "hotline_rate": "rate",
}
OWN = frozenset({"withdraw", "rate"})
MOST_LISTED = 5

_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ \-－—_.·]?[0-9]){8,15}(?![0-9])")
_DIGITS = re.compile(r"(?<![0-9*])[0-9]{4}(?![0-9*])")
_SUPPLEMENT = re.compile(
    r"^.{0,12}?补充(?:情况|一下|一点|说明|内容)?(?:到|在)?(?:工单)?[:：,，。 ]*(?P<text>.*)$", re.DOTALL
)
_REASON = re.compile(r"不满意[,，。:： ]*(?:因为|原因是?)?(?P<reason>.{4,})", re.DOTALL)


class TicketConversation:
    """State: ``act``, ``wait`` (number, digits, which, text, sure, grade, reason), ``number``."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def open(self, heard: Heard) -> Turn:
        """Find the ticket that is meant and do what is wanted."""
        act = ACTS.get(heard.question.intent or "")
        if act is None or (heard.question.confidence < SURE and not _NUMBER.search(heard.question.text)):
            return Turn(aside=True)
        return self._find({"act": act, "sender": heard.sender}, heard)

    def hear(self, state: State, heard: Heard) -> Turn:
        """What was waited for, or another question."""
        wait = state.get("wait")
        if wait in ("number", "digits", "which"):
            if wait != "digits" and not re.search("[0-9]{4}", heard.text) and heard.about_else:
                return Turn(state=state, aside=True)
            if wait == "digits" and not _DIGITS.search(heard.text) and heard.about_else:
                return Turn(state=state, aside=True)
            return self._find(state, heard)
        found = self._known(str(state.get("number")), heard)
        if found is None:
            return Turn([text_reply(self._texts.not_found, "clarification")])
        takes: dict[str, Callable[[State, Heard, Ticket], Turn]] = {
            "text": self._take_text,
            "sure": self._take_sure,
            "grade": self._take_grade,
            "reason": self._take_reason,
        }
        return takes.get(str(wait), self._take_text)(state, heard, found.ticket)

    def ask(self, state: State) -> Reply:
        """The open question."""
        wait, number = str(state.get("wait")), spaced(str(state.get("number", "")))
        texts, kinds = self._texts, {"which": "choice", "sure": "confirm", "grade": "choice"}
        labels = {
            "number": texts.ask_number,
            "digits": texts.ask_digits,
            "which": texts.ask_which,
            "text": texts.ask_supplement,
            "sure": texts.ask_withdraw.format(number=number),
            "grade": texts.ask_grade.format(number=number),
            "reason": texts.ask_reason,
        }
        label = labels.get(wait, texts.ask_number)
        form = {
            "name": FORM,
            "title": texts.titles[str(state.get("act", "status"))],
            "step": 1,
            "of": 1,
            "field": {"id": wait, "kind": kinds.get(wait, "text"), "label": label},
        }
        cancel = forms().texts.cancel
        return form_reply(form, label, [*self._buttons(state), (cancel, cancel)])

    def lost(self, state: State) -> str:
        """Nothing is done before the last answer."""
        return self._texts.lost

    @property
    def _texts(self) -> TicketTexts:
        return hotline_texts().tickets

    def _buttons(self, state: State) -> list[tuple[str, str]]:
        wait = state.get("wait")
        if wait == "which":
            found = self._front.mine(str(state.get("sender")))[:MOST_LISTED]
            return [(line(ticket, self._front.catalogue), ticket.number) for ticket in found]
        if wait == "grade":
            return [(grade, grade) for grade in rules().grades]
        return [("确定撤回", "确定撤回"), ("先不撤", "先不撤")] if wait == "sure" else []

    def _find(self, state: State, heard: Heard) -> Turn:
        """The ticket by what was said now and before."""
        text = heard.question.text
        named = _NUMBER.search(text)
        number = named[0] if named else state.get("number")
        rest = text.replace(named[0], " ") if named else text
        digits = _DIGITS.search(rest)
        if number is None:
            return self._one_of_mine(state, heard)
        state = {**state, "number": read_number(number) or number[:32]}
        found = self._known(state["number"], heard)
        if found is not None:
            return self._do(state, heard, found)
        if digits is None:
            return self._waiting({**state, "wait": "digits"})
        return self._prove(state, heard, digits[0])

    def _prove(self, state: State, heard: Heard, digits: str) -> Turn:
        try:
            found = self._front.proven(state["number"], digits, heard.sender)
        except HotlineError as error:
            return Turn([text_reply(error.sentence, "clarification")])
        if found is None:
            return Turn([text_reply(self._texts.not_found, "clarification")])
        known = {**_proven(heard), found.ticket.number: found.own}
        turn = self._do(state, heard, found)
        return Turn(turn.replies, turn.state, slots={PROVEN: known})

    def _known(self, number: str, heard: Heard) -> Found | None:
        """A ticket of this chat, or one proven in this conversation."""
        found = self._front.in_session(number, heard.sender)
        proven = _proven(heard)
        if found is None and number in proven:
            ticket = self._front.load(number)
            found = Found(ticket, proven[number]) if ticket else None
        return found

    def _one_of_mine(self, state: State, heard: Heard) -> Turn:
        mine = self._front.mine(heard.sender)
        if not mine:
            known = [self._known(number, heard) for number in reversed(list(_proven(heard)))]
            mine = [found.ticket for found in known if found]
        fitting = [ticket for ticket in mine if _fits(str(state["act"]), ticket)] or mine
        if len(fitting) == 1:
            found = self._known(fitting[0].number, heard)
            if found is not None:
                return self._do({**state, "number": found.ticket.number}, heard, found)
        if fitting:
            return self._waiting({**state, "wait": "which"})
        return self._waiting({**state, "wait": "number"})

    def _waiting(self, state: State) -> Turn:
        return Turn([self.ask(state)], state)

    def _do(self, state: State, heard: Heard, found: Found) -> Turn:
        act, ticket = str(state["act"]), found.ticket
        if act in OWN and not found.own:
            told = self._texts.not_yours.format(act=self._texts.titles[act])
            return self._shown(found, told)
        if act == "urge":
            return self._try(found, lambda: self._urge(ticket, heard))
        if act == "supplement":
            said = _SUPPLEMENT.match(heard.question.text)
            text = _NUMBER.sub("", said["text"]).strip() if said else ""
            known = {**state, "wait": "text"}
            return self._supplement(found, text, heard) if has_content(text) else self._waiting(known)
        if act == "withdraw":
            refused = why_not(ticket.standing, Event.WITHDRAW, Role.RESIDENT, rules())
            return self._shown(found, refused) if refused else self._waiting({**state, "wait": "sure"})
        if act == "rate":
            return self._open_rating(state, heard, found)
        return self._shown(found)

    def _open_rating(self, state: State, heard: Heard, found: Found) -> Turn:
        refused = why_not(found.ticket.standing, Event.RATE, Role.RESIDENT, rules())
        if refused is not None:
            return self._shown(found, refused)
        grade = _grade_in(heard.question.text)
        if grade is None:
            return self._waiting({**state, "wait": "grade"})
        return self._graded(state, heard, found.ticket, grade)

    def _shown(self, found: Found, lead: str = "") -> Turn:
        progress = self._front.progress(found)
        return Turn([ticket_reply(progress, self._front.catalogue, self._front.clock(), lead)])

    def _try(self, found: Found, act: Callable[[], str]) -> Turn:
        """A step and then the ticket as it stands; what cannot be done is said."""
        try:
            lead = act()
        except HotlineError as error:
            lead = error.sentence
        ticket = self._front.load(found.ticket.number)
        return self._shown(Found(ticket or found.ticket, found.own), lead)

    def _urge(self, ticket: Ticket, heard: Heard) -> str:
        self._front.act(ticket.number, Event.URGE, heard.sender)
        return self._texts.urged.format(number=spaced(ticket.number))

    def _supplement(self, found: Found, text: str, heard: Heard) -> Turn:
        def add() -> str:
            self._front.supplement(found.ticket.number, heard.sender, text)
            return self._texts.supplemented.format(number=spaced(found.ticket.number))

        return self._try(found, add)

    def _take_text(self, state: State, heard: Heard, ticket: Ticket) -> Turn:
        found = self._known(ticket.number, heard)
        if heard.act in (Act.UNKNOWN, Act.GO_ON) or not has_content(heard.text) or found is None:
            return Turn([text_reply(forms().texts.left.format(lost=self._texts.lost), "done")])
        return self._supplement(found, heard.question.text, heard)

    def _take_sure(self, state: State, heard: Heard, ticket: Ticket) -> Turn:
        texts = hotline_texts()
        if texts.says("yes", heard.text) or texts.says("submit", heard.text):
            own = Found(ticket, own=True)
            return self._try(own, lambda: self._withdraw(ticket, heard))
        if texts.says("no", heard.text):
            return Turn([text_reply(self._texts.kept, "done")])
        return Turn(state=state, aside=True) if heard.about_else else self._waiting(state)

    def _withdraw(self, ticket: Ticket, heard: Heard) -> str:
        self._front.act(ticket.number, Event.WITHDRAW, heard.sender)
        return self._texts.withdrawn.format(number=spaced(ticket.number))

    def _take_grade(self, state: State, heard: Heard, ticket: Ticket) -> Turn:
        grade = _grade_in(heard.text)
        if grade is None:
            return Turn(state=state, aside=True) if heard.about_else else self._waiting(state)
        return self._graded(state, heard, ticket, grade)

    def _graded(self, state: State, heard: Heard, ticket: Ticket, grade: str) -> Turn:
        """A good grade is taken at once; an unsatisfied resident is asked why, and then it is done again."""
        if grade == rules().unsatisfied:
            reason = _REASON.search(heard.question.text)
            if reason is None:
                return self._waiting({**state, "wait": "reason"})
            return self._reopen(ticket, heard, reason["reason"].strip())
        own = Found(ticket, own=True)

        def rate() -> str:
            self._front.act(ticket.number, Event.RATE, heard.sender, grade=grade)
            return self._texts.rated.format(grade=grade)

        return self._try(own, rate)

    def _take_reason(self, state: State, heard: Heard, ticket: Ticket) -> Turn:
        if heard.act in (Act.UNKNOWN, Act.GO_ON) or not has_content(heard.text):
            return self._waiting(state)
        return self._reopen(ticket, heard, heard.question.text)

    def _reopen(self, ticket: Ticket, heard: Heard, reason: str) -> Turn:
        def reopen() -> str:
            done = self._front.rate_and_reopen(ticket.number, heard.sender, reason[:500])
            sentence = self._texts.reopened if done else self._texts.not_reopened
            return sentence.format(number=spaced(ticket.number))

        return self._try(Found(ticket, own=True), reopen)


def _proven(heard: Heard) -> dict[str, bool]:
    """The slot, as far as it is what was put there."""
    kept: Any = heard.slots.get(PROVEN)
    return {str(key): bool(value) for key, value in kept.items()} if isinstance(kept, dict) else {}


def _fits(act: str, ticket: Ticket) -> bool:
    is_open = rules().states[ticket.status].open
    if act == "rate":
        return ticket.status in (Status.ANSWERED, Status.CLOSED) and not ticket.standing.grade
    return act == "status" or is_open


def _grade_in(text: str) -> str | None:
    """The longest grade that is named: 不满意 and 基本满意 hold 满意 in them."""
    return max((grade for grade in rules().grades if grade in text), key=len, default=None)
