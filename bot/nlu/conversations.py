"""Where Rasa keeps conversations: its SQL tracker store, with a cost per turn that does not grow. Python 3.10.

Rasa's own store loads every event of a session for each message, twice, and sends all of them to the
action server. Here a message loads the last ``RASA_HISTORY_EVENTS`` events by one indexed query and
saves the new ones. So that slots and an active form survive the cut, the ``action_listen`` that ends a
turn carries the dialogue state in its metadata, and a window that has lost its session start begins
with that state. Rasa's own store can still read the table. Events older than ``RASA_RETENTION_DAYS``
are deleted, a batch at a time, while conversations are saved.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import time
from pathlib import Path
from typing import Any, Iterable

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from bot.nlu.action_calls import keep_connections
from bot.nlu.action_schema import check_schema_once
from bot.nlu.classifying import classify_without_copies
from bot.nlu.graph_run import run_in_order
from bot.nlu.parsing import remember_texts
from bot.nlu.window import STATE_KEY, ends_turn, revive, state_of, window
from knowledge.errors import SettingError

log = logging.getLogger(__name__)

#: Name of the attribute on a tracker that counts the events which are in the table already.
_STORED = "events_in_store"
#: Milliseconds to wait while another process writes to a SQLite file.
BUSY_MS = 5000
PRUNE_BATCH = 1000
PRUNE_EVERY_SECONDS = 3600.0

#: Built once, as each message needs them; a session of the object mapper would cost twice as much.
_EVENTS = SQLTrackerStore.SQLEvent.__table__
_INSERT = sa.insert(_EVENTS)
_NEWEST = (
    sa.select(_EVENTS.c.data)
    .where(_EVENTS.c.sender_id == sa.bindparam("sender"))
    .order_by(_EVENTS.c.id.desc())
    .limit(sa.bindparam("most"))
)


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL tracker store with a bounded window, on SQLite or PostgreSQL."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        self._history = setting("RASA_HISTORY_EVENTS", default=32, least=20)
        self._retention = setting("RASA_RETENTION_DAYS", default=30, least=1) * 86400.0
        self._prune_due = 0.0
        # Nothing of the store's own, but this is where Rasa first calls us when it starts to serve.
        check_schema_once()
        run_in_order()
        classify_without_copies()
        remember_texts()
        keep_connections()
        url = database_url(host)
        super().__init__(domain, host=url, event_broker=event_broker, **kwargs)
        if url.startswith("sqlite"):
            self._tune_sqlite(url)
        else:
            self._add_index()

    def _tune_sqlite(self, url: str) -> None:
        """Keep connections open, and let readers and one writer work beside each other."""
        self.engine.dispose()
        self.engine = sa.create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})
        sa.event.listen(self.engine, "connect", _set_pragmas)
        self.sessionmaker = sessionmaker(bind=self.engine)

    def _add_index(self) -> None:
        """For the last events of a conversation; SQLite's index by sender holds them in order already."""
        with self.engine.begin() as connection:
            connection.execute(
                sa.text("CREATE INDEX IF NOT EXISTS ix_events_sender_id_id ON events (sender_id, id)")
            )

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's last events, with the state that older ones left."""
        with self.engine.connect() as connection:
            events = self._last_events(connection, sender_id)
        if not events:
            return None
        kept = window(events[-self._history :], complete=len(events) <= self._history)
        if kept is None:
            log.warning("no turn ends within %d events, loading the whole session", len(events))
            return _mark(await super().retrieve(sender_id))
        return _mark(DialogueStateTracker.from_events(sender_id, revive(kept), self.domain.slots))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """All events of all sessions; for inspection, not for turns."""
        return _mark(await super().retrieve_full_tracker(conversation_id))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are new since the tracker was loaded."""
        await self.stream_events(tracker)
        rows = self._rows(tracker, self._new_events(tracker))
        if rows:
            with self.engine.begin() as connection:
                connection.execute(_INSERT, rows)
        _mark(tracker)
        if time.time() >= self._prune_due:
            self.prune(time.time())

    def prune(self, now: float) -> int:
        """Delete a batch of events past their retention; how many. Ids grow with time, so it reads no more."""
        event = self.SQLEvent
        with self.session_scope() as session:
            oldest = session.query(event.id, event.timestamp).order_by(event.id).limit(PRUNE_BATCH).all()
            limit = now - self._retention
            stale = [row.id for row in itertools.takewhile(lambda row: (row.timestamp or 0) < limit, oldest)]
            if stale:
                session.query(event).filter(event.id <= stale[-1]).delete(synchronize_session=False)
                session.commit()
        # A full batch may not have been all of it: go on with the next message, not in one long stop.
        self._prune_due = now + (0.0 if len(stale) == PRUNE_BATCH else PRUNE_EVERY_SECONDS)
        return len(stale)

    def _last_events(self, connection: Connection, sender_id: str) -> list[dict[str, Any]]:
        """One more event than the window holds, if there are more; oldest first."""
        newest = connection.execute(_NEWEST, {"sender": sender_id, "most": self._history + 1}).scalars().all()
        return [json.loads(data) for data in reversed(newest)]

    def _new_events(self, tracker: DialogueStateTracker) -> list[Event]:
        stored: int | None = getattr(tracker, _STORED, None)
        if stored is None:  # not loaded from here, so it holds the session from its start
            with self.session_scope() as session:
                return list(self._additional_events(session, tracker))
        return list(itertools.islice(tracker.events, stored, None))

    @staticmethod
    def _rows(tracker: DialogueStateTracker, events: Iterable[Event]) -> list[dict[str, Any]]:
        rows = [_row(tracker.sender_id, event.as_dict()) for event in events]
        if rows and ends_turn(rows[-1]["data"]):
            data = rows[-1]["data"]
            data["metadata"] = {**(data.get("metadata") or {}), STATE_KEY: state_of(tracker)}
        return [{**row, "data": json.dumps(row["data"])} for row in rows]


def _row(sender_id: str, data: dict[str, Any]) -> dict[str, Any]:
    """A row of the events table; the columns are those of Rasa's own store."""
    return {
        "sender_id": sender_id,
        "type_name": data["event"],
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": data,
    }


def _mark(tracker: DialogueStateTracker | None) -> DialogueStateTracker | None:
    """Note on the tracker that all its present events are stored."""
    if tracker is not None:
        setattr(tracker, _STORED, len(tracker.events))
    return tracker


def _set_pragmas(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # A power cut may lose the last turns in WAL with NORMAL, but never damages the file.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def database_url(where: str | None) -> str:
    """A database URL as it is; a path as SQLite, in a folder that exists."""
    if not where:
        raise SettingError("没有设置 TRACKER_DB:请写 SQLite 文件的路径,或 postgresql:// 开头的数据库地址")
    if "://" in where:
        return where
    path = Path(where).absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"


def setting(name: str, default: int, least: int) -> int:
    """A whole number from the environment; :class:`SettingError` when it is none or too small."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < least:
        raise SettingError(f"环境变量 {name}={text} 不可用:要写不小于 {least} 的整数")
    return int(text)
