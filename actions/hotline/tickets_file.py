"""Read a city's closed tickets from a CSV file: text, department and perhaps category, each fault with its line."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import InputInvalid

TEXT, DEPARTMENT, CATEGORY = "text", "department", "category"
#: UTF-8 first; files from Excel in Chinese are GB18030.
ENCODINGS = ("utf-8-sig", "gb18030")
LARGEST_MEGABYTES = 200
#: What is said after this many characters hardly tells the department; a field this long is a broken file.
TEXT_KEPT, FIELD_LONGEST = 1000, 100_000
FEWEST_ROWS = 10
FAULTS_SHOWN = 10


@dataclass(frozen=True)
class Tickets:
    """Closed tickets, row by row; ``categories`` are empty strings where the file has none."""

    texts: tuple[str, ...]
    departments: tuple[str, ...]
    categories: tuple[str, ...]


def read_tickets(path: Path) -> Tickets:
    """The tickets of a file; :class:`InputInvalid` says what is wrong and on which line."""
    rows = list(_rows(path))
    texts, departments, categories = zip(*rows, strict=True) if rows else ((), (), ())
    if len(rows) < FEWEST_ROWS:
        raise InputInvalid(f"{path}: 只有 {len(rows)} 条工单，至少要 {FEWEST_ROWS} 条才能学习")
    if len(Counter(departments)) < 2:
        raise InputInvalid(f"{path}: 只有一个部门“{departments[0]}”，至少要两个部门才谈得上派单")
    return Tickets(texts, departments, categories)


def _rows(path: Path) -> Iterator[tuple[str, str, str]]:
    csv.field_size_limit(FIELD_LONGEST)
    reader = csv.DictReader(io.StringIO(_decoded(path), newline=""), strict=True)
    faults: list[str] = []
    try:
        _check_columns(path, [name.strip() for name in reader.fieldnames or ()])
        reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
        for row in reader:
            fault = _fault(row)
            if fault:
                faults.append(f"{path}:{reader.line_num}: {fault}")
            else:
                yield (
                    row[TEXT].strip()[:TEXT_KEPT],
                    row[DEPARTMENT].strip(),
                    (row.get(CATEGORY) or "").strip(),
                )
    except csv.Error as error:
        raise InputInvalid(f"{path}:{reader.line_num + 1}: {_problem(str(error))}") from error
    if faults:
        more = f"\n另有 {len(faults) - FAULTS_SHOWN} 行有问题" if len(faults) > FAULTS_SHOWN else ""
        raise InputInvalid("\n".join(faults[:FAULTS_SHOWN]) + more)


def _decoded(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_MEGABYTES * 2**20:
            raise InputInvalid(f"{path}: 文件超过 {LARGEST_MEGABYTES} MB，请分批或抽取一部分")
        raw = path.read_bytes()
    except OSError as error:
        raise InputInvalid(f"读不了工单文件 {path}: {error.strerror or error}") from error
    if b"\0" in raw:
        raise InputInvalid(f"{path}: 不是文本文件；请在表格软件里另存为 CSV（UTF-8）")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            stopped = error
    line = raw[: stopped.start].count(b"\n") + 1
    raise InputInvalid(f"{path}:{line}: 文字编码无法识别，请另存为 UTF-8 或 GB18030")


def _check_columns(path: Path, names: list[str]) -> None:
    if not names:
        raise InputInvalid(f"{path}: 文件是空的")
    missing = [name for name in (TEXT, DEPARTMENT) if name not in names]
    if missing:
        found = "、".join(name[:20] for name in names[:8])
        raise InputInvalid(f"{path}:1: 缺少列 {'、'.join(missing)}（第一行现在是：{found}）")


def _fault(row: dict[str | None, str | None]) -> str:
    """What is wrong with a row, empty when nothing."""
    if None in row:
        return "列数比表头多：内容里有逗号或换行时要用英文双引号括起来"
    missing = [name for name in (TEXT, DEPARTMENT) if not (row.get(name) or "").strip()]
    return f"{'、'.join(missing)} 是空的" if missing else ""


def _problem(message: str) -> str:
    if "field larger" in message:
        return f"一格里的文字超过 {FIELD_LONGEST} 字，多半是引号没有成对"
    return "引号没有成对，或引号后面多了字"
