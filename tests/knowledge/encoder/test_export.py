"""A tiny model goes the whole way: packed file, standard folder, ONNX, runtime."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.encoder import export
from knowledge.encoder.runtime import Encoder
from knowledge.errors import EncoderError

pytestmark = [
    # PyTorch and its exporter announce their own coming changes.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def test_the_runtime_says_what_the_model_is(tiny_folder: Path) -> None:
    runtime = json.loads((tiny_folder / export.RUNTIME_FILE).read_text(encoding="utf-8"))
    assert runtime["dimension"] == 32
    assert runtime["max_tokens"] == 16
    assert runtime["pooling"] == "mean"
    assert runtime["prompts"] == {"query": "query: ", "passage": "passage: "}
    assert runtime["fingerprint"]


def test_no_unquantised_model_is_left(tiny_folder: Path) -> None:
    assert [path.name for path in tiny_folder.glob("*.onnx*")] == [export.ONNX_FILE]


def test_served_vectors_are_those_of_the_model(tiny_folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(tiny_folder), device="cpu")
    served = Encoder.load(tiny_folder)
    texts = ["身份证丢了", "居住证", "", "身份证身份证身份证身份证身份证身份证身份证身份证身份证身份证"]
    for prompt, encode in (("query", served.encode_queries), ("passage", served.encode_passages)):
        plain = model.encode(texts, prompt_name=prompt)
        assert np.einsum("ij,ij->i", plain, encode(texts)) == pytest.approx(1, abs=0.03)


def test_the_pooling_of_a_model_is_read() -> None:
    class Pooling:
        def __init__(self, **config: Any) -> None:
            self.config = config

        def get_config_dict(self) -> dict[str, Any]:
            return self.config

    assert export.pooling_mode([object(), Pooling(pooling_mode="cls")]) == "cls"
    assert export.pooling_mode([Pooling(pooling_mode_mean_tokens=True)]) == "mean"
    assert export.pooling_mode([Pooling(pooling_mode_cls_token=True)]) == "cls"
    for odd in ([], [object()], [Pooling(pooling_mode="max")]):
        with pytest.raises(EncoderError, match="池化"):
            export.pooling_mode(odd)
