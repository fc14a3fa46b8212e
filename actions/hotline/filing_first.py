"""Before a ticket is filed: what the knowledge base answers is answered, and a ticket offered beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.answering.question import Answered, Question
from actions.forms.conversation import Turn
from actions.forms.heard import SURE, Heard
from actions.grid.divisions import Divisions
from actions.hotline import filing_hearing as hearing
from actions.hotline import filing_replies as replies
from actions.hotline.collected import Collected
from actions.hotline.form_texts import hotline_texts
from actions.hotline.triage import Kind, Triage

INTENT = "hotline_file"


def answered_first(
    heard: Heard, text: str, found: Triage, places: Divisions, answer: Callable[[Question], Answered]
) -> Turn | None:
    """The answer with the offer to file; None when a ticket is what is wanted."""
    question = heard.question
    unsure = question.intent != INTENT or question.confidence < SURE
    wishes = ("wishes", "neglected", "rhetorical")
    wish = any(hotline_texts().mentions(said, question.text) for said in wishes)
    told = hearing.take_told(Collected(), text, places, lambda _: None).said
    requested = question.text.startswith("帮我登记")
    inquires = (found.kind is Kind.INQUIRY and found.sure) or (heard.asks and not wish)
    asks = not requested and (inquires or hotline_texts().mentions("asks_how", question.text))
    if not asks and (wish or told.done or found.urgent is not None):
        return None
    # A complaint does not go on about the service that was talked about before.
    answered = answer(replace(question.apart(), intent=None, confidence=0.0))
    known = answered.replies[0]["outcome"] == "answered" or answered.replies[0]["kind"] == "answer"
    if not (known or asks or unsure):
        return None
    outside = answered.replies[0]["outcome"] in ("out_of_scope", "emergency")
    offer = [] if outside or (unsure and not wish) else [replies.offer_reply(text)]
    return Turn([*answered.replies, *offer], slots=answered.slots())
