"""Fine-tune the upper layers of the sentence encoder on closed tickets, with PyTorch.

The departments are learnt, and beside them the categories, which say more about what a text is of. The
lower layers stay as they are. What comes out is served without PyTorch, see :mod:`actions.hotline.tuned`.
Deterministic on one kind of processor: seeds are fixed, and so is the number of threads.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from tqdm import tqdm

from actions.hotline.lower_layers import Ints, States, lower_states, precision, through
from actions.hotline.model import numbered
from actions.hotline.tickets_file import Tickets
from actions.hotline.tuned import LENGTH, Head, Tuned
from knowledge.encoder import export

SEED, THREADS = 2026, 2
#: Upper layers that learn; of a smaller model at most half.
LAYERS, EPOCHS, BATCH = 4, 4, 32
#: Learning rates of layers and heads, the part of all steps in which they rise, and what shrinks weights.
RATE, HEAD_RATE, RISE, DECAY = 1.5e-4, 2e-3, 0.1, 0.01
#: What labels give to all other classes, what categories count, longest step.
SMOOTHING, CATEGORIES_WEIGHT, LONGEST_STEP = 0.1, 0.3, 1.0
#: Parts of the vectors and of the tokens that are left out while learning, so that nothing hangs on one word.
DROPOUT, TOKENS_LEFT_OUT = 0.1, 0.1
#: Tokens of a text that are read while learning, and texts: a part of more, or it would take hours and gigabytes.
TOKENS, MOST_TEXTS = 128, 20_000
#: Batches are of texts of like length, picked from so many batches at a time.
POOL = 16


class Network(nn.Module):
    """Upper layers and heads."""

    def __init__(self, layers: nn.ModuleList, mean: bool, width: int, classes: Sequence[int]) -> None:
        super().__init__()
        self.layers = layers
        self.mean = mean
        self.heads = nn.ModuleList(_blank(nn.Linear(width, count)) for count in classes)

    def forward(self, states: torch.Tensor, standing: torch.Tensor) -> list[torch.Tensor]:
        """Scores of departments and of categories."""
        states = through(self.layers, states, standing).float()
        weights = standing[..., None].float()
        pooled = (states * weights).sum(1) / weights.sum(1) if self.mean else states[:, 0]
        vectors = functional.dropout(functional.normalize(pooled, dim=1) * LENGTH, DROPOUT, self.training)
        return [head(vectors) for head in self.heads]


def _blank(head: nn.Linear) -> nn.Linear:
    nn.init.normal_(head.weight, std=0.02)
    nn.init.zeros_(head.bias)
    return head


def tune(folder: Path, tickets: Tickets) -> Tuned | None:
    """Tune the encoder in a folder; None when it is not built of layers as BERT is."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    with export.quietly():
        return _tune(folder, tickets)


def _tune(folder: Path, tickets: Tickets) -> Tuned | None:
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(THREADS)
    torch.manual_seed(SEED)
    model = SentenceTransformer(str(folder), device="cpu")
    first: Any = model[0]
    transformer = first.auto_model.eval()
    layers = getattr(getattr(transformer, "encoder", None), "layer", None)
    if layers is None or not hasattr(transformer, "embeddings"):
        return None
    # Fused attention is several times slower in half precision on a processor.
    transformer.set_attn_implementation("eager")
    below = len(layers) - min(LAYERS, ceil(len(layers) / 2))
    labels = [numbered(names)[1] for names in (tickets.departments, tickets.categories)]
    classes = [int(one.max()) + 1 for one in labels]
    mean = export.pooling_mode(model) == "mean"
    network = Network(layers[below:], mean, transformer.config.hidden_size, classes)
    rows = some(len(tickets.texts))
    states = lower_states(transformer, _tokens(model, [tickets.texts[row] for row in rows]), below)
    learn(network, states, [one[rows] for one in labels])
    return Tuned(_graph(transformer.eval()), *(_head(head) for head in network.heads))


def some(count: int) -> Ints:
    """All rows, or as many as are read, picked at random."""
    return np.sort(np.random.default_rng(SEED).permutation(count)[:MOST_TEXTS])


def _tokens(model: Any, texts: Sequence[str]) -> list[list[int]]:
    """Token ids of texts, read as questions are."""
    prompt = (model.prompts or {}).get("query", "")
    longest = min(TOKENS, model.max_seq_length or TOKENS)
    found = model.tokenizer([prompt + text for text in texts], truncation=True, max_length=longest)
    return list(found["input_ids"])


def learn(network: Network, states: States, labels: Sequence[Ints]) -> None:
    """Fit the network to the labels of the texts."""
    steps = EPOCHS * ceil(len(labels[0]) / BATCH)
    groups = [
        {"params": list(network.layers.parameters()), "lr": RATE},
        {"params": list(network.heads.parameters()), "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY, betas=(0.9, 0.98), fused=True)
    slope = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: share_of_rate(step, steps))
    network.train()
    with tqdm(total=steps, desc="微调编码器", unit="步") as bar:
        for rows in batches(states.lengths, EPOCHS):
            tokens, standing = states.batch(rows)
            with precision():
                scores = network(tokens, thinned(standing))
                loss = _loss(scores, [torch.from_numpy(one[rows]) for one in labels])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), LONGEST_STEP)
            optimiser.step()
            slope.step()
            bar.update()
    network.eval()


def _loss(scores: Sequence[torch.Tensor], labels: Sequence[torch.Tensor]) -> torch.Tensor:
    departments, categories = (
        functional.cross_entropy(found.float(), right, label_smoothing=SMOOTHING)
        for found, right in zip(scores, labels, strict=True)
    )
    return departments + CATEGORIES_WEIGHT * categories


def thinned(standing: torch.Tensor) -> torch.Tensor:
    """Some tokens fewer; the first of each text stays."""
    found = standing & (torch.rand(standing.shape) >= TOKENS_LEFT_OUT)
    found[:, 0] = standing[:, 0]
    return found


def share_of_rate(step: int, steps: int) -> float:
    """The rates rise in a line, then fall in one to nothing."""
    rise = max(RISE * steps, 1.0)
    return min((step + 1) / rise, max(0.0, (steps - step) / max(steps - rise, 1.0)))


def batches(lengths: Ints, epochs: int) -> Iterator[Ints]:
    """Rows in random order, those of like length together: little is padded, and nothing is always first."""
    random = np.random.default_rng(SEED)
    for _ in range(epochs):
        order = random.permutation(len(lengths))
        found: list[Ints] = []
        for start in range(0, len(order), BATCH * POOL):
            part = order[start : start + BATCH * POOL]
            part = part[np.argsort(lengths[part], kind="stable")]
            found += [part[at : at + BATCH] for at in range(0, len(part), BATCH)]
        yield from (found[at] for at in random.permutation(len(found)))


def _head(head: Any) -> Head:
    return Head(head.weight.detach().numpy().copy(), head.bias.detach().numpy().copy())


def _graph(transformer: Any) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / export.ONNX_FILE
        export.write_graph(transformer, path)
        return path.read_bytes()
