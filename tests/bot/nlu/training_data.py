"""Reads the Rasa project's files for the tests, as plain YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
_ENTITY = re.compile(r"\[([^\]]+)\]\(([a-z_]+)\)")


def load(path: str) -> Any:
    """A YAML file of the repository."""
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def blocks(kind: str) -> Iterator[tuple[str, list[str]]]:
    """Name and examples of each ``intent``, ``lookup``, ``regex`` or ``synonym`` block."""
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for block in load(str(path.relative_to(ROOT)))["nlu"]:
            if kind in block:
                yield block[kind], [line.removeprefix("- ") for line in block["examples"].splitlines()]


def examples() -> dict[str, list[str]]:
    """Examples by intent, with their entity marks."""
    found: dict[str, list[str]] = {}
    for intent, texts in blocks("intent"):
        found.setdefault(intent, []).extend(texts)
    return found


def plain(example: str) -> str:
    """What the resident typed, without entity marks."""
    return _ENTITY.sub(r"\1", example)


def marks(example: str) -> list[tuple[str, str]]:
    """Marked (text, entity) pairs."""
    return [(match[1], match[2]) for match in _ENTITY.finditer(example)]
