"""Complaints that the classifier took for something else: for a report of an inspection, or for a question."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from actions.answering.question import Reply
from actions.forms.conversation import Conversation, State, Turn
from actions.forms.heard import Heard
from actions.hotline.form_texts import hotline_texts
from actions.hotline.triage import Kind, triage

#: Words of inspections, of asking after a report, and long codes: these stay with the form that was opened.
_INSPECTION = re.compile(
    r"检查|执法|扫|亮证|出示|证件|企业码|凭证|罚款|突击|上门|吃拿卡要|查(我|俺|厂|店|企业|公司|得|到)|进(厂|店|车间)"
    r"|进度|结果|怎么样|咋样|到哪|如何|怎么|咋|哪里|在哪|保密|匿名|[A-Za-z0-9_-]{20,}"
)
_FILING = "filing"
#: Who says so wants a ticket, however the rest reads.
_WISH = re.compile(r"(我|俺)们?(要|想|想要)(投诉|举报|反映)|^(请|麻烦)?(帮|替)(我|俺)(登记|反映|投诉|上报)")


def wants_filing(text: str) -> bool:
    """Whether a message says that it is to be filed, and what; reports of inspections and inquiries are not."""
    if not _WISH.search(text) or _INSPECTION.search(text):
        return False
    matter = hotline_texts().matter(text)
    return bool(matter) and triage(matter).kind is not Kind.INQUIRY


class OrFiling:
    """State: that of the other form, or ``filing`` with that of the filing."""

    def __init__(self, other: Conversation, filing: Callable[[], Conversation]) -> None:
        self._other = other
        self._filing = filing

    def open(self, heard: Heard) -> Turn:
        """What is told and has nothing of an inspection is a matter of the hotline."""
        if _INSPECTION.search(heard.question.text) or not hotline_texts().matter(heard.question.text):
            return self._other.open(heard)
        return _kept(self._filing().open(heard))

    def hear(self, state: State, heard: Heard) -> Turn:
        """Whichever began goes on."""
        inner = state.get(_FILING)
        return _kept(self._filing().hear(inner, heard)) if inner else self._other.hear(state, heard)

    def ask(self, state: State) -> Reply:
        """The open question."""
        inner = state.get(_FILING)
        return self._filing().ask(inner) if inner else self._other.ask(state)

    def lost(self, state: State) -> str:
        """What is lost by leaving."""
        inner = state.get(_FILING)
        return self._filing().lost(inner) if inner else self._other.lost(state)


def _kept(turn: Turn) -> Turn:
    return turn if turn.state is None else replace(turn, state={_FILING: turn.state})
