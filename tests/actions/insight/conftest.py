"""A small history of conversations, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.storage.chat import chat_feedback, chat_messages, chat_sessions, chat_turns

#: 23:30 of 1 March here.
START = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)

Ask = Callable[..., str]


def reply_of(outcome: str, service: str = "", document: str = "") -> dict[str, Any]:
    """A reply as the edge stores it."""
    found: dict[str, Any] = {"kind": "text", "outcome": outcome, "text": "答复"}
    if service:
        found["service"] = {"id": "x", "name": service, "aspect": None}
    if document:
        found["sources"] = [{"document": "d", "title": document}]
    return found


@pytest.fixture
def ask(connection: Connection) -> Ask:
    """Stores a turn: who asked what, when, how long it took, what came of it, how it was rated."""
    count = 0

    def add(
        session: str, question: str, outcome: str, *, minutes: float = 0, seconds: float = 1,
        service: str = "", document: str = "", rating: str = "", reason: str | None = None, channel: str = "web",
    ) -> str:  # fmt: skip
        nonlocal count
        count += 1
        asked = START + timedelta(minutes=minutes)
        answered = asked + timedelta(seconds=seconds)
        known = connection.scalar(sa.select(chat_sessions.c.id).where(chat_sessions.c.id == session))
        if known is None:
            connection.execute(
                sa.insert(chat_sessions).values(
                    id=session, token_hash=f"h-{session}", sender=f"s-{session}", created_at=asked,
                    used_at=answered, channel=channel,
                )
            )  # fmt: skip
        request = f"r{count}"
        connection.execute(
            sa.insert(chat_turns).values(
                request_id=request, session_id=session, fingerprint="f", outcome=outcome, at=answered
            )
        )
        common = {"session_id": session, "request_id": request}
        connection.execute(sa.insert(chat_messages).values(**common, text=question, at=asked))
        for number, reply in enumerate((reply_of(outcome, service, document), reply_of("answered"))):
            connection.execute(
                sa.insert(chat_messages).values(
                    **common, reply_id=f"{request}-{number}", reply=reply, at=answered
                )
            )
        if rating:
            connection.execute(
                sa.insert(chat_feedback).values(
                    session_id=session, reply_id=f"{request}-0", rating=rating, reason=reason, at=answered
                )
            )
        return request

    return add
