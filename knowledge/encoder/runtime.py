"""Serve the encoder with ONNX Runtime: the one loader that both environments use.

Kept to Python 3.10 and to numpy, onnxruntime and tokenizers, because Rasa's environment imports it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from knowledge.errors import EncoderError

Floats = npt.NDArray[np.float32]

RUNTIME_FILE = "runtime.json"
ONNX_FILE = "model_int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
#: Token states of one batch are kept below this many tokens, so that memory stays bounded.
BATCH_TOKENS = 512


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

    @classmethod
    def load(cls, folder: Path | None = None, threads: int | None = None) -> Encoder:
        """Load a built encoder; :class:`EncoderError` when there is none or it is damaged."""
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
                str(folder / ONNX_FILE), options, providers=["CPUExecutionProvider"]
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
        return self._encode(texts, self._prompts["query"])

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Passages to unit vectors, shape (len(texts), dimension)."""
        return self._encode(texts, self._prompts["passage"])

    def _encode(self, texts: Sequence[str], prompt: str) -> Floats:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch([prompt + text for text in texts])]
        for batch in _batches([len(row) for row in ids]):
            vectors[batch] = self._forward([ids[at] for at in batch])
        return vectors

    def _forward(self, rows: list[list[int]]) -> Floats:
        width = max(len(row) for row in rows)
        input_ids = np.ones((len(rows), width), dtype=np.int64)  # 1 is <pad>; masked out below
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for at, row in enumerate(rows):
            input_ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        states = cast(Floats, self._session.run(None, {"input_ids": input_ids, "attention_mask": mask})[0])
        return _unit(self._pool(states, mask))

    def _pool(self, states: Floats, mask: npt.NDArray[np.int64]) -> Floats:
        if not self._mean:
            return states[:, 0]
        weights = mask[:, :, None].astype(np.float32)
        return cast(Floats, (states * weights).sum(axis=1) / weights.sum(axis=1))


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


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return cast(Floats, (vectors / np.maximum(norms, 1e-12)).astype(np.float32))


def _batches(lengths: list[int]) -> list[list[int]]:
    """Positions grouped by similar length, so that little is computed on padding."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    batches: list[list[int]] = []
    for at in order:
        if batches and (len(batches[-1]) + 1) * lengths[at] <= BATCH_TOKENS:
            batches[-1].append(at)
        else:
            batches.append([at])
    return batches
