"""A form as a conversation: what it must be able to do, and what is the same for all of them.

The state is plain JSON, so that Rasa can keep it in a slot; a conversation itself keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from actions.answering.question import Answered, Question, Reply
from actions.answering.replies import text_reply
from actions.forms.heard import Heard
from actions.forms.vocabulary import Act, forms

State = dict[str, Any]


@dataclass(frozen=True)
class Turn:
    """What comes of a message: replies, and where the form stands; without a state it is over."""

    replies: list[Reply] = field(default_factory=list)
    state: State | None = None
    #: The message was another question: it is answered, and the open question is asked again.
    aside: bool = False
    #: Other slots to set, such as ``current_service``.
    slots: Mapping[str, Any] = field(default_factory=dict)


class Conversation(Protocol):
    """One form. A state may come from an older version of the content: treat it as untrusted."""

    def open(self, heard: Heard) -> Turn:
        """Begin: use what the first message already tells, and ask the first question.

        ``Turn(aside=True)`` when the message was no wish for this form after all.
        """

    def hear(self, state: State, heard: Heard) -> Turn:
        """Take a message; ``heard.act`` is never CANCEL or AGAIN here."""

    def ask(self, state: State) -> Reply:
        """The open question, with where the form stands."""

    def lost(self, state: State) -> str:
        """What is lost by leaving now, in a sentence."""


def converse(
    conversation: Conversation, state: State | None, heard: Heard, answer: Callable[[Question], Answered]
) -> Turn:
    """One message through a form; the replies are complete and in order."""
    if state is None:
        opened = conversation.open(heard)
        return _instead(heard, answer) if opened.aside else opened
    if heard.act is Act.CANCEL:
        return Turn([text_reply(forms().texts.left.format(lost=conversation.lost(state)), "done")])
    if heard.act is Act.AGAIN:
        return Turn([conversation.ask(state)], state)
    turn = conversation.hear(state, heard)
    return _aside(conversation, turn, heard, answer) if turn.aside and turn.state is not None else turn


def _instead(heard: Heard, answer: Callable[[Question], Answered]) -> Turn:
    """The answer to a message that the classifier took for the wish to open this form; it is over at once."""
    answered = answer(replace(heard.question, intent=None, confidence=0.0))
    return Turn(answered.replies, slots=answered.slots())


def _aside(
    conversation: Conversation, turn: Turn, heard: Heard, answer: Callable[[Question], Answered]
) -> Turn:
    """The answer to another question, then the open one again."""
    assert turn.state is not None
    answered = answer(heard.question)
    again = with_lead(conversation.ask(turn.state), forms().texts.resume)
    return replace(turn, replies=[*answered.replies, again], slots=answered.slots())


def with_lead(reply: Reply, lead: str) -> Reply:
    """A reply that says something else first."""
    return {**reply, "text": f"{lead}\n{reply['text']}"}


def form_reply(
    form: dict[str, Any], text: str, choices: Sequence[tuple[str, str]] = (), error: str | None = None
) -> Reply:
    """A reply of kind “form”: ``form`` as :class:`bot.web.reply.Form`, ``choices`` (title, text to send).

    ``error`` says what was wrong with the last answer; it stands in the text and beside the field.
    """
    if error is not None:
        form = {**form, "field": {**form["field"], "error": error}}
        text = f"{error}\n{text}"
    buttons = [{"title": title, "text": send} for title, send in choices]
    return {"kind": "form", "outcome": "collecting", "text": text, "form": form, "choices": buttons}
