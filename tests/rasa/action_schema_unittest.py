"""bot.nlu.action_schema, in Rasa's environment."""

# ruff: noqa: PT009, PT027 -- there is no pytest in Rasa's environment

import unittest
from unittest import mock

from jsonschema import ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

from bot.nlu.action_schema import check_schema_once, is_plain

SCHEMA = RemoteAction.action_response_format_spec()
VALIDATOR = validator_for(SCHEMA)(SCHEMA)


class ActionSchemaTest(unittest.TestCase):
    def setUp(self):
        original = RemoteAction._validate_action_result
        self.addCleanup(setattr, RemoteAction, "_validate_action_result", original)
        check_schema_once()
        self.action = RemoteAction("action_answer", None)

    def test_a_good_reply_passes(self):
        slot = {"event": "slot", "name": "current_service", "value": "id-card", "timestamp": None}
        self.assertTrue(
            self.action._validate_action_result({"events": [slot], "responses": [{"custom": {"text": "好"}}]})
        )

    def test_what_rasa_refuses_is_refused(self):
        for reply in ({"events": "none"}, {"responses": ["text"]}, {"events": [{"event": "nonsense"}]}):
            with self.subTest(reply), self.assertRaises(ValidationError):
                self.action._validate_action_result(reply)

    def test_what_is_taken_at_one_look_is_sound(self):
        slot = {"event": "slot", "name": "current_service", "value": None}
        sound = [{}, {"events": [slot]}, {"events": [{**slot, "timestamp": None, "metadata": None}]}]
        sound += [{"responses": [{}]}, {"events": [slot] * 3, "responses": [{"custom": {"text": "好"}}]}]
        for reply in sound:
            with self.subTest(reply):
                self.assertTrue(is_plain(reply))
                self.assertIsNone(best_match(VALIDATOR.iter_errors(reply)))

    def test_the_rest_is_looked_at_closely(self):
        slot = {"event": "slot", "name": "current_service", "value": None}
        changed = [{"name": 1}, {"name": None}, {"timestamp": "now"}, {"timestamp": 1.0}, {"metadata": []}]
        changed += [{"event": "followup"}, {"event": None}]
        lacking = [{key: value for key, value in slot.items() if key != left} for left in slot]
        replies = [{"events": [{**slot, **change}]} for change in changed]
        replies += [{"events": [slot, event]} for event in lacking]
        replies += [None, [], {"events": None}, {"events": [None]}, {"responses": {}}, {"responses": [[]]}]
        for reply in replies:
            with self.subTest(reply):
                self.assertFalse(is_plain(reply))

    def test_the_schema_is_not_made_again(self):
        with mock.patch.object(RemoteAction, "action_response_format_spec") as spec:
            self.action._validate_action_result({"events": [], "responses": []})
        spec.assert_not_called()


if __name__ == "__main__":
    unittest.main()
