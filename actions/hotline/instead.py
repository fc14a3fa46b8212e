"""A form about inspections that the classifier opened for an ordinary complaint: the complaint is filed instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from actions.answering.question import Reply
from actions.forms.conversation import Conversation, State, Turn
from actions.forms.heard import Heard
from actions.hotline.form_texts import hotline_texts

#: Words of inspections, of asking after a report, and long codes: these stay with the form that was opened.
_INSPECTION = re.compile(
    r"检查|执法|扫|亮证|出示|证件|企业码|凭证|罚款|突击|上门|吃拿卡要|查(我|俺|厂|店|企业|公司|得|到)|进(厂|店|车间)"
    r"|进度|结果|怎么样|咋样|到哪|如何|怎么|咋|哪里|在哪|保密|匿名|[A-Za-z0-9_-]{20,}"
)
_FILING = "filing"


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
