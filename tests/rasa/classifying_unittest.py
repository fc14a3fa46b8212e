"""bot.nlu.classifying, in Rasa's environment, against Rasa's own way."""

# ruff: noqa: PT009 -- there is no pytest in Rasa's environment

import tempfile
import unittest
from pathlib import Path

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier as Classifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import coo_matrix, csr_matrix

from bot.nlu import classifying

CHANCE = np.random.default_rng(3)
WORDS, WIDTH = 40, 6


def message(act=None, counts=True, vector=True):
    made = Message({TEXT: "问", **({INTENT: act} if act else {})})
    found = CHANCE.integers(0, 3, (1, WORDS)) * (CHANCE.random((1, WORDS)) < 0.3)
    if counts:
        for kind in (FEATURE_TYPE_SEQUENCE, FEATURE_TYPE_SENTENCE):
            made.add_features(Features(coo_matrix(found), kind, TEXT, "counts"))
    if vector:
        dense = CHANCE.normal(size=(1, WIDTH)).astype(np.float32)
        made.add_features(Features(dense, FEATURE_TYPE_SENTENCE, TEXT, "encoder"))
    return made


class ClassifyingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.storage = LocalModelStorage(Path(folder.name))
        self.addCleanup(setattr, Classifier, "load", Classifier.load)
        self.addCleanup(setattr, Classifier, "_create_X", Classifier._create_X)

    def trained(self):
        context, resource = ExecutionContext(GraphSchema({}), node_name="classifier"), Resource("classifier")
        given = ({**Classifier.get_default_config()}, self.storage, resource, context)
        Classifier.create(*given).train(TrainingData([message(act) for act in ("ask", "greet", "file") * 9]))
        before = Classifier.load(*given)
        classifying.classify_without_copies()
        return before, Classifier.load(*given)

    def test_the_probabilities_are_the_same_to_the_last_bit(self):
        before, after = self.trained()
        self.assertTrue(after.clf.coef_.flags.f_contiguous)
        for _ in range(20):
            said = message()
            expected = before.clf.predict_proba(classifying._rows(before, [said]))
            self.assertEqual(after.clf.predict_proba(after._create_X([said])).tolist(), expected.tolist())

    def test_a_row_is_what_rasa_makes_of_it(self):
        said = message()
        expected, made = csr_matrix(classifying._rows(None, [said])), classifying.row(said)
        self.assertEqual(made.shape, expected.shape)
        self.assertEqual(made.toarray().tolist(), expected.toarray().tolist())

    def test_several_messages_are_left_to_rasa(self):
        several = [message(), message()]
        made = classifying.rows(None, several).toarray()
        self.assertEqual(made.tolist(), classifying._rows(None, several).toarray().tolist())

    def test_a_message_without_one_of_the_two_is_left_to_rasa(self):
        self.assertIsNone(classifying.row(message(counts=False)))
        self.assertIsNone(classifying.row(message(vector=False)))

    def test_a_classifier_that_learned_nothing_is_loaded(self):
        classifying.classify_without_copies()
        context = ExecutionContext(GraphSchema({}), node_name="classifier")
        empty = Classifier.load({}, self.storage, Resource("absent"), context)
        self.assertFalse(hasattr(empty.clf, "coef_"))


if __name__ == "__main__":
    unittest.main()
