"""Export a sentence-transformers folder to ONNX, 8-bit, for serving without PyTorch."""

from __future__ import annotations

import hashlib
import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

RUNTIME_FILE = "runtime.json"
ONNX_FILE = "model_int8.onnx"


def pooling_mode(model: SentenceTransformer) -> str:
    """``mean`` or ``cls``, as the model's own pooling module says; other modes are refused."""
    for module in model:
        if type(module).__name__ == "Pooling":
            pooling: Any = module
            config: dict[str, Any] = pooling.get_config_dict()
            mode = config.get("pooling_mode")
            if mode in ("mean", "cls"):
                return str(mode)
            if config.get("pooling_mode_mean_tokens"):
                return "mean"
            if config.get("pooling_mode_cls_token"):
                return "cls"
    raise EncoderError("这个句向量模型的池化方式不受支持(需要 mean 或 cls)")


def write(folder: Path) -> None:
    """Add ``model_int8.onnx`` and ``runtime.json`` to a sentence-transformers folder.

    The graph takes ``input_ids`` and ``attention_mask`` of shape (batch, tokens) and gives the
    token states (batch, tokens, width); pooling is done by the runtime.
    """
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    prompts = model.prompts or {}
    transformer: Any = model[0]
    write_graph(transformer.auto_model, folder / ONNX_FILE)
    runtime = {
        "dimension": model.get_embedding_dimension(),
        "max_tokens": int(model.max_seq_length or 512),
        "fingerprint": hashlib.sha256((folder / ONNX_FILE).read_bytes()).hexdigest()[:16],
        "pooling": pooling_mode(model),
        "prompts": {
            "query": prompts.get("query", ""),
            "passage": prompts.get("passage", prompts.get("document", "")),
        },
    }
    (folder / RUNTIME_FILE).write_text(json.dumps(runtime, ensure_ascii=False, indent=1), encoding="utf-8")


@contextmanager
def quietly() -> Iterator[None]:
    """Without the libraries' notices, which would drown what a command says."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def write_graph(transformer: Any, target: Path) -> None:
    """Write a transformer as the 8-bit graph that the runtime serves."""
    plain = target.with_name("model_fp32.onnx")
    _export(transformer, plain)
    _quantise(plain, target)
    plain.unlink()
    plain.with_name(plain.name + ".data").unlink(missing_ok=True)


def _export(transformer: Any, target: Path) -> None:
    import torch

    # The plain formula exports to a fifth less work than PyTorch's fused attention, whose guards
    # against fully masked rows become nodes of the graph.
    transformer.set_attn_implementation("eager")

    class States(torch.nn.Module):
        """The transformer with two inputs and one output, which is all that serving needs."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            output = self.transformer(input_ids=input_ids, attention_mask=attention_mask)
            return output.last_hidden_state  # type: ignore[no-any-return]

    example = (torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long))
    batch, tokens = torch.export.Dim("batch"), torch.export.Dim("tokens", max=512)
    with torch.no_grad():
        torch.onnx.export(
            States().eval(), example, str(target), input_names=["input_ids", "attention_mask"],
            output_names=["states"], dynamo=True, verbose=False,
            dynamic_shapes=({0: batch, 1: tokens}, {0: batch, 1: tokens}), external_data=False,
        )  # fmt: skip


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), per_channel=True, weight_type=QuantType.QInt8)
