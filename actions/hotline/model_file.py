"""A learnt router on disk: written whole or not at all, checked before it is read.

``manifest.json`` names the model file and its checksum, and is replaced last: until then the old
model stays in use. The file is a pickle, so only files whose checksum the manifest knows are opened;
keep the folder writable by the administrator alone.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
from pathlib import Path
from typing import Any

import joblib  # type: ignore[import-untyped]
import sklearn

from actions.hotline.model import Router
from knowledge.errors import InputInvalid

MANIFEST = "manifest.json"
#: Raised when what is stored changes its shape or meaning.
FORMAT = "jishitong-routing-1"


def save(router: Router, folder: Path, encoder: str, rows: int) -> None:
    """Write the router; the folder may hold an older one."""
    stored = io.BytesIO()
    joblib.dump(router, stored, compress=3)
    data = stored.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    manifest = {
        "format": FORMAT, "file": f"model-{digest[:12]}.joblib", "sha256": digest, "encoder": encoder,
        "scikit_learn": sklearn.__version__, "departments": list(router.departments), "rows": rows,
    }  # fmt: skip
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(folder / manifest["file"], data)
        _put(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise InputInvalid(f"模型写不进文件夹 {folder}: {error.strerror or error}") from error
    for old in folder.glob("model-*.joblib"):
        if old.name != manifest["file"]:
            old.unlink(missing_ok=True)


def load(folder: Path, encoder: str) -> Router:
    """The router in a folder; :class:`InputInvalid` when there is none or it cannot be trusted."""
    manifest = _manifest(folder)
    if manifest["encoder"] != encoder:
        raise InputInvalid(f"{folder}: 这个派单模型是用另一个编码器学的，请重新运行 train")
    if manifest["scikit_learn"] != sklearn.__version__:
        raise InputInvalid(
            f"{folder}: 这个派单模型是用 scikit-learn {manifest['scikit_learn']} 存的，现在是 "
            f"{sklearn.__version__}，请重新运行 train"
        )
    try:
        data = (folder / Path(manifest["file"]).name).read_bytes()
    except OSError as error:
        raise InputInvalid(f"{folder}: 模型文件 {manifest['file']} 读不了，请重新运行 train") from error
    if hashlib.sha256(data).hexdigest() != manifest["sha256"]:
        raise InputInvalid(f"{folder}: 模型文件与登记的校验值不符（可能没有写完或被改动），请重新运行 train")
    router = joblib.load(io.BytesIO(data))
    if not isinstance(router, Router):
        raise InputInvalid(f"{folder}: 不是派单模型")
    return router


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise InputInvalid(f"{folder} 里没有派单模型，请先运行 python -m actions.hotline train")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        strings = [manifest[key] for key in ("format", "file", "sha256", "encoder", "scikit_learn")]
    except (OSError, ValueError, KeyError, TypeError) as error:
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
