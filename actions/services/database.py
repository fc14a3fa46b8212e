"""The navigator's database in the action server: transactions of one conversation at a time, in its thread."""

from __future__ import annotations

import os
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy.engine import Engine

from actions.services import ratings
from actions.services.rating_form import CHANNEL
from actions.storage.engine import create_engine, default_url


class RatingStore:
    """Ratings in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rate(self, service: str, score: int, at: datetime, number: int | None) -> int:
        """Store a grade, in place of rating ``number`` if that is given and still there; its number."""
        with self._engine.begin() as connection:
            if number is not None and ratings.change(connection, number, score, at):
                return number
            return ratings.add(connection, service, score, CHANNEL, at)

    def reason(self, number: int, text: str) -> None:
        """Add a reason."""
        with self._engine.begin() as connection:
            ratings.give_reason(connection, number, text)


def database_url() -> str:
    """As the edge reads it: ``DATABASE_URL``, else SQLite in ``DATA_DIR``."""
    return os.environ.get("DATABASE_URL") or default_url(Path(os.environ.get("DATA_DIR", "var")))


@lru_cache(maxsize=1)
def store() -> RatingStore:
    """The process-wide store; the edge has made the tables."""
    return RatingStore(create_engine(database_url()))
