"""Which matters people ask about most, counted from the conversations that are still kept.

A matter counts once a conversation, and shows only when several people asked about it: a list made
of one person's questions would be neither true nor discreet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.storage.chat import chat_messages
from knowledge.formats.answer import Outcome

FEWEST_PEOPLE = 5
FEWEST_MATTERS = 3
MOST = 8


@dataclass(frozen=True)
class Asked:
    """A service and in how many conversations it was answered about."""

    service: str
    people: int


def most_asked(connection: Connection, since: datetime) -> list[Asked]:
    """The matters asked about most since a moment; empty when there are too few to tell."""
    reply = chat_messages.c.reply
    answered = (
        sa.select(chat_messages.c.session_id, reply["service"]["id"].as_string().label("service"))
        .where(chat_messages.c.at >= since, reply.is_not(None))
        .where(reply["outcome"].as_string() == Outcome.ANSWERED.value)
        .subquery()
    )
    people = sa.func.count(sa.distinct(answered.c.session_id)).label("people")
    rows = connection.execute(
        sa.select(answered.c.service, people)
        .where(answered.c.service.is_not(None))
        .group_by(answered.c.service)
        .having(people >= FEWEST_PEOPLE)
        .order_by(people.desc(), answered.c.service)
        .limit(MOST)
    ).all()
    found = [Asked(row.service, row.people) for row in rows]
    return found if len(found) >= FEWEST_MATTERS else []
