"""bot.nlu.parsing, in Rasa's environment, around Rasa's own parsing."""

# ruff: noqa: PT009 -- there is no pytest in Rasa's environment

import unittest
from types import SimpleNamespace
from unittest import mock

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import parsing


class Runner:
    """Counts what it is asked; understands a text as an intent of the same name."""

    def __init__(self):
        self.asked = []

    def run(self, inputs, targets):
        message = inputs["__message__"][0]
        self.asked.append(message.text)
        found = Message(
            data={"text": message.text, "message_id": message.message_id, "metadata": message.metadata}
        )
        found.set("intent", {"name": message.text, "confidence": 0.9}, add_to_output=True)
        found.set("entities", [{"entity": "paper", "value": message.text}], add_to_output=True)
        return {target: [found] for target in targets}


class ParsingTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(
            setattr, MessageProcessor, "_parse_message_with_graph", MessageProcessor._parse_message_with_graph
        )
        parsing.remember_texts()
        self.processor = processor()

    def parse(self, text, whole=False, **told):
        return MessageProcessor._parse_message_with_graph(
            self.processor, UserMessage(text, **told), None, only_output_properties=not whole
        )

    def test_a_text_is_read_once(self):
        first = self.parse("身份证", message_id="1", metadata={"request_id": "a"})
        again = self.parse("身份证", message_id="2", metadata={"request_id": "b"})
        self.assertEqual(self.processor.graph_runner.asked, ["身份证"])
        self.assertEqual(first, again)
        self.assertEqual(first["intent"], {"name": "身份证", "confidence": 0.9})
        self.assertNotIn("metadata", first)

    def test_what_a_caller_changes_is_its_own(self):
        self.parse("身份证")["entities"][0]["value"] = "changed"
        self.assertEqual(self.parse("身份证")["entities"], [{"entity": "paper", "value": "身份证"}])

    def test_what_components_leave_behind_is_read_anew(self):
        self.assertEqual(self.parse("身份证", whole=True, message_id="1")["message_id"], "1")
        self.assertEqual(self.parse("身份证", whole=True, message_id="2")["message_id"], "2")

    def test_another_model_reads_anew(self):
        self.parse("身份证")
        self.processor.graph_runner = Runner()
        self.parse("身份证")
        self.assertEqual(self.processor.graph_runner.asked, ["身份证"])

    def test_the_text_that_was_not_said_for_the_longest_time_is_forgotten(self):
        with mock.patch.object(parsing, "KEPT", 2):
            for text in ("a", "b", "a", "c", "a", "b"):
                self.parse(text)
        self.assertEqual(self.processor.graph_runner.asked, ["a", "b", "c", "b"])


def processor():
    return SimpleNamespace(graph_runner=Runner(), model_metadata=SimpleNamespace(nlu_target="nlu"))


if __name__ == "__main__":
    unittest.main()
