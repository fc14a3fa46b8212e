"""The Rasa project as Rasa reads it."""

# ruff: noqa: PT009, PT027 -- there is no pytest in Rasa's environment

import os
import unittest
from pathlib import Path
from unittest import mock

from rasa.core.utils import AvailableEndpoints
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator

ROOT = Path(__file__).parents[2]


class ProjectTest(unittest.TestCase):
    def test_rasa_finds_no_fault_in_domain_rules_and_examples(self):
        importer = TrainingDataImporter.load_from_config(
            str(ROOT / "config.yml"),
            str(ROOT / "domain.yml"),
            [str(ROOT / "data/nlu"), str(ROOT / "data/rules")],
        )
        validator = Validator.from_importer(importer)
        self.assertTrue(validator.verify_intents(ignore_warnings=False))
        self.assertTrue(validator.verify_example_repetition_in_intents(ignore_warnings=False))
        self.assertTrue(validator.verify_story_structure(ignore_warnings=False))
        self.assertTrue(validator.verify_domain_validity())

    def test_endpoints_name_the_ports_and_the_database_of_the_environment(self):
        given = {"ACTIONS_PORT": "4711", "TRACKER_DB": "/somewhere/conversations.sqlite"}
        with mock.patch.dict(os.environ, given):
            endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
        self.assertEqual(endpoints.action.url, "http://127.0.0.1:4711/webhook")
        self.assertIs(endpoints.action.kwargs["enable_selective_domain"], True)
        self.assertEqual(endpoints.tracker_store.url, "/somewhere/conversations.sqlite")

    def test_rasa_does_not_start_without_a_database(self):
        with mock.patch.dict(os.environ, {"ACTIONS_PORT": "4711"}), self.assertRaises(RasaException):
            os.environ.pop("TRACKER_DB", None)
            AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))


if __name__ == "__main__":
    unittest.main()
