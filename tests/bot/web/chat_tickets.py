"""Tickets of a chat, as the desk moves them on in another process, and a transcript that cannot be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from actions.hotline import filing, store
from actions.hotline.draft import Draft
from actions.hotline.life import Act
from actions.hotline.rules import Event, Role
from actions.hotline.ticket import Ticket
from bot.web.app import EDGE
from tests.bot.web.conftest import Client
from tests.bot.web.fakes import FakeRasa, Resident

NOW = datetime(2026, 3, 2, tzinfo=UTC)


async def filed(edge: Client, sender: str) -> Ticket:
    """A ticket of a chat."""
    draft = Draft("求助", "street-light", "路灯不亮", "某路口", phone="13800001234", sender=sender)
    ticket, _ = await edge.app[EDGE].database.write(filing.file, draft, sender, NOW)
    return ticket


async def answered(edge: Client, ticket: Ticket) -> None:
    """What the desk does, in another process."""
    steps: list[tuple[Event, dict[str, Any]]] = [
        (Event.ACCEPT, {}),
        (Event.DISPATCH, {"department": "某部门"}),
        (Event.ANSWER, {"answer": "修好了"}),
    ]
    for event, told in steps:
        act = Act(event, Role.STAFF, "desk", NOW, **told)
        await edge.app[EDGE].database.write(store.act, ticket.number, act)


async def sender_of(resident: Resident, rasa: FakeRasa) -> str:
    """The chat's name on the dialogue server."""
    await resident.ask("你好")
    return str(rasa.messages[-1]["sender"])


@contextmanager
def cannot_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing that was said can be kept."""

    def fails(*_: object) -> None:
        raise OperationalError("", None, Exception())

    with monkeypatch.context() as patch:
        patch.setattr("bot.web.transcripts.add_exchange", fails)
        yield
