"""Import files and folders, one by one, each with its own outcome."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue.folders import document_files
from knowledge.errors import ImportRefused, SettingError
from knowledge.formats.text_file import os_reason
from knowledge.importing.kinds import extractor_for
from knowledge.importing.writing import compose, header_of, put

MAX_MB = "IMPORT_MAX_MB"
_DEFAULT_MB = "20"


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its document id and title, or the reason why it was refused."""

    path: Path
    id: str = ""
    title: str = ""
    refused: str = ""
    notes: tuple[str, ...] = ()


def import_paths(paths: Iterable[Path], into: Path, *, replace: bool = False) -> Iterator[Outcome]:
    """Import files, and the files of folders, into the content folder ``into``."""
    if into.exists() and not into.is_dir():
        raise ImportRefused(f"{into} 不是文件夹")
    taken = document_files(into) if into.is_dir() else {}
    batch = _Batch(into, taken, replace, max_bytes())
    for path in paths:
        files = _walk(path)
        if not files:
            yield Outcome(path, refused="文件夹里没有可以导入的文件")
        yield from map(batch.take, files)


def max_bytes() -> int:
    """The size limit, from the environment."""
    written = os.environ.get(MAX_MB, "").strip() or _DEFAULT_MB
    try:
        megabytes = float(written)
    except ValueError as error:
        raise SettingError(f"{MAX_MB}={written}：要写一个数字（MB）") from error
    if not 0 < megabytes <= 1024:
        raise SettingError(f"{MAX_MB}={written}：要在 0 到 1024 之间")
    return int(megabytes * 1024 * 1024)


def _walk(path: Path) -> list[Path]:
    """A file itself; of a folder all files in a fixed order, hidden ones left out."""
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += (Path(folder, name) for name in sorted(files) if not name.startswith("."))
    return found


class _Batch:
    """One run: which ids are taken, and where documents go."""

    def __init__(self, into: Path, taken: dict[str, Path], replace: bool, limit: int) -> None:
        # A folder that is itself called policies is one; otherwise the documents get theirs.
        self._folder = into if into.name == "policies" else into / "policies"
        self._before = taken
        self._now: dict[str, Path] = {}
        self._replace = replace
        self._limit = limit

    def take(self, path: Path) -> Outcome:
        try:
            return self._import(path)
        except ImportRefused as error:
            return Outcome(path, refused=str(error))

    def _import(self, path: Path) -> Outcome:
        if not path.exists():
            raise ImportRefused("找不到这个文件")
        identity = path.stem.strip()
        extract = extractor_for(path.suffix)
        if not identity.isprintable() or not identity:
            raise ImportRefused("文件名有无法识别的字符，请改名再导入")
        target = self._target(identity)
        found = extract(self._bytes(path))
        if not any(char.isalnum() for char in found.body):
            raise ImportRefused("没有文字内容")
        header, dropped = header_of(found)
        put(compose(header, found.body), target)
        self._now[identity] = path
        notes = (*found.notes, *((f"写法不对的元数据已略去：{'、'.join(dropped)}",) if dropped else ()))
        return Outcome(path, identity, header.title, notes=notes)

    def _target(self, identity: str) -> Path:
        """Where the document is written; refuses an id that is taken."""
        if identity in self._now and not self._replace:
            raise ImportRefused(f"与本次导入的 {self._now[identity]} 同名（id {identity}）")
        existing = self._before.get(identity)
        if existing is None:
            return self._folder / f"{identity}.md"
        if existing.suffix != ".md":
            raise ImportRefused(f"id {identity} 已被 {existing} 使用，请改名再导入")
        if not self._replace:
            raise ImportRefused(f"已有同名文件 {existing}；要替换请加 --replace")
        return existing

    def _bytes(self, path: Path) -> bytes:
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise ImportRefused("不是普通文件")
            if status.st_size == 0:
                raise ImportRefused("文件是空的")
            if status.st_size > self._limit:
                size, limit = status.st_size / 1048576, self._limit / 1048576
                raise ImportRefused(f"文件太大（{size:.1f} MB，上限 {limit:g} MB）")
            return path.read_bytes()
        except OSError as error:
            raise ImportRefused(f"读不了：{os_reason(error)}") from error
