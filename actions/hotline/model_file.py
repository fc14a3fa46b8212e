"""A learnt router on disk: written whole or not at all, checked before it is read.

``manifest.json`` names the files with their checksums and is replaced last: until then the old model
stays in use. The plain classifiers are a pickle, so only files whose checksum the manifest knows are
opened; keep the folder writable by the administrator alone. A fine-tuned encoder is a file of arrays.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import joblib  # type: ignore[import-untyped]
import sklearn

from actions.hotline.features import Encodes
from actions.hotline.model import Router
from actions.hotline.tuned import Tuned, graph_encoder
from knowledge.errors import InputInvalid

MANIFEST = "manifest.json"
#: Raised when what is stored changes its shape or meaning.
FORMAT = "jishitong-routing-2"
FILES = ("model-*.joblib", "tuned-*.npz")


def save(router: Router, folder: Path, encoder: str, rows: int, tuned: Tuned | None = None) -> None:
    """Write the router, and what its reader was tuned to; the folder may hold an older one."""
    stored = io.BytesIO()
    joblib.dump(router, stored, compress=3)
    files = {"model": _named("model-{}.joblib", stored.getvalue())}
    if tuned:
        files["tuned"] = _named("tuned-{}.npz", tuned.packed())
    manifest = {
        "format": FORMAT, "encoder": encoder, "scikit_learn": sklearn.__version__,
        "departments": list(router.departments), "rows": rows,
        "files": {part: {"file": name, "sha256": _digest(data)} for part, (name, data) in files.items()},
    }  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.values():
            _put(folder / name, data)
        _put(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise InputInvalid(f"模型写不进文件夹 {folder}: {error.strerror or error}") from error
    kept = {name for name, _ in files.values()}
    for old in (path for pattern in FILES for path in folder.glob(pattern)):
        if old.name not in kept:
            old.unlink(missing_ok=True)


def load(folder: Path, encoder: str, served: Callable[[bytes], Encodes] = graph_encoder) -> Router:
    """The router in a folder; :class:`InputInvalid` when there is none or it cannot be trusted."""
    manifest = _manifest(folder)
    if manifest["encoder"] != encoder:
        raise InputInvalid(f"{folder}: 这个派单模型是用另一个编码器学的，请重新运行 train")
    if manifest["scikit_learn"] != sklearn.__version__:
        raise InputInvalid(
            f"{folder}: 这个派单模型是用 scikit-learn {manifest['scikit_learn']} 存的，现在是 "
            f"{sklearn.__version__}，请重新运行 train"
        )
    router = joblib.load(io.BytesIO(_checked(folder, manifest["files"]["model"])))
    if not isinstance(router, Router):
        raise InputInvalid(f"{folder}: 不是派单模型")
    if "tuned" in manifest["files"]:
        router.read_by(Tuned.unpacked(_checked(folder, manifest["files"]["tuned"])).reader(served))
    return router


def _checked(folder: Path, entry: dict[str, str]) -> bytes:
    """The content of a file, if it is the one the manifest means."""
    try:
        data = (folder / Path(entry["file"]).name).read_bytes()
    except OSError as error:
        raise InputInvalid(f"{folder}: 模型文件 {entry['file']} 读不了，请重新运行 train") from error
    if _digest(data) != entry["sha256"]:
        raise InputInvalid(f"{folder}: 模型文件与登记的校验值不符（可能没有写完或被改动），请重新运行 train")
    return data


def _named(pattern: str, data: bytes) -> tuple[str, bytes]:
    return pattern.format(_digest(data)[:12]), data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise InputInvalid(f"{folder} 里没有派单模型，请先运行 python -m actions.hotline train")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        strings = [manifest[key] for key in ("format", "encoder", "scikit_learn")]
        strings += [one[key] for one in manifest["files"].values() for key in ("file", "sha256")]
        strings.append(manifest["files"]["model"]["file"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputInvalid(f"{path}: 文件损坏，请重新运行 train") from error
    if manifest["format"] != FORMAT or not all(isinstance(value, str) for value in strings):
        raise InputInvalid(f"{path}: 不是这个版本的派单模型，请重新运行 train")
    return manifest


def _put(path: Path, data: bytes) -> None:
    """Write beside, force to disk, rename: a reader never sees half a file."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with scratch.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
