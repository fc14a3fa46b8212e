"""Backup of a running system, and restoring it into an empty data folder.

In a backup: the database, the dialogue server's record, the content files, and everything in the data
folder that cannot be made again (keys, the content's history, originals of uploads). Index and models
are left out: ``make setup`` makes them again.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from actions.storage.archive import files_below, pack, unpack
from actions.storage.copying import copy_database, copy_sqlite, is_free, is_sqlite, restore_database
from knowledge.errors import AppError

#: Made again by ``make setup``, or of this moment only.
LEFT_OUT = frozenset({"index", "models", "run", "eval", "bench", "logs", "backups", "publishing"})
#: A publication takes about a second; a build of the whole index takes longer and changes no content.
PUBLISHED_WITHIN = 30.0
_JOURNALS = ("-wal", "-shm", "-journal")
DATABASES = ("database", "tracker")


class NotEmpty(AppError):
    """There is something already where a backup should be restored."""

    code = "restore_not_empty"


@dataclass(frozen=True)
class Places:
    """Where a system keeps its data."""

    data: Path
    content: Path
    database_url: str
    tracker_url: str

    def urls(self) -> Iterator[tuple[str, str]]:
        """The databases by their names in a backup."""
        yield from zip(DATABASES, (self.database_url, self.tracker_url), strict=True)


def backup(places: Places, target: Path, at: datetime) -> dict[str, Any]:
    """Write a backup while the system runs; facts about it.

    The database comes first: what a row names (an upload, a commit) was on disk before the row was written.
    """
    places.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=places.data) as name:
        staging = Path(name)
        databases = {
            name: file
            for name, url in places.urls()
            if (file := copy_database(url, staging, name)) is not None
        }
        with _between_publications(places):
            _copy_data(places, staging / "data")
            if not places.content.absolute().is_relative_to(places.data.absolute()):
                _copy_files(places.content, staging / "content")
        facts = {"made_at": at.isoformat(timespec="seconds"), "databases": databases}
        pack(staging, target, facts)
        return {**facts, "files": sum(1 for _ in files_below(staging)), "bytes": target.stat().st_size}


@contextmanager
def _between_publications(places: Places) -> Iterator[None]:
    """Content files and their history belong together: nobody publishes while they are copied."""
    index = Path(os.environ.get("INDEX_DIR") or places.data / "index")
    lock = FileLock(index / "write.lock", timeout=PUBLISHED_WITHIN)
    held = False
    if index.is_dir():
        try:
            held = lock.acquire() is not None
        except (Timeout, OSError):
            held = False
    try:
        yield
    finally:
        if held:
            lock.release()


def restore(places: Places, source: Path) -> Path | None:
    """Restore a backup; where the content went, if not to its own place."""
    _check_empty(places)
    places.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=places.data) as name:
        staging = Path(name)
        manifest = unpack(source, staging)
        # Files first, the database last: until it is there, the restore can be tried again.
        _put(staging / "data", places.data)
        content = _put_content(staging / "content", places)
        for name, url in places.urls():
            if name in manifest["databases"]:
                restore_database(staging / manifest["databases"][name], url)
    return content


def verify(source: Path) -> dict[str, Any]:
    """Check every file of a backup; its manifest."""
    with tempfile.TemporaryDirectory(prefix="jishitong-") as name:
        return unpack(source, Path(name))


def _check_empty(places: Places) -> None:
    for _, url in places.urls():
        if not is_free(url):
            raise NotEmpty(
                "要恢复到的地方已经有数据库。请换一个空的 DATA_DIR（或空的 PostgreSQL 库），确认无误后再换回来"
            )


def _copy_data(places: Places, target: Path) -> None:
    known = {Path(url.partition("///")[2]).absolute() for _, url in places.urls()}
    for name in _in_order(places.data):
        source = places.data / name
        if source.absolute() in known:
            continue
        if is_sqlite(source):
            copy_sqlite(source, target / name)
        else:
            _copy_file(source, target / name)


def _in_order(folder: Path) -> list[str]:
    """Objects of a git repository after what refers to them: a commit meanwhile then lacks nothing."""
    names = [name for name in files_below(folder) if _belongs(name)]
    return sorted(names, key=lambda name: ("objects" in name.split("/"), name))


def _belongs(name: str) -> bool:
    parts = name.split("/")
    return (
        parts[0] not in LEFT_OUT
        and not any(part.startswith((".backup-", ".restore-")) for part in parts)
        and not name.endswith(_JOURNALS)
    )


def _copy_files(folder: Path, target: Path) -> None:
    for name in files_below(folder):
        _copy_file(folder / name, target / name)


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        # A file of the moment that is gone again; what rows name is never removed before them.
        target.unlink(missing_ok=True)


def _put(staged: Path, folder: Path) -> None:
    if staged.is_dir():
        shutil.copytree(staged, folder, dirs_exist_ok=True)
        for key in (folder / "keys").rglob("*"):
            key.chmod(0o700 if key.is_dir() else 0o600)


def _put_content(staged: Path, places: Places) -> Path | None:
    """Content goes to its own place when nothing is there; what is there already is never overwritten."""
    if not staged.is_dir():
        return None
    if not places.content.exists() or not any(places.content.iterdir()):
        _put(staged, places.content)
        return None
    target = places.data / "content"
    _put(staged, target)
    return target
