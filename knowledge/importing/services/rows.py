"""Foreign records one by one: JSON lines or CSV, never the whole file in memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.errors import ImportRefused
from knowledge.formats.text_file import os_reason
from knowledge.importing.limits import max_bytes

SUFFIXES = (".jsonl", ".csv")
#: A single record longer than this is a mistake or an attack.
ROW_CHARACTERS = 200_000


@dataclass(frozen=True)
class Row:
    """One record with its line in the file; ``refused`` says why it cannot be read."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    refused: str = ""


def read_rows(path: Path) -> Iterator[Row]:
    """The records of a file; :class:`ImportRefused` when the file as a whole cannot be taken."""
    try:
        size = path.stat().st_size
        if path.suffix.lower() not in SUFFIXES:
            raise ImportRefused(f"{path}：只能导入 {'、'.join(SUFFIXES)} 文件")
        if size > max_bytes():
            raise ImportRefused(f"{path}：文件太大（{size / 1048576:.1f} MB），可用 IMPORT_MAX_MB 调高上限")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from _csv(lines) if path.suffix.lower() == ".csv" else _json_lines(lines)
    except UnicodeDecodeError as error:
        raise ImportRefused(f"{path}：文件不是 UTF-8 编码，请另存为 UTF-8") from error
    except OSError as error:
        raise ImportRefused(f"{path}：读不了：{os_reason(error)}") from error


def _json_lines(lines: Iterator[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if len(line) > ROW_CHARACTERS:
            yield Row(number, refused="这一行太长")
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            yield Row(number, refused="不是正确的 JSON")
            continue
        if isinstance(values, dict):
            yield Row(number, values)
        else:
            yield Row(number, refused="每行要是一个“{字段: 内容}”的 JSON")


def _csv(lines: Iterator[str]) -> Iterator[Row]:
    reader = csv.DictReader(lines, strict=True)
    try:
        for values in reader:
            if None in values or None in values.values():
                yield Row(reader.line_num, refused="列数与表头不同")
            else:
                yield Row(reader.line_num, dict(values))
    except csv.Error as error:
        raise ImportRefused(f"第 {reader.line_num} 行不是正确的 CSV：{error}") from error
