"""What the content checks go by: ``knowledge/vocabulary/lint.yml``."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

LINT = Path(__file__).parents[1] / "vocabulary" / "lint.yml"


class Phone(Strict):
    """A verified telephone number; ``source`` says who confirmed it or where it is published."""

    number: Text
    whose: Text
    source: Text


class LintSettings(Strict):
    """The settings file."""

    phones: tuple[Phone, ...]
    remarks: tuple[Text, ...]

    @property
    def numbers(self) -> frozenset[str]:
        """The verified numbers, digits only."""
        return frozenset(re.sub(r"\D", "", phone.number) for phone in self.phones)


@lru_cache(maxsize=4)
def settings(path: Path = LINT) -> LintSettings:
    """Read the settings; :class:`ContentError` when the file is wrong."""
    document = read_yaml(path)
    found, faults = check(LintSettings, document.data, document.lines)
    if found is None or document.faults:
        raise ContentError([*document.faults, *faults])
    return found
