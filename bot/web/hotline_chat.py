"""What the edge does for a chat's tickets: numbers that Rasa must not see, and news of what was filed.

News stand in the transcript by the transaction in which they count as told: never twice, never lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from actions.forms.conversation import with_lead
from actions.forms.vocabulary import forms
from actions.hotline import drafts, news, uploads
from actions.hotline.catalogue import catalogue
from actions.hotline.news import News
from actions.hotline.rules import rules
from actions.hotline.ticket_replies import news_reply
from actions.privacy import CALLED, mask
from actions.storage.database import Database
from bot.web import transcripts
from bot.web.rasa import with_id
from bot.web.reply import Reply
from bot.web.transcripts import Exchange, Session
from knowledge.formats.answer import Outcome
from knowledge.text.normalise import normalise

log = structlog.get_logger("edge")


class _NewsFailed(Exception):
    """News cannot be told now; the exception that it comes from says why."""


@dataclass(frozen=True)
class ChatHotline:
    """The hotline's part of a turn."""

    database: Database
    clock: Callable[[], datetime]

    async def confide(self, session: Session, heard: str, typed: str) -> tuple[str, bool]:
        """What goes on of a message, its numbers masked; and whether there were any, kept for the form."""
        plain, hidden = normalise(typed), mask(CALLED + heard).removeprefix(CALLED)
        if hidden != heard and await self._asks_for_phone(session):
            heard, plain = hidden, CALLED + plain
        if not drafts.has_number(plain):
            return heard, False
        await self.database.write(drafts.confide, session.sender, plain, self.clock())
        return heard, True

    async def _asks_for_phone(self, session: Session) -> bool:
        """Whether the open question is for a telephone number: digits are one then, area code or not."""
        last = await self.database.read(transcripts.last_reply, session.id)
        field = ((last or {}).get("form") or {}).get("field") or {}
        return bool(field.get("kind") == "phone")

    async def settle(self, sender: str, replies: Sequence[Reply]) -> None:
        """A number that no form took up is forgotten at once."""
        if all(reply.form is None for reply in replies):
            await self.database.write(drafts.forget_numbers, sender)

    async def keep(self, exchange: Exchange, sender: str) -> list[dict[str, Any]]:
        """Store an answered turn; its replies, with the news of the chat's tickets among them."""
        try:
            return await self.database.write(_add_with_news, exchange, sender)
        except _NewsFailed as error:
            # An answer is not lost for want of news.
            log.warning("news_failed", error=type(error.__cause__).__name__)
        await self.database.write(transcripts.add_exchange, exchange)
        return list(exchange.replies)


def tell_unasked(connection: Connection, session: Session, at: datetime) -> list[dict[str, Any]]:
    """Put the chat's news into its transcript without a message of the resident; the replies, if there are any."""
    found = news.unheard(connection, session.sender)
    if not found:
        return []
    replies = [_told(found)]
    last = transcripts.last_reply(connection, session.id)
    if last is not None and last.get("form"):
        # A question that is open stays the last thing said: windows and pages take the answer to it.
        replies.append({**with_lead(last, forms().texts.resume), "id": uuid.uuid4().hex})
    unasked = Exchange(
        session_id=session.id,
        request_id=uuid.uuid4().hex,
        message_id=None,
        fingerprint="",
        text=None,
        asked_at=at,
        answered_at=at,
        outcome=Outcome.DONE,
        replies=replies,
    )
    transcripts.add_exchange(connection, unasked)
    return replies


def _add_with_news(connection: Connection, exchange: Exchange, sender: str) -> list[dict[str, Any]]:
    replies = list(exchange.replies)
    new = [item for item in _unheard(connection, sender) if not _is_shown(item, replies)]
    if new:
        at = next((place for place, reply in enumerate(replies) if reply.get("form")), len(replies))
        replies.insert(at, _told(new))
    transcripts.add_exchange(connection, replace(exchange, replies=replies))
    return replies


def _unheard(connection: Connection, sender: str) -> list[News]:
    """A fault ends the transaction: a savepoint would cost every message more than looking for news does."""
    try:
        return news.unheard(connection, sender)
    except SQLAlchemyError as error:
        raise _NewsFailed from error


def _is_shown(item: News, replies: Sequence[dict[str, Any]]) -> bool:
    """Whether a reply shows the ticket as it stands now."""
    stands = {"number": item.ticket.number, "status": rules().status_name(item.ticket.status)}
    return any(stands.items() <= (reply.get("ticket") or {}).items() for reply in replies)


def _told(found: Sequence[News]) -> dict[str, Any]:
    return with_id(news_reply(found, catalogue())).document()


def forget_chat(connection: Connection, sender: str) -> None:
    """Delete what a chat said for a ticket that is not filed; what is filed stays the city's."""
    drafts.drop(connection, sender)
    uploads.discard(connection, sender)
