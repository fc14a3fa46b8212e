"""Import a whole file of foreign services into a catalogue of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.checks.entries import gaps
from knowledge.checks.names import wording
from knowledge.errors import ImportRefused
from knowledge.formats.messages import explain
from knowledge.formats.service import Service
from knowledge.formats.source import Tier
from knowledge.importing.services.mapping import Mapping
from knowledge.importing.services.record import cleaned, identity, record_of
from knowledge.importing.services.rows import Row, read_rows


@dataclass(frozen=True)
class Imported:
    """A record that was written: its line in the foreign file, its id, and how much is not known."""

    line: int
    id: str
    gaps: int


@dataclass(frozen=True)
class Refused:
    """A record that was not taken, and why."""

    line: int
    reason: str


class _Dumper(yaml.CSafeDumper):
    """Writes repeated values out in full: our format has no references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def import_services(path: Path, mapping: Mapping, into: Path, city: Path) -> Iterator[Imported | Refused]:
    """Write one file a record, and the department list, into the empty or new folder ``into``.

    ``city`` is the city's own content folder, where nothing of another province may go.
    """
    _check_target(mapping, into, city)
    names = _names(path, mapping)
    taken: set[str] = set()
    departments: dict[str, None] = {}
    folder = into / "services"
    folder.mkdir(parents=True, exist_ok=True)
    for row in read_rows(path):
        outcome = _take(row, names, taken, mapping, folder)
        if isinstance(outcome, Imported):
            departments[cleaned(row.values.get(mapping.fields.department), mapping)] = None
        yield outcome
    _write(into / "departments.yml", [{"name": name} for name in departments])


def unmapped(path: Path, mapping: Mapping) -> list[str]:
    """Foreign fields that no element takes and that are not left out on purpose."""
    fields = mapping.fields
    named = {value for value in vars(fields).values() if isinstance(value, str)}
    named |= {*fields.summary, *fields.contacts.values(), *fields.ignore}
    seen = dict.fromkeys(key for row in read_rows(path) for key in row.values)
    return [key for key in seen if key not in named]


def _check_target(mapping: Mapping, into: Path, city: Path) -> None:
    inside = into.resolve().is_relative_to(city.resolve())
    if inside and mapping.source.tier is Tier.ELSEWHERE:
        raise ImportRefused(f"外省参照的事项不能导入本市的内容文件夹 {city}，请另选文件夹")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise ImportRefused(f"{into} 已有内容，请另选一个空的或新的文件夹")


def _key(row: Row, mapping: Mapping) -> tuple[str, str]:
    name, department = (
        cleaned(row.values.get(field), mapping) for field in (mapping.fields.name, mapping.fields.department)
    )
    return name, department


def _names(path: Path, mapping: Mapping) -> tuple[Counter[str], Counter[str]]:
    """How often each name occurs, alone and together with its department."""
    alone: Counter[str] = Counter()
    together: Counter[str] = Counter()
    for row in read_rows(path):
        name, department = _key(row, mapping)
        alone[wording(name)] += 1
        together[wording(name + department)] += 1
    return alone, together


def _take(
    row: Row, names: tuple[Counter[str], Counter[str]], taken: set[str], mapping: Mapping, folder: Path
) -> Imported | Refused:
    name, department = _key(row, mapping)
    key = identity(row.values.get(mapping.fields.id), mapping)
    missing = [title for title, value in (("编号", key), ("名称", name), ("部门", department)) if not value]
    if row.refused or missing:
        return Refused(row.line, row.refused or f"缺少{'、'.join(missing)}")
    if key in taken:
        return Refused(row.line, f"编号 {key} 与前面的记录相同")
    alone, together = names
    if alone[wording(name)] > 1:
        # Two matters of one name are told apart by who handles them, and by their number if need be.
        more = (
            "" if together[wording(name + department)] == 1 else f" {key.removeprefix(mapping.prefix + '-')}"
        )
        name = f"{name}（{department}{more}）"
    record = record_of(row.values, name, mapping)
    try:
        service = Service.model_validate(record)
    except ValidationError as error:
        return Refused(row.line, explain(error.errors(include_url=False)[0]))
    _write(folder / f"{key}.yml", record)
    taken.add(key)
    return Imported(row.line, key, len(gaps(service)))


def _write(path: Path, data: object) -> None:
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(text, encoding="utf-8")
