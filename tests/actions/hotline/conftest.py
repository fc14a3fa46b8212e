"""A database with the hotline's tables, and people who act on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Connection, Engine

from actions.hotline import filing, store
from actions.hotline.draft import Draft
from actions.hotline.life import Act
from actions.hotline.rules import Event, Role
from actions.hotline.ticket import Ticket
from tests.actions.hotline import tiny_encoder as tiny
from tests.actions.hotline.counter import NOW, Clock, Resident, counter

DRAFT = Draft(
    kind="求助",
    category="road-lamp",
    text="路灯不亮,晚上看不见路",
    place="某路口",
    town="419001001",
    village="419001001001",
    name="测试人",
    phone="13800001234",
    sender="chat-1",
)
RESIDENT_STEPS = {Event.URGE, Event.SUPPLEMENT, Event.WITHDRAW, Event.JOIN, Event.RATE}


class Desk:
    """Files tickets and takes steps, with little to say each time."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.filed = 0

    def file(self, key: str | None = None, at: datetime = NOW, **changes: Any) -> Ticket:
        self.filed += 1
        draft = replace(DRAFT, **changes)
        ticket, new = filing.file(self.connection, draft, key or f"key-{self.filed}", at)
        assert new
        return ticket

    def act(self, ticket: Ticket, event: Event, at: datetime = NOW, **told: Any) -> Ticket:
        role = Role.RESIDENT if event in RESIDENT_STEPS else Role.STAFF
        return store.act(
            self.connection, ticket.number, Act(event, told.pop("role", role), "tester", at, **told)
        )

    def answered(self, **changes: Any) -> Ticket:
        ticket = self.file(**changes)
        self.act(ticket, Event.ACCEPT, days=5)
        self.act(ticket, Event.DISPATCH, department="城市管理部门")
        return self.act(ticket, Event.ANSWER, answer="灯已修好")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def resident(engine: Engine, clock: Clock) -> Resident:
    return Resident(counter(engine, clock))


@pytest.fixture
def desk(connection: Connection) -> Desk:
    return Desk(connection)


@pytest.fixture
def later() -> Callable[..., datetime]:
    return lambda **span: NOW + timedelta(**span)


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an encoder that is tuned in seconds."""
    return tiny.build(tmp_path_factory.mktemp("tiny-encoder"))
