"""The encoder's lower layers stay as they are: what they make of the texts is computed once and kept.

Needs PyTorch, so only learning imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from tqdm import tqdm

Ints = npt.NDArray[np.intp]

BATCH = 32
#: Added to the attention paid to padding.
NEVER = -1e4


@dataclass(frozen=True)
class States:
    """Token states of many texts, one after the other, as half floats; ``ends`` begins with 0."""

    tokens: npt.NDArray[np.float16]
    ends: Ints

    @property
    def lengths(self) -> Ints:
        """Tokens of each text."""
        return np.diff(self.ends)

    def batch(self, rows: Ints) -> tuple[torch.Tensor, torch.Tensor]:
        """States of some texts, padded, and where tokens stand."""
        lengths = self.lengths[rows]
        states = torch.zeros(len(rows), int(lengths.max()), self.tokens.shape[1])
        standing = torch.arange(states.shape[1])[None, :] < torch.from_numpy(lengths)[:, None]
        for at, row in enumerate(rows):
            part = self.tokens[self.ends[row] : self.ends[row + 1]]
            states[at, : len(part)] = torch.from_numpy(part.astype(np.float32))
        return states, standing


def lower_states(transformer: Any, ids: Sequence[Sequence[int]], layers: int) -> States:
    """What the embeddings and the first ``layers`` layers make of texts given as token ids."""
    ends = np.array([0, *accumulate(map(len, ids))])
    states = States(np.zeros((ends[-1], transformer.config.hidden_size), np.float16), ends)
    by_length = np.argsort(states.lengths, kind="stable")
    with torch.no_grad(), precision():
        for start in tqdm(range(0, len(ids), BATCH), desc="读工单", unit="批"):
            rows = by_length[start : start + BATCH]
            found = _batch_states(transformer, [ids[row] for row in rows], layers)
            for at, row in enumerate(rows):
                states.tokens[ends[row] : ends[row + 1]] = found[at, : len(ids[row])].float().numpy()
    return states


def _batch_states(transformer: Any, ids: Sequence[Sequence[int]], layers: int) -> torch.Tensor:
    longest = max(map(len, ids))
    padding = transformer.config.pad_token_id
    padded = torch.tensor([[*one, *[padding] * (longest - len(one))] for one in ids])
    standing = torch.tensor([[True] * len(one) + [False] * (longest - len(one)) for one in ids])
    return through(transformer.encoder.layer[:layers], transformer.embeddings(input_ids=padded), standing)


def through(layers: Any, states: torch.Tensor, standing: torch.Tensor) -> torch.Tensor:
    """States above some layers; padding is not attended to."""
    mask = torch.zeros(standing.shape).masked_fill(~standing, NEVER)[:, None, None, :]
    for layer in layers:
        states = layer(states, mask)
    return states


def precision() -> AbstractContextManager[Any]:
    """Half precision where the processor multiplies it (twice as fast); elsewhere it would be slower."""
    able = torch.cpu.get_capabilities()
    return torch.autocast(
        "cpu", torch.bfloat16, enabled=bool(able.get("avx512_bf16") or able.get("amx_bf16"))
    )
