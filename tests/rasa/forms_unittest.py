"""Rasa's side of the forms: what opens them, that nothing but the form itself ends them, one action call a message."""

# ruff: noqa: PT009 -- there is no pytest in Rasa's environment

import asyncio
import logging
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import structlog
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.core.channels import CollectingOutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.importers.importer import TrainingDataImporter

from bot.nlu.window import revive, state_of, window

ROOT = Path(__file__).parents[2]
LISTEN = "action_listen"
FORMS = {
    "guide_form": "guide_service",
    "rating_form": "rate_service",
    "filing_form": "hotline_file",
    "ticket_form": "hotline_status",
}
#: What the action server answers: the form goes on, or is over.
OPEN = [SlotSet("form_answer", None), SlotSet("form_state", {"form": "any", "state": {}})]
OVER = [SlotSet("form_answer", None), SlotSet("form_state", None), SlotSet("requested_slot", None)]


class FormsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        cls.addClassCleanup(structlog.reset_defaults)
        importer = TrainingDataImporter.load_from_config(
            str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data/rules")]
        )
        cls.domain = importer.get_domain()
        trackers = TrainingDataGenerator(importer.get_stories(), cls.domain, augmentation_factor=0).generate()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        storage = LocalModelStorage(Path(folder.name))
        config = {**RulePolicy.get_default_config(), "core_fallback_threshold": 0.4}
        cls.policy = RulePolicy(
            config, storage, Resource("rules"), ExecutionContext(GraphSchema({}), "forms")
        )
        cls.policy.train(trackers, cls.domain)

    def setUp(self):
        self.tracker = DialogueStateTracker.from_events(
            "s", [ActionExecuted(LISTEN)], slots=self.domain.slots
        )
        self.calls = []

    def say(self, intent, answer):
        """A message, all actions up to listening again; the names of the actions."""
        parsed = {"name": intent, "confidence": 0.9}
        self.tracker.update(UserUttered("话", intent=parsed), self.domain)
        return asyncio.run(self._act(answer))

    async def _act(self, answer):
        channel, nlg = CollectingOutputChannel(), mock.Mock(spec=NaturalLanguageGenerator)

        async def call(action, *_):
            self.calls.append(action.name())
            return list(answer)

        done = []
        with mock.patch.object(RemoteAction, "run", call):
            extracted = await ActionExtractSlots(None).run(channel, nlg, self.tracker, self.domain)
            self.tracker.update_with_events(extracted, self.domain)
            while done[-1:] != [LISTEN]:
                self.assertLess(len(done), 5)
                done.append(await self._step(channel, nlg))
        self.assertEqual(channel.messages, [])
        return done

    async def _step(self, channel, nlg):
        predicted = self.policy.predict_action_probabilities(self.tracker, self.domain)
        best = max(range(len(predicted.probabilities)), key=predicted.probabilities.__getitem__)
        name = self.domain.action_names_or_texts[best]
        events = []
        if name in FORMS:
            events = await FormAction(name, None).run(channel, nlg, self.tracker, self.domain)
        self.tracker.update(ActionExecuted(name), self.domain)
        self.tracker.update_with_events(events, self.domain)
        return name

    def test_an_intent_opens_its_form_with_one_call(self):
        for form, intent in FORMS.items():
            self.setUp()
            self.assertEqual(self.say(intent, OPEN), [form, LISTEN])
            self.assertEqual(self.calls, [f"validate_{form}"])
            self.assertEqual(self.tracker.active_loop_name, form)

    def test_every_message_goes_to_the_open_form_with_one_call(self):
        self.say("guide_service", OPEN)
        # Rasa's own commands come before any form; the edge lets nobody send them.
        said = [intent for intent in self.domain.intents if intent not in DEFAULT_INTENTS]
        for intent in [*said, "nlu_fallback"]:
            self.calls.clear()
            self.assertEqual(self.say(intent, OPEN), ["guide_form", LISTEN], intent)
            self.assertEqual(self.calls, ["validate_guide_form"])
            self.assertEqual(self.tracker.active_loop_name, "guide_form")
            self.assertEqual(self.tracker.get_slot("requested_slot"), "form_answer")

    def test_a_form_is_over_when_it_says_so(self):
        for form, intent in FORMS.items():
            self.setUp()
            self.say(intent, OPEN)
            self.assertEqual(self.say("ask", OVER), [form, LISTEN])
            self.assertIsNone(self.tracker.active_loop_name)
            self.assertIsNone(self.tracker.get_slot("form_state"))
            self.assertEqual(self.say("ask", []), ["action_answer", LISTEN])

    def test_a_form_can_be_over_at_once_and_open_again(self):
        for form, intent in FORMS.items():
            self.setUp()
            self.assertEqual(self.say(intent, OVER), [form, LISTEN])
            self.assertEqual(self.calls, [f"validate_{form}"])
            self.assertIsNone(self.tracker.active_loop_name)
            self.assertEqual(self.say(intent, OPEN), [form, LISTEN])
            self.assertEqual(self.tracker.active_loop_name, form)

    def test_an_open_form_survives_the_window(self):
        self.say("guide_service", OPEN)
        for _ in range(3):
            self.say("ask", OPEN)
        stored = [event.as_dict() for event in self.tracker.events]
        at = max(place for place, event in enumerate(stored) if event.get("name") == LISTEN)
        stored[at]["metadata"] = {"state": state_of(self.tracker)}
        events = revive(window(stored[at:], complete=False))
        self.tracker = DialogueStateTracker.from_events("s", events, slots=self.domain.slots)
        self.calls.clear()
        self.assertEqual(self.say("ask_fee", OPEN), ["guide_form", LISTEN])
        self.assertEqual(self.calls, ["validate_guide_form"])


if __name__ == "__main__":
    unittest.main()
