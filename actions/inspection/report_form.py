"""“没扫码要举报”: when, where, who, what happened; then consent, and a confidential case."""

from __future__ import annotations

import re
from typing import Any

from actions.answering.question import Reply
from actions.answering.replies import text_reply
from actions.forms.conversation import State, Turn, form_reply, with_lead
from actions.forms.heard import Heard
from actions.forms.vocabulary import Act, forms
from actions.inspection.cases import Report
from actions.inspection.cases import State as CaseState
from actions.inspection.chat import code_reply
from actions.inspection.chat_texts import Fields, ReportTexts, chat_texts, pattern
from actions.inspection.desk import Desk
from actions.inspection.happened import happened_at
from actions.inspection.moments import in_words
from actions.inspection.verify_form import code_in
from actions.inspection.vocabulary import named, vocabulary

FORM = "report_form"
STEPS = ("when", "where", "who", "what", "photos")
KINDS = {"when": "time", "where": "place", "who": "text", "what": "text", "photos": "photos"}
#: Four steps for people: what happened is told in words and in pictures. Then consent.
NUMBERS = {"when": 1, "where": 2, "who": 3, "what": 4, "photos": 4, "consent": 5}
#: A report that is nothing but the wish for one tells nothing of what happened.
TELLING = 14
LONGEST = 500
#: Up to here a sentence in the account that reads as a question is one.
SHORT = 16
_RECEIPT = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")
_ASKS = re.compile("[?？]$|(?:吗|么|呢)[?？。]*$|保密")
_WISH = re.compile("举报|反映|投诉|上报|凭证|告")
_UNSCANNED = re.compile("扫码|没扫|不扫|未扫")
_FILLER = re.compile("^(?:应该|应当)?(?:是|改成|改为|换成|为|:|：|,|，| )+")


class ReportConversation:
    """State: ``told``, what was said of each step (None for 不知道), and ``first``, the opening message.

    Photos wait in the database by ``sender``; those in ``before`` were sent for something else.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, heard: Heard) -> Turn:
        """Where a report stands, when that is asked; else the first step that the message leaves open.

        Open also while codes are switched off: the right to complain is not a part of that service.
        """
        text = heard.question.text
        if code_in(text) is not None and not _WISH.search(text):
            # The letters of a long code read like anything to the classifier.
            reply, slots = code_reply(self._desk, heard)
            return Turn([reply], slots=slots)
        receipt = _RECEIPT.search(text)
        if receipt is not None or pattern(self._texts.receipt).search(text):
            return Turn([self._by_receipt(receipt[0] if receipt else "")])
        if pattern(self._texts.state).search(text):
            return Turn([self._standing(heard.sender)])
        if pattern(self._texts.how).search(text):
            return Turn(aside=True)
        told: dict[str, str | None] = {}
        at = happened_at(text, self._desk.now())
        if at is not None and at <= self._desk.now():
            told["when"] = in_words(at)
        state: State = {
            "told": told,
            "first": text[:LONGEST] if _tells(text) else "",
            "sender": heard.sender,
            "before": list(self._desk.photos(heard.sender)),
        }
        return Turn([with_lead(self.ask(state), self._texts.start)], state)

    def hear(self, state: State, heard: Heard) -> Turn:
        """An answer, a correction, a step back, consent, or another question."""
        state, rights = _sound(state), chat_texts().rights
        if heard.text in (rights.report, rights.report_text, rights.complaint_text):
            # The button that opened it, once more.
            return Turn([self.ask(state)], state)
        if heard.act is Act.BACK or (heard.act is Act.CORRECT and not heard.text):
            return self._back(state)
        step = _open_step(state)
        if heard.act is Act.CORRECT:
            return self._correct(state, heard.text)
        return self._confirm(state, heard) if step is None else self._take(state, step, heard)

    def ask(self, state: State, error: str | None = None) -> Reply:
        """The open step, or all of it with the question for consent."""
        state = _sound(state)
        step, cancel = _open_step(state), forms().texts.cancel
        if step is None:
            text = self._texts.confirm.format(**self._said(state))
            consent = {"id": "consent", "kind": "confirm", "hint": self._texts.confirm_hint}
            form = self._form("consent", {**consent, "label": self._texts.submit}, state)
            submit = self._texts.submit
            return form_reply(
                form, f"{text}\n{self._texts.confirm_hint}", [(submit, submit), (cancel, cancel)], error
            )
        label, hint = getattr(self._texts, step), getattr(self._texts, f"{step}_hint")
        field: dict[str, Any] = {
            "id": step,
            "kind": KINDS[step],
            "label": label,
            "hint": hint,
            "optional": step != "what",
        }
        form = self._form(step, field, state)
        return form_reply(form, f"{label}\n{hint}", [*self._ways_out(step), (cancel, cancel)], error)

    def _ways_out(self, step: str) -> list[tuple[str, str]]:
        unknown, none = forms().texts.unknown, self._texts.photos_none
        return {"what": [], "photos": [(none, none)]}.get(step, [(unknown, unknown)])

    def lost(self, state: State) -> str:
        """Nothing is stored before consent; photos that were sent already go too."""
        state = _sound(state)
        self._desk.drop(state["sender"], self._photos(state))
        return self._texts.lost

    def _photos(self, state: State) -> tuple[str, ...]:
        waiting = self._desk.photos(state["sender"]) if state["sender"] else ()
        return tuple(one for one in waiting if one not in state["before"])

    @property
    def _texts(self) -> ReportTexts:
        return chat_texts().report

    def _take(self, state: State, step: str, heard: Heard) -> Turn:
        if heard.act in (Act.UNKNOWN, Act.GO_ON):
            if step == "what" and not state["first"]:
                return Turn([self.ask(state, self._texts.what_missing)], state)
            return self._with(state, step, None)
        if self._is_aside(step, heard):
            return Turn(state=state, aside=True)
        fault = self._fault(step, heard.text)
        if fault:
            return Turn([self.ask(state, fault)], state)
        return self._with_photos(state, heard) if step == "photos" else self._with(state, step, heard.text)

    def _with_photos(self, state: State, heard: Heard) -> Turn:
        """Sent, or none; anything else that is said belongs to what happened."""
        if pattern(self._texts.photos_over).search(heard.text):
            return self._with(state, "photos", None)
        account = "\n".join(text for text in (state["told"].get("what"), heard.text) if text)
        kept = {**state, "told": {**state["told"], "what": account[:LONGEST]}}
        return Turn([with_lead(self.ask(kept), self._texts.noted)], kept)

    def _is_aside(self, step: str, heard: Heard) -> bool:
        """Whether it is another question: an account of what happened is full of 什么 and 没."""
        question = heard.question
        about = question.intent is not None and question.intent.startswith(("inspection_", "hotline_"))
        if _ASKS.search(heard.text) and len(heard.text) <= SHORT:
            return True
        return step != "what" and heard.about_else and not about and len(heard.text) <= SHORT and heard.asks

    def _fault(self, step: str, text: str) -> str | None:
        if step != "when":
            return None
        at = happened_at(text, self._desk.now())
        return self._texts.when_future if at is not None and at > self._desk.now() else None

    def _with(self, state: State, step: str, text: str | None) -> Turn:
        kept = {**state, "told": {**state["told"], step: None if text is None else text[:LONGEST]}}
        return Turn([self.ask(kept)], kept)

    def _back(self, state: State) -> Turn:
        told = [step for step in STEPS if step in state["told"]]
        if not told:
            return Turn([with_lead(self.ask(state), forms().texts.first)], state)
        kept = {**state, "told": {step: state["told"][step] for step in told[:-1]}}
        return Turn([self.ask(kept)], kept)

    def _correct(self, state: State, text: str) -> Turn:
        """“不对,时间是昨天下午”: the step that is named, else the last one that was told."""
        step, said = self._named(text)
        if step is None:
            told = [one for one in STEPS if one in state["told"]]
            if _open_step(state) is None or not told:
                return Turn([with_lead(self.ask(state), self._texts.which)], state)
            step, said = told[-1], text
        fault = self._fault(step, said)
        if fault or not said:
            return Turn([self.ask(state, fault or self._texts.which)], state)
        turn = self._with(state, step, said)
        return Turn([with_lead(turn.replies[0], self._texts.changed)], turn.state)

    def _named(self, text: str) -> tuple[str | None, str]:
        for step in Fields.model_fields:
            found = pattern(getattr(self._texts.fields, step)).match(text)
            if found is not None:
                return step, _FILLER.sub("", text[found.end() :]).strip()
        return None, text

    def _confirm(self, state: State, heard: Heard) -> Turn:
        if pattern(self._texts.refuse).search(heard.text):
            return Turn([text_reply(forms().texts.left.format(lost=self.lost(state)), "done")])
        intent = heard.question.intent
        if pattern(self._texts.agree).fullmatch(heard.text.strip("。,，! ！")) or heard.act is Act.GO_ON:
            return Turn([self._file(state, heard.sender)])
        step, said = self._named(heard.text)
        if step is not None and said:
            return self._correct(state, heard.text)
        if heard.about_else and intent not in ("affirm", "deny"):
            return Turn(state=state, aside=True)
        return Turn([self.ask(state, self._texts.unclear)], state)

    def _file(self, state: State, sender: str) -> Reply:
        told, said = state["told"], self._said(state)
        who = told.get("who") or ""
        report = Report(
            "unscanned" if _UNSCANNED.search(said["what"]) else "complaint",
            said["what"],
            happened_at(told.get("when") or "", self._desk.now()),
            place=told.get("where") or "",
            people=who,
            accused=who,
            agency_id=self._desk.agency_in(f"{who} {said['what']}"),
        )
        filed = self._desk.file(report, sender, self._photos(state))
        if isinstance(filed, str):
            return self._ticket(filed, "received", self._texts.again.format(number=filed))
        text = self._texts.filed.format(number=filed.number, receipt=filed.receipt)
        return self._ticket(filed.number, "received", text)

    def _by_receipt(self, receipt: str) -> Reply:
        found = self._desk.state(receipt) if receipt else None
        return text_reply(self._texts.receipt_unknown, "no_answer") if found is None else self._told([found])

    def _standing(self, sender: str) -> Reply:
        states = self._desk.states(sender)
        return self._told(states) if states else text_reply(self._texts.none_yet, "no_answer")

    def _told(self, states: list[CaseState]) -> Reply:
        lines = []
        for state in states[:5]:
            last = state.steps[-1]
            words = self._texts.state_line.format(
                number=state.number, status=state.status_name, at=in_words(last.at)
            )
            lines.append(f"{words}。{last.note}" if last.note else f"{words}。")
        return self._ticket(states[0].number, states[0].status, "\n".join(lines), "answered")

    def _ticket(self, number: str, status: str, text: str, outcome: str = "done") -> Reply:
        ticket = {
            "number": number,
            "status": named(vocabulary().case_statuses, status),
            "department": self._texts.department,
        }
        return {"kind": "ticket", "outcome": outcome, "text": text, "ticket": ticket}

    def _said(self, state: State) -> dict[str, str]:
        said = {step: state["told"].get(step) or self._texts.not_told for step in STEPS}
        account = [text for text in (state["first"], state["told"].get("what")) if text]
        return {
            **said,
            "what": "\n".join(account) or self._texts.not_told,
            "photos": self._texts.photos_count.format(count=len(self._photos(state))),
        }

    def _form(self, step: str, field: dict[str, Any], state: State) -> dict[str, Any]:
        said = {**state["told"], "photos": self._said(state)["photos"]}
        given = [
            {"label": getattr(self._texts, one), "value": said[one] or forms().texts.unknown}
            for one in STEPS
            if one in state["told"]
        ]
        number, of = NUMBERS[step], NUMBERS["consent"]
        form = {"name": FORM, "title": self._texts.title, "step": number, "of": of, "field": field}
        return {**form, "answers": given} if given else form


def _tells(text: str) -> bool:
    """Whether a message tells something beside the wish to report."""
    return len(text) >= TELLING or _UNSCANNED.search(text) is not None


def _open_step(state: State) -> str | None:
    return next((step for step in STEPS if step not in state["told"]), None)


def _sound(state: State) -> State:
    """The state as far as it can be read."""
    told, first, before = state.get("told"), state.get("first"), state.get("before")
    told = told if isinstance(told, dict) else {}
    sender = state.get("sender")
    return {
        "sender": sender if isinstance(sender, str) else "",
        "before": before if isinstance(before, list) else [],
        "told": {step: told[step] for step in STEPS if step in told and isinstance(told[step], str | None)},
        "first": first if isinstance(first, str) else "",
    }
