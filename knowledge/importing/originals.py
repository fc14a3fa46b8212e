"""The files that documents were imported from, kept as they came, named by their checksum."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.errors import InputInvalid
from knowledge.importing.writing import put

FOLDER = "originals"


@dataclass(frozen=True)
class Original:
    """A kept file: its checksum, the name it came with, its size."""

    sha256: str
    filename: str
    size: int


def keep(data: bytes, filename: str, data_dir: Path) -> Original:
    """Keep a file in ``data_dir``; the same file again is kept once, under the name it first came with."""
    digest = hashlib.sha256(data).hexdigest()
    target = data_dir / FOLDER / digest
    if not _is_whole(target, digest):
        put(data, target)
    described = target.with_name(f"{digest}.json")
    if not described.exists():
        original = Original(digest, filename, len(data))
        put(json.dumps(asdict(original), ensure_ascii=False).encode(), described)
    return describe(digest, data_dir)


def describe(sha256: str, data_dir: Path) -> Original:
    """What is known about a kept file."""
    try:
        return Original(**json.loads(_place(sha256, data_dir).with_name(f"{sha256}.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputInvalid("没有保存这份原件") from error


def fetch(sha256: str, data_dir: Path) -> bytes:
    """The bytes of a kept file; :class:`InputInvalid` when there is none or it was damaged."""
    try:
        data = _place(sha256, data_dir).read_bytes()
    except OSError as error:
        raise InputInvalid("没有保存这份原件") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise InputInvalid("原件与保存时的校验值不符，可能已损坏")
    return data


def _place(sha256: str, data_dir: Path) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise InputInvalid("没有保存这份原件")
    return data_dir / FOLDER / sha256


def _is_whole(target: Path, digest: str) -> bool:
    return target.is_file() and hashlib.sha256(target.read_bytes()).hexdigest() == digest
