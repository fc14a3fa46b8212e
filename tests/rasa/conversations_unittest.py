"""bot.nlu.conversations, in Rasa's environment, on real SQLite files."""

# ruff: noqa: PT009, PT027 -- there is no pytest in Rasa's environment

import os
import sqlite3
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import conversations
from bot.nlu.conversations import ConversationStore, database_url, setting
from knowledge.errors import SettingError

DOMAIN = Domain.load(str(Path(__file__).parents[2] / "domain.yml"))


class StoreTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "state" / "conversations.sqlite"
        with mock.patch.dict(os.environ, {"RASA_HISTORY_EVENTS": "20", "RASA_RETENTION_DAYS": "2"}):
            self.store = ConversationStore(DOMAIN, host=str(self.path))
        self.addCleanup(self.store.engine.dispose)

    def rows(self, query="SELECT count(*) FROM events"):
        with sqlite3.connect(self.path) as connection:
            return connection.execute(query).fetchall()

    async def say(self, number, *more):
        tracker = await self.store.get_or_create_tracker("resident", append_action_listen=False)
        if not tracker.events:
            tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], DOMAIN)
        events = [
            UserUttered(f"问题{number}", {"name": "ask", "confidence": 1.0}),
            ActionExecuted("action_answer"),
            BotUttered("答"),
            *more,
            ActionExecuted("action_listen"),
        ]
        tracker.update_with_events(events, DOMAIN)
        await self.store.save(tracker)
        return tracker

    async def test_a_slot_set_long_ago_is_still_known(self):
        await self.say(0, SlotSet("current_service", "id-card"))
        for number in range(1, 40):
            tracker = await self.say(number)
            self.assertLessEqual(len(tracker.events), 20 + 1 + 4)
        tracker = await self.store.retrieve("resident")
        self.assertEqual(tracker.get_slot("current_service"), "id-card")
        self.assertEqual(tracker.latest_message.text, "问题39")
        self.assertEqual(tracker.latest_action_name, "action_listen")

    async def test_a_cleared_slot_stays_cleared(self):
        await self.say(0, SlotSet("current_service", "id-card"))
        await self.say(1, SlotSet("current_service", None))
        for number in range(2, 20):
            await self.say(number)
        self.assertIsNone((await self.store.retrieve("resident")).get_slot("current_service"))

    async def test_an_open_form_is_still_open(self):
        await self.say(0, ActiveLoop("hotline_form"))
        for number in range(1, 20):
            await self.say(number)
        self.assertEqual((await self.store.retrieve("resident")).active_loop_name, "hotline_form")

    async def test_each_event_is_stored_once_and_nothing_is_invented(self):
        for number in range(30):
            tracker = await self.say(number)
            await self.store.save(tracker)
        self.assertEqual(self.rows(), [(2 + 30 * 4,)])
        full = await self.store.retrieve_full_tracker("resident")
        said = [event.text for event in full.events if isinstance(event, UserUttered)]
        self.assertEqual(said, [f"问题{number}" for number in range(30)])

    async def test_a_full_tracker_can_be_saved_again(self):
        for number in range(30):
            await self.say(number)
        full = await self.store.retrieve_full_tracker("resident")
        full.update(SlotSet("last_aspect", "fee"))
        await self.store.save(full)
        self.assertEqual(self.rows(), [(2 + 30 * 4 + 1,)])

    async def test_a_tracker_made_elsewhere_is_stored_whole(self):
        events = [SessionStarted(), ActionExecuted("action_listen"), UserUttered("你好")]
        await self.store.save(DialogueStateTracker.from_events("other", events, DOMAIN.slots))
        self.assertEqual(self.rows(), [(3,)])

    async def test_a_new_session_forgets_the_old_one(self):
        await self.say(0, SlotSet("current_service", "id-card"))
        tracker = await self.store.retrieve("resident")
        tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], DOMAIN)
        await self.store.save(tracker)
        tracker = await self.store.retrieve("resident")
        self.assertEqual(len(tracker.events), 2)
        self.assertIsNone(tracker.get_slot("current_service"))

    async def test_an_endless_turn_is_loaded_whole(self):
        tracker = await self.store.create_tracker("resident", append_action_listen=False)
        tracker.update_with_events([SessionStarted(), *(BotUttered(str(i)) for i in range(40))], DOMAIN)
        await self.store.save(tracker)
        with self.assertLogs(conversations.log, "WARNING"):
            tracker = await self.store.retrieve("resident")
        self.assertEqual(len(tracker.events), 41)

    async def test_an_unknown_conversation_is_none(self):
        self.assertIsNone(await self.store.retrieve("nobody"))
        self.assertIsNone(await self.store.retrieve_full_tracker("nobody"))

    async def test_conversations_do_not_mix(self):
        await self.say(0, SlotSet("current_service", "id-card"))
        other = await self.store.get_or_create_tracker("other")
        self.assertIsNone(other.get_slot("current_service"))

    async def test_rasas_own_store_reads_the_table(self):
        await self.say(0, SlotSet("current_service", "id-card"))
        own = SQLTrackerStore(DOMAIN, db=str(self.path))
        self.addCleanup(own.engine.dispose)
        tracker = await own.retrieve("resident")
        self.assertEqual(tracker.get_slot("current_service"), "id-card")

    async def test_retention_deletes_old_events_in_batches(self):
        for number in range(3):
            await self.say(number)
        with sqlite3.connect(self.path) as connection:
            connection.execute("UPDATE events SET timestamp = timestamp - 3 * 86400 WHERE id <= 10")
        with mock.patch.object(conversations, "PRUNE_BATCH", 6):
            self.assertEqual(self.store.prune(time.time()), 6)
            self.assertLessEqual(self.store._prune_due, time.time())
            self.assertEqual(self.store.prune(time.time()), 4)
            self.assertGreater(self.store._prune_due, time.time())
            self.assertEqual(self.store.prune(time.time()), 0)
        self.assertEqual(self.rows("SELECT min(id) FROM events"), [(11,)])

    async def test_saving_prunes_when_it_is_time(self):
        with mock.patch.object(self.store, "prune", wraps=self.store.prune) as prune:
            await self.say(0)
            await self.say(1)
        prune.assert_called_once()

    async def test_sqlite_is_in_wal_mode_and_waits(self):
        with self.store.engine.connect() as connection:
            pragmas = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "busy_timeout")
            }
        self.assertEqual(pragmas, {"journal_mode": "wal", "synchronous": 1, "busy_timeout": 5000})

    def test_rasa_finds_the_store_by_its_name_in_endpoints(self):
        endpoint = EndpointConfig(type="bot.nlu.conversations.ConversationStore", url=str(self.path))
        store = TrackerStore.create(endpoint, DOMAIN)
        self.addCleanup(store.engine.dispose)
        self.assertIsInstance(store, ConversationStore)


class SettingsTest(unittest.TestCase):
    def test_a_path_becomes_sqlite_in_a_folder_that_exists(self):
        with tempfile.TemporaryDirectory() as folder:
            url = database_url(f"{folder}/a/b.sqlite")
            self.assertEqual(url, f"sqlite:///{folder}/a/b.sqlite")
            self.assertTrue(Path(folder, "a").is_dir())

    def test_a_url_stays_as_it_is(self):
        self.assertEqual(database_url("postgresql://u:p@h/db"), "postgresql://u:p@h/db")

    def test_no_database_is_an_error_that_names_the_variable(self):
        with self.assertRaisesRegex(SettingError, "TRACKER_DB"):
            database_url(None)

    def test_a_bad_number_is_an_error_that_names_the_variable(self):
        for text in ("abc", "-5", "3.5", "19"):
            environment = mock.patch.dict(os.environ, {"RASA_HISTORY_EVENTS": text})
            refused = self.assertRaisesRegex(SettingError, "RASA_HISTORY_EVENTS")
            with self.subTest(text), environment, refused:
                setting("RASA_HISTORY_EVENTS", default=32, least=20)

    def test_unset_is_the_default(self):
        with mock.patch.dict(os.environ, clear=True):
            self.assertEqual(setting("RASA_HISTORY_EVENTS", default=32, least=20), 32)


if __name__ == "__main__":
    unittest.main()
