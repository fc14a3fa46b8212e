"""A real encoder so small that it is built and tuned in seconds: two layers and a few words."""

from __future__ import annotations

from pathlib import Path

from knowledge.encoder import convert, export, packed
from tests.knowledge.encoder.packing import Recipe, pack

WORDS = ["停水", "水管", "水压", "摆摊", "占道", "垃圾", "学校", "老师", "报名"]
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁query", ":", "东", "西", "南", "北", *WORDS]


def build(base: Path) -> Path:
    """The encoder's folder, as its build leaves it."""
    scores = [0.0] * 4 + [-float(at) for at in range(1, len(PIECES) - 3)]
    tiny = packed.read(pack(Recipe(layers=2, pieces=PIECES, scores=scores)))
    with export.quietly():
        convert.write(tiny, base / "encoder", base / "bert")
        export.write(base / "encoder")
    return base / "encoder"
