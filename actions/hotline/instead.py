"""Complaints that the classifier took for something else: a report of an inspection, an inquiry, a question."""

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
#: A visit to an enterprise: who says so in a complaint may mean the report of an inspection.
_VISIT = re.compile(
    r"检查|执法|扫码|亮证|出示|企业码|凭证|突击|吃拿卡要|查(我|俺|厂|店|企业|公司)|[A-Za-z0-9_-]{20,}"
)


def wants_filing(text: str) -> bool:
    """Whether a message says that it is to be filed, and what; reports of inspections and inquiries are not."""
    texts = hotline_texts()
    return (says_filing(text) or texts.mentions("neglected", text)) and _is_matter(text)


def says_filing(text: str) -> bool:
    """The same for what is said in so many words: “我要投诉……”."""
    return hotline_texts().mentions("files", text) and _is_matter(text)


def _is_matter(text: str) -> bool:
    texts = hotline_texts()
    if _VISIT.search(text) or texts.mentions("asks_how", text):
        return False
    matter = texts.matter(text)
    return bool(matter) and triage(matter).kind is not Kind.INQUIRY


def not_of_inspection(text: str) -> bool:
    """Whether what is told in the report of an inspection is a matter of the hotline instead."""
    return not _INSPECTION.search(text) and bool(hotline_texts().matter(text))


def not_of_a_ticket(text: str) -> bool:
    """Whether what is told where tickets are asked after is a new matter."""
    return says_filing(text) and not hotline_texts().mentions("of_ticket", text)


class OrFiling:
    """State: that of the other form, or ``filing`` with that of the filing."""

    def __init__(
        self,
        other: Conversation,
        filing: Callable[[], Conversation],
        is_filing: Callable[[str], bool] = not_of_inspection,
    ) -> None:
        self._other = other
        self._filing = filing
        self._is_filing = is_filing

    def open(self, heard: Heard) -> Turn:
        """What has nothing of the other form is a matter of the hotline."""
        if not self._is_filing(heard.question.text):
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
