"""Why a file cannot be imported: a stable code, and a sentence from ``knowledge/importing/refusals.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import RootModel

from knowledge.errors import ContentError, ImportRefused
from knowledge.formats.messages import check
from knowledge.formats.source import Text
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).with_name("refusals.yml")


class Refusal(ImportRefused):
    """A file offered for import cannot be taken; ``code`` is ``import_`` and the name of the reason."""

    def __init__(self, reason: str, *, told: str = "", **values: object) -> None:
        """``told`` is the whole sentence when another process has already put it together."""
        super().__init__(told or sentences()[reason].format(**values))
        self.reason = reason
        self.code = f"import_{reason}"


class _File(RootModel[dict[str, Text]]):
    """refusals.yml"""


def read(path: Path = FILE) -> Mapping[str, str]:
    """All sentences of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    found, faults = check(_File, document.data, document.lines)
    if found is None:
        raise ContentError(faults)
    return found.root


@lru_cache(maxsize=1)
def sentences() -> Mapping[str, str]:
    """The sentences, read once."""
    return read()
