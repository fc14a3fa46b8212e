"""Writes weight files in the packed format: a second description of it, to read against."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
FLOAT, QUANTISED = 0, 1


def q4_blocks(weights: Floats) -> bytes:
    """Weights to Q4_0 blocks, one by one."""
    written = b""
    for start in range(0, len(weights), 32):
        block = weights[start : start + 32]
        scale = np.float16(max(abs(float(weight)) for weight in block) / 7 or 1.0)
        levels = [min(15, max(0, round(float(weight) / float(scale)) + 8)) for weight in block]
        halves = bytes(levels[at] | levels[at + 16] << 4 for at in range(16))
        written += struct.pack("<e", scale) + halves
    return written


def slow_weights(blocks: bytes) -> list[float]:
    """Q4_0 blocks back to weights, one by one."""
    weights: list[float] = []
    for start in range(0, len(blocks), 18):
        (scale,) = struct.unpack_from("<e", blocks, start)
        halves = blocks[start + 2 : start + 18]
        weights += [scale * ((byte & 15) - 8) for byte in halves]
        weights += [scale * ((byte >> 4) - 8) for byte in halves]
    return weights


@dataclass
class Recipe:
    """What goes into a file; a model so small that every part can be counted."""

    hidden: int = 32
    layers: int = 1
    heads: int = 2
    feed_forward: int = 64
    positions: int = 16
    types: int = 1
    eps: float = 1e-12
    pieces: Sequence[str] = ("<s>", "<pad>", "</s>", "<unk>", "▁身份证", "▁", "丢", "hello", "привет")
    scores: Sequence[float] = (0.0, 0.0, 0.0, 0.0, -1.0, -2.0, -3.0, -4.0, -5.0)
    extra: dict[str, tuple[int, int, bytes]] = field(default_factory=dict)

    def tensors(self) -> dict[str, tuple[int, int, bytes]]:
        """Kind, number of weights and bytes of each tensor."""
        random = np.random.default_rng(3)
        wide, narrow = self.feed_forward, self.hidden
        found: dict[str, tuple[int, int, bytes]] = {}

        def add(name: str, count: int, kind: int) -> None:
            weights = random.normal(scale=0.3, size=count).astype(np.float32)
            found[name] = (kind, count, q4_blocks(weights) if kind else weights.tobytes())

        add("emb.word", len(self.pieces) * narrow, QUANTISED)
        add("emb.pos", self.positions * narrow, FLOAT)
        add("emb.type", self.types * narrow, FLOAT)
        for name in ("emb.ln.w", "emb.ln.b"):
            add(name, narrow, FLOAT)
        for layer in range(self.layers):
            for part in ("q", "k", "v", "ao"):
                add(f"l{layer}.{part}.w", narrow * narrow, QUANTISED)
                add(f"l{layer}.{part}.b", narrow, FLOAT)
            add(f"l{layer}.fi.w", wide * narrow, QUANTISED)
            add(f"l{layer}.fi.b", wide, FLOAT)
            add(f"l{layer}.fo.w", narrow * wide, QUANTISED)
            add(f"l{layer}.fo.b", narrow, FLOAT)
            for part in ("aln", "oln"):
                add(f"l{layer}.{part}.w", narrow, FLOAT)
                add(f"l{layer}.{part}.b", narrow, FLOAT)
        return found | self.extra


def pack(recipe: Recipe | None = None) -> bytes:
    """The bytes of a weight file."""
    recipe = recipe or Recipe()
    pieces = [piece.encode() for piece in recipe.pieces]
    offsets = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    blob = b"".join(pieces)
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, recipe.hidden, recipe.layers, recipe.heads, recipe.feed_forward, len(pieces),
        recipe.positions, recipe.types, recipe.eps, 32,
    )  # fmt: skip
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(blob))
    head += offsets.tobytes() + np.array(recipe.scores, dtype="<f4").tobytes() + blob
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xFF21, 1, 0x41)
    tensors = recipe.tensors()
    directory_size = 4 + sum(2 + len(name.encode()) + 1 + 4 + 8 + 8 for name in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, (kind, count, data) in tensors.items():
        start = len(head) + directory_size + len(body)
        directory += struct.pack("<H", len(name.encode())) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, start, len(data))
        body += data
    return head + directory + body
