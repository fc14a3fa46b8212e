"""Sentence vectors of the project's encoder as dense features of the Rasa pipeline. Python 3.10."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge.encoder.runtime import Encoder, encoder_folder
from knowledge.errors import EncoderError

FINGERPRINT_FILE = "encoder.txt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class EncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """One dense vector a message. Training only records which encoder made the vectors."""

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        storage: ModelStorage,
        resource: Resource,
        encoder: Encoder,
    ) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._encoder = encoder
        self._scale = np.float32(config["scale"])

    @classmethod
    def required_components(cls) -> list[type]:
        """None is needed for the vectors, but Rasa's classifiers expect a tokenizer before featurizers."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages beyond Rasa's own."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``scale`` weighs the unit vectors against the n-gram counts beside them."""
        return {FEATURIZER_CLASS_ALIAS: None, "scale": 1.0}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """A scale that is not positive would switch the vectors off in silence."""
        if not float(config["scale"]) > 0:
            raise ValueError(f"{cls.__name__}: scale must be positive, got {config['scale']}")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another encoder means other features: Rasa's training cache must not reuse the old ones."""
        return Encoder.fingerprint_of(encoder_folder())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderFeaturizer:
        """A component for training."""
        return cls(config, execution_context.node_name, model_storage, resource, Encoder.load())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EncoderFeaturizer:
        """A component for serving; :class:`EncoderError` when the model was trained with another encoder."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            trained = (folder / FINGERPRINT_FILE).read_text(encoding="utf-8")
        if trained != component._encoder.fingerprint:
            raise EncoderError("对话模型是用另一个编码器训练的,请重新运行 make train")
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Record the encoder's fingerprint in the model."""
        with self._storage.write_to(self._resource) as folder:
            (folder / FINGERPRINT_FILE).write_text(self._encoder.fingerprint, encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to all examples at once."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add a vector to every message that has text; nothing but blanks gets the zero vector."""
        worded = [message for message in messages if message.get(TEXT) is not None]
        said = [message for message in worded if message.get(TEXT).strip()]
        vectors = self._encoder.encode_queries([message.get(TEXT) for message in said]) * self._scale
        rows = {id(message): vector for message, vector in zip(said, vectors, strict=True)}
        nothing = np.zeros(self._encoder.dimension, dtype=np.float32)
        for message in worded:
            row = rows.get(id(message), nothing)[np.newaxis, :]
            message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages
