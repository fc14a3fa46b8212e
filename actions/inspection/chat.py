"""What inspections add to answers from the knowledge: rights, one's own record, a code out of the blue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.answering.question import Reply
from actions.answering.replies import text_reply
from actions.forms.heard import Heard
from actions.inspection.chat_texts import chat_texts, pattern
from actions.inspection.desk import Desk
from actions.inspection.rights import Situation, situations
from actions.inspection.seals import seal_in
from actions.inspection.verify_form import CODE, code_in, judged
from knowledge.formats.answer import CuratedAnswer

#: Longer messages with a credit code are about something else.
BARE = 40
#: Letters around a code that say nothing else; and a message that says no more than that there is none.
ROUND, SHORT = 6, 12


def record_reply(text: str) -> Reply | None:
    """“一年来了几次了”: told after signing in, and where that is."""
    texts = chat_texts().record
    return text_reply(texts.told, "answered") if pattern(texts.own).search(text) else None


def rights_reply(reply: Reply, answers: Mapping[str, CuratedAnswer]) -> Reply | None:
    """What to say on the spot and what to write down, when a reply is the answer to a known situation."""
    texts = chat_texts().rights
    found = situation_of(reply, answers)
    if found is None:
        return None
    lines = [texts.lead.format(say=found.say), texts.record.format(record="、".join(found.record))]
    text = texts.report_text if found.report == "unscanned" else texts.complaint_text
    return text_reply("\n".join(lines), "answered", [(texts.report, text)] if found.report else [])


def situation_of(reply: Reply, answers: Mapping[str, CuratedAnswer]) -> Situation | None:
    """The situation whose curated answer a reply gives."""
    for found in situations().values():
        answer = answers.get(found.answer)
        if answer is not None and answer.answer == reply["text"]:
            return found
    return None


def has_code(heard: Heard) -> bool:
    """Whether a message is about a visit's code: it has one, or the credit code for the one before."""
    return _code(heard) is not None


def only_code(text: str) -> bool:
    """Whether a message is hardly more than a visit's code: it was pasted, whatever it is taken for."""
    code = code_in(text)
    return code is not None and len(text) <= len(code) + ROUND


def no_code_reply(text: str) -> Reply | None:
    """“他们没有码”, out of the blue: what can be done without one."""
    texts = chat_texts().verify
    if len(text) > SHORT or not pattern(texts.none).search(text):
        return None
    return text_reply(texts.no_code, "answered")


def code_reply(desk: Desk, heard: Heard) -> tuple[Reply, dict[str, Any]]:
    """The verdict on the code of a message that has one, and the slots to set."""
    closed, code = desk.closed(), _code(heard)
    if closed is not None or code is None:
        return text_reply(closed or chat_texts().verify.unclear, "no_answer"), {}
    found, slots = judged(desk, code, heard)
    return found.reply(), slots


def _code(heard: Heard) -> str | None:
    code = code_in(heard.question.text)
    if code is None and seal_in(heard.metadata) is not None and len(heard.question.text) <= BARE:
        kept = heard.slots.get(CODE)
        return kept if isinstance(kept, str) else None
    return code
