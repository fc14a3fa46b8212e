"""What the edge does for a chat's tickets: numbers that Rasa must not see, and news of what was filed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from actions.hotline import drafts, news, uploads
from actions.hotline.catalogue import catalogue
from actions.hotline.ticket_replies import news_reply
from actions.storage.database import Database
from bot.web.rasa import with_id
from bot.web.reply import Reply
from knowledge.text.normalise import normalise

log = structlog.get_logger("edge")


@dataclass(frozen=True)
class ChatHotline:
    """The hotline's part of a turn."""

    database: Database
    clock: Callable[[], datetime]

    async def confide(self, sender: str, text: str) -> bool:
        """Keep a telephone number for the form, if the text has one: what goes on has it masked."""
        plain = normalise(text)
        if not drafts.has_phone(plain):
            return False
        await self.database.write(drafts.confide, sender, plain, self.clock())
        return True

    async def settle(self, sender: str, replies: Sequence[Reply]) -> None:
        """A number that no form took up is forgotten at once."""
        if all(reply.form is None for reply in replies):
            await self.database.write(drafts.forget_numbers, sender)

    async def news(self, sender: str, replies: Sequence[Reply]) -> list[Reply]:
        """What happened to the chat's tickets meanwhile; an answer is not lost for want of news."""
        shown = {reply.ticket.number for reply in replies if reply.ticket is not None}
        try:
            found = await self.database.write(news.unheard, sender)
        except SQLAlchemyError as error:
            log.warning("news_failed", error=type(error).__name__)
            return []
        new = [item for item in found if item.ticket.number not in shown]
        return [with_id(news_reply(new, catalogue()))] if new else []


def forget_chat(connection: Connection, sender: str) -> None:
    """Delete what a chat said for a ticket that is not filed; what is filed stays the city's."""
    drafts.drop(connection, sender)
    uploads.discard(connection, sender)
