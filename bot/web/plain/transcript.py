"""The conversation as a page shows it: turns, their replies, what was rated, which question is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import Connection

from actions.hotline import uploads
from actions.hotline.uploads import Kept
from actions.storage.chat import chat_feedback
from bot.web import transcripts
from bot.web.reply import Choice, FieldKind, Form, Reply, ReplyKind
from bot.web.transcripts import Session
from knowledge.formats.answer import Outcome

#: Turns shown at once; the others are one press away.
SHOWN = 12
NONE = "都不是"
MOST_CHOICES = 3


@dataclass(frozen=True)
class Rated:
    """What the resident thinks of a reply."""

    rating: str
    reason: str | None


@dataclass(frozen=True)
class Turn:
    """A message and what was answered; the opening has no message."""

    asked: str | None
    at: datetime | None
    replies: Sequence[Reply]


@dataclass(frozen=True)
class Conversation:
    """All of it, oldest first."""

    turns: Sequence[Turn] = ()
    ratings: Mapping[str, Rated] = field(default_factory=dict)
    photos: Sequence[Kept] = ()

    @property
    def form(self) -> Form | None:
        """The form whose question is open."""
        replies = self.turns[-1].replies if self.turns else ()
        return next((reply.form for reply in reversed(replies) if reply.form is not None), None)

    @property
    def wants_photos(self) -> bool:
        """Whether photos are asked for now."""
        return self.form is not None and self.form.field.kind is FieldKind.PHOTOS


def read(connection: Connection, session: Session) -> Conversation:
    """A session's conversation."""
    columns = (chat_feedback.c.reply_id, chat_feedback.c.rating, chat_feedback.c.reason)
    rows = connection.execute(sa.select(*columns).where(chat_feedback.c.session_id == session.id))
    ratings = {row.reply_id: Rated(row.rating, row.reason) for row in rows}
    turns = turns_of(transcripts.messages(connection, session.id))
    return Conversation(turns, ratings, uploads.waiting(connection, session.sender))


def turns_of(entries: Iterable[Mapping[str, Any]]) -> list[Turn]:
    """Entries of a transcript, each message with its replies."""
    turns: list[Turn] = []
    replies: list[Reply] = []
    for entry in entries:
        if entry["from"] == "user":
            replies = []
            turns.append(Turn(entry["text"], datetime.fromisoformat(entry["at"]), replies))
        elif turns:
            replies.append(reply_of(entry["reply"]))
    return turns


def reply_of(document: Mapping[str, Any]) -> Reply:
    """A stored reply; its text alone when an older version of us stored it in another shape."""
    try:
        return Reply.model_validate(document)
    except ValidationError:
        text = str(document.get("text") or "这条回答显示不出来，请再问一次。")
        kept = str(document.get("id") or "old")
        return Reply(id=kept[:64], kind=ReplyKind.TEXT, outcome=Outcome.DONE, text=text)


def choices_of(reply: Reply) -> list[Choice]:
    """The buttons: where the matter is unclear at most three, and a way to say that it is none of them."""
    offered = list(reply.choices or ())
    if reply.form is not None or reply.outcome is not Outcome.CLARIFICATION:
        return offered
    none = next((one for one in offered if one.title.startswith(NONE)), None)
    kept = [one for one in offered if one is not none][:MOST_CHOICES]
    if none is None and reply.kind is ReplyKind.CHOICES:
        none = Choice(title=NONE, text=NONE)
    return [*kept, *([none] if none else [])]
