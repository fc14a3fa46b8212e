"""bot.nlu.window, in Rasa's environment: what a turn still knows when older events are not loaded."""

# ruff: noqa: PT009 -- there is no pytest in Rasa's environment

import random
import unittest

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.window import STATE_KEY, ends_turn, revive, state_of, window

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [ask]
slots:
  current_service: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  place: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  photos: {type: list, influence_conversation: false, mappings: [{type: custom}]}
forms: {hotline_form: {required_slots: [place]}}
actions: [action_answer]
"""
)


def tracker_of(events, sender="s"):
    return DialogueStateTracker.from_events(sender, events, DOMAIN.slots)


def stored(events):
    """Events as the store writes them: each end of a turn carries the state reached there."""
    tracker, rows = tracker_of([]), []
    for event in events:
        tracker.update(event)
        data = event.as_dict()
        if ends_turn(data):
            data["metadata"] = {**data.get("metadata", {}), STATE_KEY: state_of(tracker)}
        rows.append(data)
    return rows


def turn(number, *more):
    said = UserUttered(f"问题{number}", {"name": "ask", "confidence": 1.0})
    return [
        said,
        ActionExecuted("action_answer"),
        BotUttered("答"),
        *more,
        ActionExecuted("action_listen"),
    ]


def random_turn(rng, number):
    more = []
    if rng.random() < 0.5:
        name = rng.choice(["current_service", "place"])
        more.append(SlotSet(name, rng.choice(["a", "b", None])))
    if rng.random() < 0.2:
        more.append(SlotSet("photos", rng.sample(["x", "y", "z"], 2)))
    if rng.random() < 0.3:
        more.append(ActiveLoop(rng.choice(["hotline_form", None])))
    if rng.random() < 0.1:
        more.append(ActionExecutionRejected("hotline_form"))
    if rng.random() < 0.05:
        more.append(ConversationPaused())
    return turn(number, *more)


class WindowTest(unittest.TestCase):
    def test_state_survives_wherever_the_cut_falls(self):
        for seed in range(60):
            rng = random.Random(seed)
            events = [SessionStarted(), ActionExecuted("action_listen")]
            for number in range(25):
                events += random_turn(rng, number)
            full = tracker_of(events)
            rows = stored(events)[-rng.randint(8, 60) :]
            cut = tracker_of(revive(window(rows, complete=False)))
            with self.subTest(seed=seed):
                self.assertEqual(cut.current_slot_values(), full.current_slot_values())
                self.assertEqual(cut.active_loop_name, full.active_loop_name)
                if full.active_loop:
                    self.assertEqual(cut.active_loop.rejected, full.active_loop.rejected)
                self.assertEqual(cut.is_paused(), full.is_paused())
                self.assertEqual(cut.latest_message.text, full.latest_message.text)
                self.assertEqual(cut.latest_action_name, full.latest_action_name)

    def test_window_begins_where_a_turn_ended(self):
        events = [SessionStarted(), ActionExecuted("action_listen"), *turn(1), *turn(2), *turn(3)]
        kept = window(stored(events)[-8:], complete=False)
        self.assertEqual([row["event"] for row in kept], ["action", "user", "action", "bot", "action"])
        self.assertEqual(kept[0]["name"], "action_listen")

    def test_latest_session_is_loaded_from_its_start(self):
        events = [
            *turn(1, SlotSet("place", "old")),
            SessionStarted(),
            ActionExecuted("action_listen"),
            *turn(2),
        ]
        kept = window(stored(events), complete=False)
        self.assertEqual(kept[0]["event"], "session_started")
        self.assertIsNone(tracker_of(revive(kept)).get_slot("place"))

    def test_short_conversation_is_kept_whole(self):
        events = [ActionExecuted("action_listen"), *turn(1)]
        self.assertEqual(len(window(stored(events), complete=True)), len(events))

    def test_no_recorded_turn_end_gives_nothing(self):
        rows = [event.as_dict() for event in turn(1)[:-1]]
        self.assertIsNone(window(rows, complete=False))

    def test_state_is_not_passed_on_to_rasa(self):
        events = [SessionStarted(), *turn(1, SlotSet("place", "x")), *turn(2)]
        for complete in (True, False):
            kept = window(stored(events), complete=complete)
            self.assertFalse([row for row in kept if STATE_KEY in row.get("metadata", {})])

    def test_state_holds_only_what_differs_from_an_empty_conversation(self):
        self.assertEqual(state_of(tracker_of([])), {"slots": {}})
        self.assertEqual(state_of(tracker_of([SlotSet("place", "x")])), {"slots": {"place": "x"}})

    def test_revived_events_are_what_rasa_makes_of_them(self):
        events = [SessionStarted(), *random_turn(random.Random(3), 1), ActiveLoop("hotline_form")]
        rows = [event.as_dict() for event in events]
        again = tracker_of(revive(rows))
        self.assertEqual([type(event) for event in again.events], [type(event) for event in events])
        self.assertEqual([event.as_dict() for event in again.events], rows)

    def test_unknown_events_are_left_out(self):
        self.assertEqual(revive([{"event": "topic"}]), [])


if __name__ == "__main__":
    unittest.main()
