"""Content files by their path within the content folder: which there may be, and reading and replacing them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from actions.publishing.errors import PathRefused
from knowledge.catalogue.folders import (
    MARKDOWN,
    YAML,
    is_content,
    language_files,
    own_or_standing,
    visible_files,
)

KNOWN_QUESTIONS = "known_questions.yml"
SYNONYMS, DICTIONARY, REPLIES = "synonyms.yml", "dictionary.txt", "replies.yml"


class Kind(StrEnum):
    """What a content file holds; the folder tells."""

    SERVICE = "办事指南"
    POLICY = "政策文件"
    ANSWER = "标准答复"
    DEPARTMENT = "部门"
    GRID = "网格"
    HOTLINE = "热线"
    BENEFIT = "惠民惠企政策"
    QUESTION = "已知问题"
    SYNONYMS = "同义词"
    DICTIONARY = "词典"
    REPLY = "固定回复"


_FOLDERS = {
    "services": Kind.SERVICE, "policies": Kind.POLICY, "answers": Kind.ANSWER, "grid": Kind.GRID,
    "hotline": Kind.HOTLINE, "benefits": Kind.BENEFIT,
}  # fmt: skip
_FILES = {
    "departments.yml": Kind.DEPARTMENT, KNOWN_QUESTIONS: Kind.QUESTION, SYNONYMS: Kind.SYNONYMS,
    DICTIONARY: Kind.DICTIONARY, REPLIES: Kind.REPLY,
}  # fmt: skip
#: No separator, nothing invisible, no hidden or temporary file.
_NAME = re.compile(r"[^\s./\\<>:\"|?*'&%#\x00-\x1f\x7f][^/\\<>:\"|?*\x00-\x1f\x7f]{0,99}")


def kind_of(path: str) -> Kind:
    """What a file holds; :class:`PathRefused` for a path that is not that of a content file."""
    if path in _FILES:
        return _FILES[path]
    folder, _, name = path.partition("/")
    if folder not in _FOLDERS or not _NAME.fullmatch(name) or not name.isprintable():
        raise PathRefused("文件名不能用：只写文字、数字、短横，不带斜杠和特殊符号")
    suffixes = MARKDOWN if folder == "policies" else YAML
    if Path(name).suffix not in suffixes:
        raise PathRefused(f"这类文件的扩展名应为 {'、'.join(sorted(suffixes))}")
    return _FOLDERS[folder]


def plain(text: str) -> str:
    """Text as it is stored: one kind of line end, one at the end of the file."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


@dataclass(frozen=True)
class ContentFolder:
    """The folder that residents are answered from."""

    folder: Path

    def paths(self) -> Iterator[str]:
        """All content files, in a fixed order; the project's own stand in for those that may be missing."""
        files = visible_files(self.folder)
        found = {path.relative_to(self.folder).as_posix() for path in files if is_content(path)}
        yield from sorted(found | {path.name for path in language_files(self.folder) if path.is_file()})

    def read(self, path: str) -> str | None:
        """A file's text as it stands, ``None`` when there is none."""
        kind_of(path)
        try:
            return self.place(path).read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def bytes_of(self, path: str) -> bytes:
        """A file's bytes."""
        return self.place(path).read_bytes()

    def place(self, path: str) -> Path:
        """Where a file's text is read from."""
        return own_or_standing(self.folder, path)

    def replace(self, texts: Mapping[str, str | None]) -> None:
        """Write files, remove those without a text. A full disk is noticed before the first one changes."""
        staged: list[tuple[Path, Path]] = []
        try:
            for path, text in texts.items():
                if text is not None:
                    target = self.folder / path
                    staged.append((_staged(target, text), target))
        except OSError:
            for fresh, _ in staged:
                fresh.unlink(missing_ok=True)
            raise
        for fresh, target in staged:
            os.replace(fresh, target)
        for path, text in texts.items():
            if text is None:
                with suppress(FileNotFoundError):
                    (self.folder / path).unlink()


def _staged(target: Path, text: str) -> Path:
    """The text on disk beside its place, under a name that nobody reads."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    return fresh
