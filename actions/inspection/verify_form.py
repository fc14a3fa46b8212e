"""“这两个人是真的来检查的吗”: a visit's code, the enterprise that it must be for, and the verdict."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from actions.answering.question import Reply
from actions.answering.replies import text_reply
from actions.forms.conversation import State, Turn, form_reply
from actions.forms.heard import Heard
from actions.forms.vocabulary import Act, forms
from actions.inspection.chat_texts import VerifyTexts, chat_texts, pattern
from actions.inspection.codes import TYPED_LENGTH, find_code
from actions.inspection.desk import Desk
from actions.inspection.seals import fault_of, seal_in
from actions.inspection.verification import Verification

FORM = "verify_form"
#: Slots: the visit's code last asked about, and the seal of the enterprise that asks.
CODE, ENTERPRISE = "inspection_code", "inspection_enterprise"
#: Three groups of three, however they are kept apart.
_SPREAD = re.compile(
    r"(?<![0-9A-Za-z])([0-9A-Za-z]{3})[ ]*[-.·_][ ]*([0-9A-Za-z]{3})[ ]*[-.·_][ ]*([0-9A-Za-z]{3})(?![0-9A-Za-z])"
)
_WRITTEN = re.compile(r"(?<![0-9A-Za-z*])[0-9A-Za-z](?:[ -]?[0-9A-Za-z]){3,13}(?![0-9A-Za-z*])")
_QR = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.")


def code_in(text: str) -> str | None:
    """The visit's code in a message; never the address of a web site."""
    plain = unicodedata.normalize("NFKC", re.sub("[‐-―−]", "-", text))
    scanned = _QR.search(plain)
    if scanned is not None:
        # It may be the end of an address, whose host looks like a code with a dot as well.
        return find_code(plain[scanned.start() :])
    code = find_code(_SPREAD.sub(r"\1-\2-\3", plain))
    return None if code is None or "." in code else code


class VerifyConversation:
    """State: ``code`` once it is known (then the enterprise is asked for), ``wrong`` tries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, heard: Heard) -> Turn:
        """The verdict when the message has the code; else ask for it, unless only the way is asked for."""
        closed = self._desk.closed()
        if closed is not None:
            return Turn([text_reply(closed, "no_answer")])
        code = code_in(heard.question.text)
        if code is not None:
            return self._verified(code, heard)
        if pattern(self._texts.how).search(heard.question.text):
            return Turn(aside=True)
        if pattern(self._texts.none).search(heard.question.text):
            return Turn([text_reply(self._texts.no_code, "answered")])
        state: State = {"code": None, "wrong": 0}
        slots = _seal_slot(heard)
        return Turn([self.ask(state)], state, slots=slots)

    def hear(self, state: State, heard: Heard) -> Turn:
        """A code, a credit code, neither, or another question."""
        code = code_in(heard.question.text)
        if code is not None:
            return self._verified(code, heard)
        kept = state.get("code")
        if isinstance(kept, str):
            return self._hear_enterprise(kept, state, heard)
        return self._hear_code(state, heard)

    def ask(self, state: State, error: str | None = None) -> Reply:
        """The open question."""
        cancel = forms().texts.cancel
        if state.get("code"):
            field = {"id": "enterprise", "kind": "text", "label": self._texts.enterprise, "optional": True}
            form = self._form(2, {**field, "hint": self._texts.enterprise_hint})
            text = f"{self._texts.enterprise}\n{self._texts.enterprise_hint}"
            skip = self._texts.skip
            return form_reply(form, text, [(skip, skip)], error)
        field = {"id": "code", "kind": "text", "label": self._texts.ask, "hint": self._texts.hint}
        none = self._texts.none_title
        return form_reply(
            self._form(1, field),
            f"{self._texts.ask}\n{self._texts.hint}",
            [(none, none), (cancel, cancel)],
            error,
        )

    def lost(self, state: State) -> str:
        """Nothing is stored."""
        return self._texts.lost

    @property
    def _texts(self) -> VerifyTexts:
        return chat_texts().verify

    def _hear_code(self, state: State, heard: Heard) -> Turn:
        said = heard.question.text
        if heard.act in (Act.UNKNOWN, Act.GO_ON) or pattern(self._texts.none).search(said):
            return Turn([text_reply(self._texts.no_code, "answered")])
        seal = seal_in(heard.metadata)
        if seal is None and heard.about_else:
            return Turn(state=state, aside=True)
        error = None if seal else fault_of(said) or self._malformed(said)
        kept = {"code": None, "wrong": int(state.get("wrong") or 0) + 1}
        return Turn([self.ask(kept, error)], kept, slots=_seal_slot(heard))

    def _hear_enterprise(self, code: str, state: State, heard: Heard) -> Turn:
        if seal_in(heard.metadata) is not None:
            return self._verified(code, heard)
        fault = fault_of(heard.question.text)
        if fault is not None:
            return Turn([self.ask(state, fault)], state)
        if heard.act in (Act.UNKNOWN, Act.GO_ON):
            return Turn([text_reply(self._texts.skipped, "done")])
        if heard.about_else:
            return Turn(state=state, aside=True)
        return Turn([self.ask(state, self._texts.enterprise_unclear)], state)

    def _verified(self, code: str, heard: Heard) -> Turn:
        found, slots = judged(self._desk, code, heard)
        replies = [found.reply()]
        if found.status != "registered_unbound":
            return Turn(replies, slots=slots)
        state: State = {"code": code, "wrong": 0}
        fault = fault_of(heard.question.text)
        return Turn([*replies, self.ask(state, fault)], state, slots=slots)

    def _malformed(self, text: str) -> str:
        """What is wrong with something that was to be a code."""
        written = _WRITTEN.search(text)
        plain = re.sub("[ -]", "", written[0]) if written else ""
        if not plain or len(plain) == TYPED_LENGTH:
            return self._texts.unclear
        return self._texts.malformed.format(said=plain, count=len(plain))

    def _form(self, step: int, field: dict[str, Any]) -> dict[str, Any]:
        return {"name": FORM, "title": self._texts.title, "step": step, "of": 2, "field": field}


def judged(desk: Desk, code: str, heard: Heard) -> tuple[Verification, dict[str, Any]]:
    """The verdict on a code, and the slots by which the conversation remembers code and enterprise."""
    slots = {CODE: code, **_seal_slot(heard)}
    seal = slots.get(ENTERPRISE) or heard.slots.get(ENTERPRISE)
    found = desk.verify(code, seal if isinstance(seal, str) else None, heard.sender)
    return found, slots


def _seal_slot(heard: Heard) -> dict[str, Any]:
    seal = seal_in(heard.metadata)
    return {} if seal is None else {ENTERPRISE: seal}
