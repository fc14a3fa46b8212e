"""Import files and folders, one by one, each with its own outcome."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue.folders import document_files
from knowledge.errors import ImportRefused
from knowledge.formats.text_file import os_reason
from knowledge.importing.kinds import ARCHIVE, kind_of
from knowledge.importing.limits import MEGABYTE, limits, max_bytes
from knowledge.importing.refusal import Refusal
from knowledge.importing.understanding import Progress, Rejected, Understood, inspect_all, write


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its document id and title, or the reason why it was refused."""

    path: Path
    id: str = ""
    title: str = ""
    refused: str = ""
    notes: tuple[str, ...] = ()
    #: Stable name of the reason, for programs.
    code: str = ""


def import_paths(
    paths: Iterable[Path], into: Path, *, replace: bool = False, progress: Progress | None = None
) -> Iterator[Outcome]:
    """Import files, the files of folders and of zip archives into the content folder ``into``."""
    if into.exists() and not into.is_dir():
        raise Refusal("not_a_folder", path=into)
    taken = document_files(into) if into.is_dir() else {}
    batch = _Batch(into, taken, replace)
    # An unusable setting is told before the first file.
    max_bytes()
    found = [(path, _walk(path)) for path in paths]
    total, done = sum(len(files) for _, files in found), 0
    for path, files in found:
        if not files:
            yield _refused(path, Refusal("folder_empty"))
        for file in files:
            yield from batch.take(file)
            done += 1
            if progress is not None:
                progress(done, total, str(file))


def _walk(path: Path) -> list[Path]:
    """A file itself; of a folder all files in a fixed order, hidden ones left out."""
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += (Path(folder, name) for name in sorted(files) if not name.startswith("."))
    return found


def _refused(path: Path, error: ImportRefused) -> Outcome:
    return Outcome(path, refused=str(error), code=error.code)


class _Batch:
    """One run: which ids are taken, and where documents go."""

    def __init__(self, into: Path, taken: dict[str, Path], replace: bool) -> None:
        # A folder that is itself called policies is one; otherwise the documents get theirs.
        self._folder = into if into.name == "policies" else into / "policies"
        self._before = taken
        self._now: dict[str, Path] = {}
        self._contents: dict[str, Path] = {}
        self._replace = replace

    def take(self, path: Path) -> Iterator[Outcome]:
        """The outcome of a file, or of each file of an archive."""
        try:
            if path.suffix.lower() != ARCHIVE and path.exists():
                # What cannot be taken is not read at all.
                kind_of(path.suffix)
            data = _bytes(path)
        except ImportRefused as error:
            yield _refused(path, error)
            return
        for one in inspect_all(data, path.name):
            yield self._outcome(path.parent / one.filename, one)

    def _outcome(self, path: Path, one: Understood | Rejected) -> Outcome:
        if isinstance(one, Rejected):
            return Outcome(path, refused=one.reason, code=one.code)
        try:
            target = self._target(one.id)
            header, dropped = one.header()
            write(one, header, target)
        except ImportRefused as error:
            return _refused(path, error)
        self._now[one.id] = path
        same = self._contents.setdefault(one.sha256, path)
        notes = (
            *one.warnings,
            *((f"写法不对的元数据已略去：{'、'.join(dropped)}",) if dropped else ()),
            *((f"与 {same} 是同一个文件",) if same != path else ()),
        )
        return Outcome(path, one.id, header.title, notes=notes)

    def _target(self, identity: str) -> Path:
        """Where the document is written; refuses an id that is taken."""
        if identity in self._now and not self._replace:
            raise Refusal("same_run", other=self._now[identity], id=identity)
        existing = self._before.get(identity)
        if existing is None:
            return self._folder / f"{identity}.md"
        if existing.suffix != ".md":
            raise Refusal("id_taken", id=identity, other=existing)
        if not self._replace:
            raise Refusal("exists", other=existing)
        return existing


def _bytes(path: Path) -> bytes:
    limit = limits().archive_mb * MEGABYTE if path.suffix.lower() == ARCHIVE else max_bytes()
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("not_a_file")
        if status.st_size == 0:
            raise Refusal("empty")
        if status.st_size > limit:
            size = f"{status.st_size / MEGABYTE:.1f}"
            raise Refusal("too_large", size=size, limit=f"{limit / MEGABYTE:g}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Refusal("missing") from error
    except OSError as error:
        raise Refusal("unreadable", cause=os_reason(error)) from error
