"""Serve the encoder with ONNX Runtime: the one loader that both environments use.

Kept to Python 3.10 and to numpy, onnxruntime and tokenizers, because Rasa's environment imports it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from knowledge.errors import EncoderError

Floats = npt.NDArray[np.float32]

RUNTIME_FILE = "runtime.json"
ONNX_FILE = "model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
#: Questions whose vectors are kept (6 MB): one message is looked at from several sides, and many ask the same.
REMEMBERED = 4096
#: From this many texts on, several threads pay.
MANY = 8
#: ONNX Runtime's fused sum and layer norm is slower than the two alone: without it a text takes a sixth less.
LEFT_OUT = ["SkipLayerNormFusion"]


def encoder_folder() -> Path:
    """Where the built encoder lies: ``ENCODER_DIR``, else ``models/encoder`` in ``DATA_DIR``."""
    named = os.environ.get("ENCODER_DIR")
    return Path(named) if named else Path(os.environ.get("DATA_DIR") or "var") / "models" / "encoder"


class Encoder:
    """Sentences to unit vectors. Prompts belong to the model's configuration, not to callers."""

    def __init__(self, session: Any, tokenizer: Any, config: dict[str, Any]) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._prompts: dict[str, str] = config["prompts"]
        self._mean = config["pooling"] == "mean"
        self.dimension: int = config["dimension"]
        #: Names the model; vectors of different fingerprints must not be mixed.
        self.fingerprint: str = config["fingerprint"]
        self._question = lru_cache(maxsize=REMEMBERED)(self._vector)

    @classmethod
    def load(
        cls, folder: Path | None = None, threads: int | None = None, graph: bytes | None = None
    ) -> Encoder:
        """Load a built encoder, or another graph of its kind; :class:`EncoderError` when there is none or
        it is damaged."""
        folder = folder or encoder_folder()
        for name in (RUNTIME_FILE, TOKENIZER_FILE):
            if not (folder / name).is_file():
                raise EncoderError(f"编码器还没有生成:{folder}(请运行 make encoder)")
        # Recent releases of ONNX Runtime report usage to their maker unless told not to.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime
        from tokenizers import Tokenizer

        config = _config(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or int(os.environ.get("ENCODER_THREADS", "1"))
        options.inter_op_num_threads = 1
        state = onnxruntime.capi.onnxruntime_pybind11_state
        try:
            session = onnxruntime.InferenceSession(
                graph or str(folder / ONNX_FILE),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=LEFT_OUT,
            )
        except (state.NoSuchFile, state.InvalidProtobuf, state.InvalidArgument, state.Fail) as error:
            raise EncoderError(f"编码器文件缺失或损坏:{folder / ONNX_FILE}") from error
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.enable_truncation(config["max_tokens"])
        tokenizer.no_padding()
        return cls(session, tokenizer, config)

    @staticmethod
    def fingerprint_of(folder: Path) -> str:
        """Fingerprint of a built encoder, without loading it."""
        try:
            return str(json.loads((folder / RUNTIME_FILE).read_text(encoding="utf-8"))["fingerprint"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderError(f"编码器还没有生成:{folder}(请运行 make encoder)") from error

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Questions to unit vectors, shape (len(texts), dimension)."""
        prompt = self._prompts["query"]
        return self._stacked([prompt + text for text in texts], self._question)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Passages to unit vectors, shape (len(texts), dimension)."""
        prompt = self._prompts["passage"]
        return self._stacked([prompt + text for text in texts], self._vector)

    def _stacked(self, texts: list[str], vector: Callable[[str], Floats]) -> Floats:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) < MANY:
            return np.stack([vector(text) for text in texts])
        with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="encoder") as threads:
            return np.stack(list(threads.map(vector, texts)))

    def _vector(self, text: str) -> Floats:
        """One text alone: 8-bit activations are scaled over a batch, so that in company a text's vector
        would depend on its neighbours. Padding is saved, and threads do what batches would."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        states = cast(Floats, self._session.run(None, inputs)[0])[0]
        return _unit(states.mean(axis=0) if self._mean else states[0])


def shared() -> Encoder:
    """The process's one encoder: whoever needs one beside another takes this, for each takes 180 MB."""
    return _loaded(encoder_folder())


@lru_cache(maxsize=1)
def _loaded(folder: Path) -> Encoder:
    return Encoder.load(folder)


def _config(folder: Path) -> dict[str, Any]:
    """What the export wrote about the model."""
    try:
        config: dict[str, Any] = json.loads((folder / RUNTIME_FILE).read_text(encoding="utf-8"))
        missing = {"prompts", "pooling", "dimension", "fingerprint", "max_tokens"} - config.keys()
    except (ValueError, AttributeError) as error:
        raise EncoderError(f"编码器文件损坏:{folder / RUNTIME_FILE}") from error
    if missing:
        raise EncoderError(f"编码器文件损坏:{folder / RUNTIME_FILE} 缺少 {'、'.join(sorted(missing))}")
    return config


def _unit(vector: Floats) -> Floats:
    return cast(Floats, (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32))
