"""What staff do to tickets while the system runs: another process on the same database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Engine

from actions.hotline import store
from actions.hotline.life import Act
from actions.hotline.rules import Event, Role
from actions.storage.engine import create_engine, default_url
from bot.instance import Instance


@contextmanager
def desk_of(system: Instance) -> Iterator[Engine]:
    """The database of a system."""
    engine = create_engine(system.environment.get("DATABASE_URL") or default_url(system.data))
    yield engine
    engine.dispose()


def answer(engine: Engine, number: str, text: str) -> None:
    """From acceptance to the answer."""
    take(engine, number, Event.ACCEPT, days=5)
    take(engine, number, Event.DISPATCH, department="城市管理部门")
    take(engine, number, Event.ANSWER, answer=text)


def take(engine: Engine, number: str, event: Event, **told: Any) -> None:
    """One step."""
    with engine.begin() as connection:
        store.act(connection, number, Act(event, Role.STAFF, "desk", datetime.now(UTC), **told))
