"""What the chat asks of the registry: one method, one transaction; the thread of the conversation waits."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from actions.hotline import uploads
from actions.inspection import cases, registry
from actions.inspection.cases import SAME, Filed, Report, Reporter, State
from actions.inspection.moments import utc_now
from actions.inspection.seals import is_sealed
from actions.inspection.signing import Keyring, default_folder
from actions.inspection.verification import Verification, verify
from actions.staff import switches
from actions.storage.engine import create_engine, default_url

#: Stands for an enterprise that is not the visit's; no identifier is written like this.
OTHER = "another"


class Desk(Protocol):
    """What the conversations need."""

    def now(self) -> datetime:
        """This moment."""

    def closed(self) -> str | None:
        """What residents are told while inspections are switched off."""

    def verify(self, code: str, seal: str | None, asker: str) -> Verification:
        """What a visit's code means for the enterprise whose credit code was typed, or for anybody."""

    def agency_in(self, text: str) -> str | None:
        """The agency that a text names."""

    def photos(self, sender: str) -> tuple[str, ...]:
        """The photos that this conversation has sent and that wait to be filed."""

    def drop(self, sender: str, photos: Collection[str]) -> None:
        """Delete photos that are not to be filed after all."""

    def file(self, report: Report, sender: str, photos: Collection[str] = ()) -> Filed | str:
        """Keep a report with its photos; the number alone when this conversation has filed it already."""

    def states(self, sender: str) -> list[State]:
        """The reports of this conversation."""

    def state(self, receipt: str) -> State | None:
        """Where the report with this receipt stands."""


class DatabaseDesk:
    """The desk over the database."""

    def __init__(self, engine: Engine, keyring: Keyring, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._keyring = keyring
        self.now = clock

    def closed(self) -> str | None:
        """The sentence of the switch; a database that cannot be read is no reason to close."""
        try:
            with self._engine.connect() as connection:
                switch = switches.read(connection).inspections
        except sa.exc.SQLAlchemyError:
            return None
        return None if switch.on else switch.sentence or switches.Switches().inspections.sentence

    def verify(self, code: str, seal: str | None, asker: str) -> Verification:
        """Bound to the visit's enterprise when the seal is its; to another one when it is not."""
        with self._engine.begin() as connection:
            if seal is None:
                return self._verify(connection, code, None, asker)
            found = self._verify(connection, code, None, asker).visit
            if found is None:
                return self._verify(connection, code, OTHER, asker)
            owner = registry.enterprise(connection, found.enterprise_id)
            assert owner is not None
            own = is_sealed(self._keyring, owner.credit_code, seal)
            return self._verify(connection, code, owner.id if own else OTHER, asker)

    def agency_in(self, text: str) -> str | None:
        """The one with the longest name in the text."""
        with self._engine.connect() as connection:
            return registry.agency_in(connection, text)

    def photos(self, sender: str) -> tuple[str, ...]:
        """Those of the chat, wherever in it they were sent."""
        with self._engine.connect() as connection:
            return tuple(photo.id for photo in uploads.waiting(connection, sender))

    def drop(self, sender: str, photos: Collection[str]) -> None:
        """At once."""
        with self._engine.begin() as connection:
            uploads.take(connection, sender, photos)

    def file(self, report: Report, sender: str, photos: Collection[str] = ()) -> Filed | str:
        """In one transaction with the look for an earlier one of the same words."""
        with self._engine.begin() as connection:
            taken = uploads.take(connection, sender, photos)
            earlier = cases.filed_before(connection, sender, report.text, self.now() - SAME)
            if earlier is not None:
                return earlier
            return cases.file_case(connection, report, Reporter(sender=sender), self.now(), taken)

    def states(self, sender: str) -> list[State]:
        """Newest first."""
        with self._engine.connect() as connection:
            return cases.states_of(connection, Reporter(sender=sender))

    def state(self, receipt: str) -> State | None:
        """By receipt."""
        with self._engine.connect() as connection:
            return cases.state_by_receipt(connection, receipt)

    def _verify(
        self, connection: Connection, code: str, enterprise_id: str | None, asker: str
    ) -> Verification:
        return verify(connection, code, enterprise_id, self._keyring, self.now(), asker=f"chat:{asker}")


@lru_cache(maxsize=1)
def desk() -> DatabaseDesk:
    """The process-wide desk over the database that the edge has made."""
    data = Path(os.environ.get("DATA_DIR") or "var")
    url = os.environ.get("DATABASE_URL") or default_url(data)
    return DatabaseDesk(create_engine(url), Keyring(default_folder(data)))
