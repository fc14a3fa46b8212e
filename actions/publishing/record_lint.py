"""What is wrong with one record, field by field, while it is being edited in a form.

The rules are those of the checks: the record is written out with one value a line, so that the line of a
fault tells the input that it belongs to.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from actions.publishing.shapes import Shape
from actions.publishing.yaml_writing import quoted, scalar
from knowledge.catalogue import Catalogue, Kind, Origin
from knowledge.checks import answers, names
from knowledge.errors import Fault
from knowledge.formats.answer import CuratedAnswer
from knowledge.formats.grid import read_grids, read_towns
from knowledge.formats.hotline import read_categories
from knowledge.formats.messages import check
from knowledge.formats.synonyms import SynonymGroup
from knowledge.formats.text_file import CONTROLS
from knowledge.formats.yaml_lines import Lines, Place, Value, parse_yaml

#: A name of a field in a sentence of the checks, with the place before it.
_NAMED = re.compile(r"^(?:[^：“”]*：)?“[a-z_]+”(?:（[^）]*）)?")
_MISSING = re.compile(r"^(?:[^：“”]*：)?缺少“")
#: Words of the files, and what the same is called in the forms.
_CALLED = {
    "没有写 sources；": "没有写来源；", "写了 aspect 就要写 service": "选了哪一方面，就要选是哪件事项",
    "不在 departments.yml 里": "不在部门名单里", "，见 divisions.yml": "，见“镇街和村”", "在 grassroots 写明": "写明“派给镇街的依据”的",
    "没有 id 为": "没有编号为",
}  # fmt: skip
#: Where a sentence about a whole record belongs.
_MOVED = {"没有写来源": "sources", "派给镇街的": "grassroots", "追问的简称": "questions"}


@dataclass(frozen=True)
class Remark:
    """A fault or hint at an input: its field and, in a list, which of its entries."""

    field: str
    row: int | None
    message: str
    warning: bool = False


@dataclass(frozen=True)
class Beside:
    """What a record is held against: the published catalogue, and the other records of its file in the draft."""

    catalogue: Catalogue
    path: str
    others: tuple[dict[str, Value], ...] = ()

    @property
    def file(self) -> Path:
        """The published file."""
        return self.catalogue.content / self.path


def remarks(shape: Shape, data: Mapping[str, Value], beside: Beside, today: date) -> list[Remark]:
    """Everything that is wrong with a record, or may be."""
    hidden = [Remark(key, row, "有看不见的控制字符，请删去") for key, row in _hidden(data)]
    if hidden:
        return hidden
    text = spread(data)
    document = parse_yaml(text, Path(beside.path))
    row = document.data[0] if isinstance(document.data, list) and document.data else {}
    record, faults = check(shape.model, row, document.lines, (0,))
    places = _places(document.lines.of)
    found = [_remark(shape, fault, places, data) for fault in faults]
    if record is None and isinstance(row, dict):
        record = _completed(shape, row, document.lines)
    if record is not None:
        origin = Origin(document.lines, (0,))
        further = _further(shape, record, text, origin, beside, today)
        found += [_remark(shape, fault, places, data) for fault in further]
    same = sum(one.get(shape.key) == data.get(shape.key) for one in beside.others)
    if same and shape.layout == "list" and not any(one.field == shape.key for one in found):
        found.append(Remark(shape.key, None, f"已经有“{data.get(shape.key)}”了"))
    return found


def _completed(shape: Shape, row: dict[str, Value], lines: Lines) -> BaseModel | None:
    """An answer that lacks nothing but phrasings, for what else may be wrong with it."""
    asked = row.get("questions")
    if shape.model is not CuratedAnswer or not isinstance(asked, list):
        return None
    filler: list[Value] = [f"问法{number}还没有写" for number in range(4)]
    return check(CuratedAnswer, {**row, "questions": [*asked, *filler]}, lines, (0,))[0]


def spread(data: Mapping[str, Value]) -> str:
    """A record as the only entry of a list, each value on a line of its own."""
    lines = [f"  {line}" for line in _lines(dict(data))]
    return "- " + "\n".join(lines)[2:] + "\n" if lines else "- {}\n"


def _lines(value: Value) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict | list) and item:
                yield f"{scalar(key)}:"
                yield from (f"  {line}" for line in _lines(item))
            else:
                yield f"{scalar(key)}: {_end(item)}"
    elif isinstance(value, list):
        for item in value:
            inner = list(_lines(item)) if isinstance(item, dict | list) and item else [_end(item)]
            yield f"- {inner[0]}"
            yield from (f"  {line}" for line in inner[1:])


def _end(value: Value) -> str:
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    return quoted(value) if isinstance(value, str) and not value else scalar(value)


def _hidden(data: Mapping[str, Value]) -> Iterator[tuple[str, int | None]]:
    for key, value in data.items():
        for at, item in enumerate(value if isinstance(value, list) else [value]):
            texts = item.values() if isinstance(item, dict) else [item]
            if any(isinstance(text, str) and CONTROLS.search(text) for text in texts):
                yield key, at if isinstance(value, list) else None


def _places(lines: Mapping[Place, int]) -> dict[int, Place]:
    """The innermost value on each line."""
    found: dict[int, Place] = {}
    for place, line in lines.items():
        if line not in found or len(place) > len(found[line]):
            found[line] = place
    return found


def _remark(shape: Shape, fault: Fault, places: Mapping[int, Place], data: Mapping[str, Value]) -> Remark:
    place = places.get(fault.line, (0,))
    message = fault.message
    for word, called in _CALLED.items():
        message = message.replace(word, called)
    key = str(place[1]) if len(place) > 1 else shape.key
    missing = next((one.key for one in shape.fields if f"缺少“{one.key}”" in message), None)
    if missing is not None and len(place) < 3:
        return Remark(missing, None, "请填写", fault.warning)
    row = _row(place, data.get(key))
    key = next((moved for words, moved in _MOVED.items() if message.startswith(words)), key)
    message = "没有填全" if _MISSING.match(message) else _NAMED.sub("", message)
    return Remark(key if shape.field(key) else shape.key, row, message, fault.warning)


def _row(place: Place, value: Value) -> int | None:
    """Which entry of a list or of a mapping a place is in."""
    if len(place) < 3:
        return None
    if isinstance(place[2], int):
        return place[2]
    return list(value).index(place[2]) if isinstance(value, dict) and place[2] in value else None


def _further(
    shape: Shape, record: BaseModel, text: str, origin: Origin, beside: Beside, today: date
) -> Iterator[Fault]:
    """What needs the other records to be seen."""
    mine: list[Fault] = []
    if isinstance(record, CuratedAnswer):
        catalogue = _with_answer(record, origin, beside)
        alone = replace(catalogue, answers={record.id: record})
        mine = [*answers.check(alone, today), *names.check(catalogue, today)]
    elif isinstance(record, SynonymGroup):
        mine = list(names.check(_with_group(record, origin, beside), today))
    elif shape.name in ("dispatch", "towns", "grids"):
        mine = _as_file(shape, text, beside)
    yield from (fault for fault in mine if fault.file == origin.file)


def _with_answer(record: CuratedAnswer, origin: Origin, beside: Beside) -> Catalogue:
    """The catalogue with this answer as its last; the others of its file as the draft has them."""
    kept = {
        key: answer for key, answer in beside.catalogue.answers.items()
        if beside.catalogue.origin(Kind.ANSWER, key).file != beside.file
    }  # fmt: skip
    origins = dict(beside.catalogue.origins)
    for data in beside.others:
        other, _ = check(CuratedAnswer, dict(data), origin.lines)
        if other is not None and other.id != record.id:
            kept[other.id], origins[Kind.ANSWER, other.id] = other, Origin(_elsewhere(beside))
    kept.pop(record.id, None)
    origins[Kind.ANSWER, record.id] = origin
    return replace(beside.catalogue, answers={**kept, record.id: record}, origins=origins)


def _with_group(record: SynonymGroup, origin: Origin, beside: Beside) -> Catalogue:
    others = [check(SynonymGroup, dict(data), origin.lines)[0] for data in beside.others]
    groups = [*(group for group in others if group is not None), record]
    origins = dict(beside.catalogue.origins)
    for at in range(len(groups)):
        last = at == len(groups) - 1
        origins[Kind.SYNONYMS, str(at)] = origin if last else Origin(_elsewhere(beside))
    return replace(beside.catalogue, answers={}, synonyms=groups, origins=origins)


def _elsewhere(beside: Beside) -> Lines:
    return Lines(beside.file)


def _as_file(shape: Shape, text: str, beside: Beside) -> list[Fault]:
    """Records whose rules are written for whole files: one that holds the others before this one."""
    before = "".join(spread(other) for other in beside.others)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.yml"
        path.write_text(before + text, encoding="utf-8")
        if shape.name == "dispatch":
            departments = [department.name for department in beside.catalogue.departments]
            faults = read_categories(path, departments)[1]
        elif shape.name == "towns":
            faults = read_towns(path)[1]
        else:
            towns, _ = read_towns(beside.catalogue.content / "grid" / "divisions.yml")
            villages = frozenset(code for town in towns for code in town.villages)
            faults = read_grids(path, villages)[1]
    skipped = before.count("\n")
    return [
        Fault(Path(beside.path), fault.line - skipped, fault.message, fault.warning)
        for fault in faults if fault.line > skipped
    ]  # fmt: skip
