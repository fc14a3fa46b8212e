"""The file of a backup: a compressed tar whose ``manifest.json`` names every file with size and SHA-256."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from knowledge.errors import AppError

MANIFEST = "manifest.json"
FORMAT = 1
_BLOCK = 1 << 20


class BackupDamaged(AppError):
    """A backup is not what its manifest says."""

    code = "backup_damaged"


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_below(folder: Path) -> Iterator[str]:
    """Every plain file, by its path with slashes; links are left out."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix()


def pack(staging: Path, target: Path, facts: Mapping[str, Any]) -> None:
    """Write the files of ``staging`` to ``target``, which appears complete or not at all, for its owner only."""
    files = {
        name: {"size": (staging / name).stat().st_size, "sha256": digest(staging / name)}
        for name in files_below(staging)
    }
    manifest = {"format": FORMAT, **facts, "files": files}
    (staging / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    try:
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                for name in (MANIFEST, *files):
                    archive.add(staging / name, name, recursive=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Write the files of a backup to ``folder`` and check each; the manifest."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            _extract(archive, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed: dict[str, dict[str, Any]] = manifest["files"]
        known = manifest["format"] == FORMAT
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, OSError) as error:
        raise BackupDamaged(f"备份文件读不出来：{source}（{type(error).__name__}）") from error
    if not known:
        raise BackupDamaged("备份是别的版本做的，请用做备份时的版本恢复")
    found = set(files_below(folder)) - {MANIFEST}
    wrong = sorted(
        name for name in found | set(listed)
        if name not in found or name not in listed or digest(folder / name) != listed[name]["sha256"]
    )  # fmt: skip
    if wrong:
        raise BackupDamaged(f"备份里有 {len(wrong)} 个文件缺失或已损坏，如 {wrong[0]}")
    return manifest


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    for member in archive:
        path = PurePosixPath(member.name)
        if not member.isfile() or path.is_absolute() or ".." in path.parts:
            raise BackupDamaged(f"备份里有不该有的东西：{member.name[:100]}")
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        content = archive.extractfile(member)
        if content is not None:
            with content, target.open("wb") as file:
                shutil.copyfileobj(content, file, _BLOCK)
