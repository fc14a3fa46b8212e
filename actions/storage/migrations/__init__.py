"""Alembic migrations, run by the program itself at its start: ``upgrade(url)``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from actions.storage.engine import create_engine

#: Any fixed number: processes that start together on PostgreSQL migrate one after the other.
_ADVISORY_LOCK = 7_391_205


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to ``revision``; does nothing when it is there already."""
    _migrate(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> None:
    """Take the database back to ``revision`` (``base`` for an empty one)."""
    _migrate(url, lambda config: command.downgrade(config, revision))


def _migrate(url: str, run: Callable[[Config], None]) -> None:
    config = Config()
    # The folder's name passes through an interpolation that gives % a meaning.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
            config.attributes["connection"] = connection
            run(config)
    finally:
        engine.dispose()
