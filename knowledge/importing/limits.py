"""How large and how intricate an imported file may be: ``knowledge/importing/limits.yml``."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from knowledge.errors import ContentError, SettingError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).with_name("limits.yml")
MAX_MB = "IMPORT_MAX_MB"
_DEFAULT_MB = "20"
MEGABYTE = 1024 * 1024

Count = Annotated[int, Field(ge=1)]


class Limits(Strict):
    """limits.yml"""

    archive_entries: Count
    archive_mb: Count
    archive_total_mb: Count
    archive_ratio: Count
    archive_ratio_from_kb: Count
    package_parts: Count
    package_total_mb: Count
    package_xml_mb: Count
    tables: Count
    paragraphs: Count
    table_rows: Count
    table_columns: Count
    cells: Count
    sheets: Count
    pages: Count
    scan_characters: Count
    seconds: Count
    memory_mb: Count


def read(path: Path = FILE) -> Limits:
    """The limits of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    limits, faults = check(Limits, document.data, document.lines)
    if limits is None:
        raise ContentError(faults)
    return limits


@lru_cache(maxsize=1)
def limits() -> Limits:
    """The limits in force, read once."""
    return read()


def max_bytes() -> int:
    """The size limit of one file, from the environment."""
    written = os.environ.get(MAX_MB, "").strip() or _DEFAULT_MB
    try:
        megabytes = float(written)
    except ValueError as error:
        raise SettingError(f"{MAX_MB}={written}：要写一个数字（MB）") from error
    if not 0 < megabytes <= 1024:
        raise SettingError(f"{MAX_MB}={written}：要在 0 到 1024 之间")
    return int(megabytes * MEGABYTE)
