"""The channel that tells dialogue acts."""

# ruff: noqa: PT009 -- there is no pytest in Rasa's environment

import unittest
from pathlib import Path

from rasa.core.run import create_http_input_channels

from bot.nlu.acts import LENGTH, MOST, DialogueActs, texts_in

ROOT = Path(__file__).parents[2]


class ActsTest(unittest.TestCase):
    def test_rasa_opens_this_channel_and_the_one_of_the_edge_alone(self):
        channels = create_http_input_channels(None, str(ROOT / "credentials.yml"))
        self.assertEqual({type(channel).__name__ for channel in channels}, {"RestInput", "DialogueActs"})

    def test_its_address(self):
        self.assertEqual(DialogueActs().url_prefix(), "acts")

    def test_texts_of_a_request(self):
        self.assertEqual(texts_in({"texts": ["身份证", "户口"]}), ["身份证", "户口"])
        wrong = [None, [], {}, {"texts": "身份证"}, {"texts": []}, {"texts": [1]}, {"texts": [" "]}]
        wrong += [{"texts": ["x"] * (MOST + 1)}, {"texts": ["x" * (LENGTH + 1)]}, {"texts": ["/restart"]}]
        for body in wrong:
            self.assertIsNone(texts_in(body), body)


if __name__ == "__main__":
    unittest.main()
