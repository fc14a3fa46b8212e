"""bot.nlu.encoder_featurizer, in Rasa's environment, with an encoder that needs no model file."""

# ruff: noqa: PT009, PT027 -- there is no pytest in Rasa's environment

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import encoder_featurizer
from bot.nlu.encoder_featurizer import EncoderFeaturizer
from knowledge.errors import EncoderError

CONFIG = {**EncoderFeaturizer.get_default_config(), "scale": 12}


class Lengths:
    """An encoder whose vector is (length, 1)."""

    dimension = 2

    def __init__(self, fingerprint="one"):
        self.fingerprint = fingerprint
        self.batches = []

    def encode_queries(self, texts):
        self.batches.append(list(texts))
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(-1, 2)


class FeaturizerTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.storage = LocalModelStorage(Path(folder.name))
        self.context = ExecutionContext(GraphSchema({}), node_name="featurizer")
        self.resource = Resource("featurizer")

    def make(self, how="create", encoder=None):
        build = getattr(EncoderFeaturizer, how)
        with mock.patch.object(encoder_featurizer.Encoder, "load", return_value=encoder or Lengths()):
            return build(CONFIG, self.storage, self.resource, self.context)

    @staticmethod
    def vector(message):
        return message.get_dense_features(TEXT)[1].features

    def test_a_message_gets_one_scaled_sentence_vector(self):
        message = Message({TEXT: "身份证"})
        self.make().process([message])
        sequence, sentence = message.get_dense_features(TEXT)
        self.assertIsNone(sequence)
        self.assertEqual(sentence.type, FEATURE_TYPE_SENTENCE)
        np.testing.assert_array_equal(sentence.features, [[36, 12]])

    def test_each_message_gets_its_own_vector(self):
        messages = [Message({TEXT: "一"}), Message({TEXT: "一二三"}), Message({TEXT: "一"})]
        self.make().process(messages)
        self.assertEqual([self.vector(message)[0, 0] for message in messages], [12, 36, 12])

    def test_blank_text_gets_the_zero_vector(self):
        message = Message({TEXT: " "})
        self.make().process([message])
        np.testing.assert_array_equal(self.vector(message), [[0, 0]])

    def test_messages_without_text_are_left_alone(self):
        message = Message({"intent_name": "ask"})
        self.make().process([message])
        self.assertEqual(message.features, [])

    def test_training_examples_are_encoded_in_one_batch(self):
        encoder = Lengths()
        examples = [Message({TEXT: "一"}), Message({TEXT: "二二"})]
        self.make(encoder=encoder).process_training_data(TrainingData(examples))
        self.assertEqual(encoder.batches, [["一", "二二"]])

    def test_a_model_is_served_with_the_encoder_it_was_trained_with(self):
        self.make().train(TrainingData())
        self.assertIsInstance(self.make("load"), EncoderFeaturizer)
        with self.assertRaisesRegex(EncoderError, "make train"):
            self.make("load", Lengths("another"))

    def test_another_encoder_is_another_component_for_rasas_cache(self):
        with mock.patch.object(encoder_featurizer.Encoder, "fingerprint_of", return_value="one"):
            self.assertEqual(EncoderFeaturizer.fingerprint_addon(CONFIG), "one")

    def test_a_scale_that_would_switch_the_vectors_off_is_refused(self):
        for scale in (0, -1, float("nan")):
            with self.subTest(scale), self.assertRaises(ValueError):
                EncoderFeaturizer.validate_config({**CONFIG, "scale": scale})


if __name__ == "__main__":
    unittest.main()
