"""Index versions on disk: one folder each, one file that names the live one, one lock for writers.

index/
  CURRENT                    name of the live version, swapped by rename
  write.lock
  versions/20261123T081500-3f2a/…
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from knowledge.errors import IndexDamaged, IndexLocked, IndexMissing

MANIFEST = "manifest.json"
_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")
#: Older versions beyond this many are removed after a build; the live one never is.
KEPT = 8


def index_folder() -> Path:
    """Where the index lies: ``INDEX_DIR``, else ``index`` in ``DATA_DIR``."""
    named = os.environ.get("INDEX_DIR")
    return Path(named) if named else Path(os.environ.get("DATA_DIR") or "var") / "index"


@dataclass(frozen=True)
class Version:
    """One built version; ``manifest`` says what it holds and the checksum of each file."""

    name: str
    folder: Path
    manifest: dict[str, Any]
    live: bool


class Versions:
    """The versions in one index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._current = folder / "CURRENT"
        self._store = folder / "versions"
        #: How the file that names the live version looked when it was read, and what it said.
        self._seen: tuple[tuple[int, int, int] | None, str | None] = (None, None)

    def current_name(self) -> str | None:
        """Name of the live version, ``None`` when nothing has been built."""
        try:
            state = os.stat(self._current)
        except FileNotFoundError:
            return None
        # A swap replaces the file: every question asks, and looking costs a tenth of reading.
        stamp = (state.st_ino, state.st_mtime_ns, state.st_size)
        seen, name = self._seen
        if stamp != seen:
            name = self._read()
            self._seen = stamp, name
        return name

    def _read(self) -> str | None:
        try:
            name = self._current.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None
        return name if _NAME.fullmatch(name) else None

    def current(self) -> Version:
        """The live version; :class:`IndexMissing` when there is none."""
        name = self.current_name()
        if name is None:
            raise IndexMissing(f"{self.folder} 里还没有索引,请先运行 python -m knowledge build")
        return self.get(name)

    def get(self, name: str) -> Version:
        """A version by name; :class:`IndexMissing` or :class:`IndexDamaged` when it cannot be had."""
        folder = self._store / name
        if not _NAME.fullmatch(name) or not (folder / MANIFEST).is_file():
            raise IndexMissing(f"没有名为 {name} 的索引版本")
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            manifest["files"].items()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise IndexDamaged(f"索引版本 {name} 的清单损坏:{folder / MANIFEST}") from error
        return Version(name, folder, manifest, name == self.current_name())

    def all(self) -> list[Version]:
        """All complete versions, newest first; those with a damaged manifest are left out."""
        if not self._store.is_dir():
            return []
        names = sorted((p.name for p in self._store.iterdir() if _NAME.fullmatch(p.name)), reverse=True)
        found = []
        for name in names:
            with suppress(IndexMissing, IndexDamaged):
                found.append(self.get(name))
        return found

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Hold the writers' lock and give an empty scratch folder on the same disk."""
        self._store.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / "write.lock", timeout=0):
                scratch = self._store / ".building"
                shutil.rmtree(scratch, ignore_errors=True)
                scratch.mkdir()
                try:
                    yield scratch
                finally:
                    shutil.rmtree(scratch, ignore_errors=True)
        except Timeout as error:
            raise IndexLocked("另一个进程正在更新索引,请稍后再试") from error

    def seal(self, scratch: Path, facts: dict[str, Any]) -> Version:
        """Write the manifest with checksums and move the scratch folder to its version name."""
        files = {
            path.relative_to(scratch).as_posix(): checksum(path)
            for path in sorted(scratch.rglob("*"))
            if path.is_file()
        }
        now = datetime.now(UTC)
        digest = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:8]
        name = f"{now:%Y%m%dT%H%M%S}-{digest}"
        manifest = {**facts, "version": name, "built_at": now.isoformat(timespec="seconds"), "files": files}
        (scratch / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        target = self._store / name
        if target.exists():  # the same content, built again within the same second
            shutil.rmtree(target)
        os.replace(scratch, target)
        return self.get(name)

    def adopt(self, version: Version, scratch: Path) -> Version:
        """Take over a version that was built in another folder; ``scratch`` as :meth:`writing` gives it."""
        if not (self._store / version.name).exists():
            verify(version)
            shutil.copytree(version.folder, scratch, dirs_exist_ok=True)
            os.replace(scratch, self._store / version.name)
        return self.get(version.name)

    def make_live(self, name: str) -> None:
        """Swap the live version; readers see the old one or the new one, never neither."""
        version = self.get(name)
        verify(version)
        fresh = self.folder / ".CURRENT.new"
        with fresh.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._current)

    def prune(self) -> None:
        """Remove versions beyond the newest ``KEPT``, never the live one."""
        for version in self.all()[KEPT:]:
            if not version.live:
                shutil.rmtree(version.folder, ignore_errors=True)


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(version: Version) -> None:
    """Raise :class:`IndexDamaged` unless every file of the version matches its checksum."""
    for name, expected in version.manifest["files"].items():
        path = version.folder / name
        if not path.is_file() or checksum(path) != expected:
            raise IndexDamaged(f"索引文件缺失或损坏:{path}")


def check_encoder(version: Version, fingerprint: str) -> None:
    """Raise :class:`IndexDamaged` unless this encoder made the version's vectors; others mean nothing to it."""
    if version.manifest.get("encoder") != fingerprint:
        raise IndexDamaged(f"索引版本 {version.name} 由另一个编码器生成,请运行 python -m knowledge build")
