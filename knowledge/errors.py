"""Every error of 济事通, in one tree.

    AppError                      code, sentence for the person who sees it
    ├── ContentError              a content file is wrong: file, line, message
    ├── EncoderError              the sentence encoder cannot be built or loaded
    ├── IndexProblem              the search index is missing, damaged or locked
    │   ├── IndexMissing
    │   ├── IndexDamaged
    │   ├── IndexLocked
    │   └── ContentChanged
    ├── ImportRefused             a file offered for import cannot be taken
    ├── SettingError              an environment variable has an unusable value
    └── InputInvalid              what a command was given cannot be used

Each class has a stable ``code``; the Chinese sentence for it stands in
``knowledge/vocabulary/errors.yml`` so that it can be edited without code.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class AppError(Exception):
    """Base of all errors that this project raises on purpose."""

    code = "app_error"


@dataclass(frozen=True)
class Fault:
    """One fault in a content file; ``line`` counts from 1, 0 when the whole file is meant."""

    file: Path
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(AppError):
    """Content files that cannot be used; carries every fault found, not just the first."""

    code = "content_invalid"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class EncoderError(AppError):
    """The sentence encoder cannot be built or loaded."""

    code = "encoder_unavailable"


class IndexProblem(AppError):
    """The search index cannot be used."""

    code = "index_unusable"


class IndexMissing(IndexProblem):
    """No index has been built in this folder."""

    code = "index_missing"


class IndexDamaged(IndexProblem):
    """An index file does not match its recorded checksum."""

    code = "index_damaged"


class IndexLocked(IndexProblem):
    """Another process is writing the index."""

    code = "index_locked"


class ContentChanged(IndexProblem):
    """Content files were edited while an index was being built from them."""

    code = "content_changed"


class ImportRefused(AppError):
    """A file offered for import cannot be taken; the message says why, in Chinese."""

    code = "import_refused"


class SettingError(AppError):
    """An environment variable has an unusable value."""

    code = "setting_invalid"


class InputInvalid(AppError):
    """What a command was given cannot be used; the message says why, in Chinese."""

    code = "input_invalid"
