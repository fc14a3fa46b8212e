"""Records of a content file by their names, read for a form and written back from one."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.publishing import entries
from actions.publishing.segments import Segment
from actions.publishing.segments import split as split_names
from actions.publishing.shapes import Field, Shape
from knowledge.formats.yaml_lines import Value, parse_yaml

_NOWHERE = Path()
Row = dict[str, str]
#: What stands in a form: a text, several, or rows of them.
Entered = str | list[str] | list[Row]
Values = dict[str, Entered]
#: The strength of a word that staff add: jieba then keeps it whole.
STRENGTH = "20000 n"


@dataclass(frozen=True)
class Record:
    """One record: its name, what it holds, and the lines of the file that say so."""

    key: str
    data: dict[str, Value]
    source: str
    at: int


def records(shape: Shape, text: str) -> list[Record] | None:
    """All records of a file; ``None`` when it cannot be taken apart and must be edited as text."""
    if shape.layout == "words":
        words: list[Value] = [line.split()[0] for line in text.splitlines() if line.strip()]
        return [Record(shape.name, {shape.key: words}, text, 0)]
    if shape.layout == "names":
        return _named(text)
    found = entries.split(text)
    if found is None:
        return None
    return [
        Record(str(part.data.get(shape.key, "")), part.data, part.source, at)
        for at, part in enumerate(found.parts)
    ]


def find(shape: Shape, text: str, key: str) -> Record | None:
    """A record by its name."""
    return next((one for one in records(shape, text) or () if one.key == key), None)


def put(shape: Shape, text: str, record: Record | None, data: Mapping[str, Value]) -> str:
    """The file with other values for a record, or with one more."""
    if shape.layout == "words":
        return _words(text, data)
    if shape.layout == "names":
        return _renamed(text, record, data, shape)
    found = entries.split(text) or entries.Pieces((), text)
    piece = None if record is None else found.parts[record.at]
    if record is None and found.parts and found.parts[-1].one_line:
        piece = found.parts[-1]  # written like its neighbours
    source = entries.written(data, shape.order, shape.blocks, piece)
    changed = found.added(source) if record is None else found.replaced(record.at, source)
    return changed.text


def without(shape: Shape, text: str, record: Record) -> str:
    """The file without a record."""
    found = entries.split(text)
    return text if found is None else found.without(record.at).text


def values_of(shape: Shape, data: Mapping[str, Value]) -> Values | None:
    """What a form shows of a record; ``None`` when it holds what the form has no place for."""
    if set(data) - set(shape.order):
        return None
    found: Values = {}
    for field in shape.fields:
        entered = _entered(field, data.get(field.key))
        if entered is None:
            return None
        found[field.key] = entered
    return found


def data_of(
    shape: Shape, values: Mapping[str, Entered], before: Mapping[str, Value] | None
) -> dict[str, Value]:
    """The record that a form says; what was not changed stays as it was written."""
    found: dict[str, Value] = {}
    for field in shape.fields:
        entered = values.get(field.key, "")
        held = (before or {}).get(field.key)
        if held is not None and _entered(field, held) == entered:
            found[field.key] = held
        elif entered or (field.required and field.kind == "list"):
            found[field.key] = _value(field, entered or [])
    return found


def _named(text: str) -> list[Record] | None:
    document = parse_yaml(text, _NOWHERE)
    parts = split_names(text).parts
    data = document.data
    if not document.complete or document.faults or not isinstance(data, dict):
        return None
    if [part.key for part in parts] != list(data):
        return None
    found = []
    for at, part in enumerate(parts):
        row = data[part.key]
        if not isinstance(row, dict):
            return None
        found.append(Record(part.key, row, part.value, at))
    return found


def _renamed(text: str, record: Record | None, data: Mapping[str, Value], shape: Shape) -> str:
    if record is None:
        return text
    found = split_names(text)
    part = found.parts[record.at]
    head, _, body = part.value.partition("\n")
    kept = body.rstrip("\n")
    tail = body[len(kept) :].removeprefix("\n")
    if head.strip():
        return text
    inner = entries.fields_changed(textwrap.dedent(kept) + "\n", data, record.data, shape.order, shape.blocks)
    value = "\n" + textwrap.indent(inner, "  ") + tail
    new = Segment(part.lead, part.key, value, part.line)
    return (
        "".join(one.text for one in (*found.parts[: record.at], new, *found.parts[record.at + 1 :]))
        + found.tail
    )


def _words(text: str, data: Mapping[str, Value]) -> str:
    """Lines of jieba's dictionary; words that were there keep their strength."""
    words = data.get("words")
    held = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    wanted = [str(word) for word in words] if isinstance(words, list) else []
    return "".join(f"{held.get(word) or f'{word} {STRENGTH}'}\n" for word in wanted)


def _entered(field: Field, value: Value) -> Entered | None:
    """A value as a form shows it; ``None`` when it is of another kind."""
    if field.kind in ("list", "words"):
        return _several(value)
    if field.kind == "rows":
        return _rows(field, value)
    if isinstance(value, list | dict):
        return None
    return "" if value is None else tidy(_said(value))


def _several(value: Value) -> list[str] | None:
    rows = [] if value is None else value
    if not isinstance(rows, list) or any(isinstance(row, list | dict) for row in rows):
        return None
    return [tidy(_said(row)) for row in rows]


def _rows(field: Field, value: Value) -> list[Row] | None:
    names = [column.key for column in field.columns]
    if value is None:
        return []
    if field.rows_as == "mapping":
        if not isinstance(value, dict) or any(isinstance(item, list | dict) for item in value.values()):
            return None
        return [{names[0]: key, names[1]: _said(item)} for key, item in value.items()]
    rows: Sequence[Value] = (
        [value] if field.rows_as == "group" else value if isinstance(value, list) else [""]
    )
    found: list[Row] = []
    for row in rows:
        if not isinstance(row, dict) or set(row) - set(names):
            return None
        if any(isinstance(item, list | dict) for item in row.values()):
            return None
        found.append({name: _said(row.get(name)) for name in names})
    return found


def _value(field: Field, entered: Entered) -> Value:
    if isinstance(entered, str):
        return _one(field, entered)
    if field.kind in ("list", "words"):
        return [str(one) for one in entered]
    rows = [row for row in entered if isinstance(row, dict)]
    if field.rows_as == "mapping":
        first, second = (column.key for column in field.columns)
        return {row[first]: row[second] for row in rows}
    filled: list[Value] = [
        {column.key: _one(column, row[column.key]) for column in field.columns if row.get(column.key)}
        for row in rows
    ]
    return filled[0] if field.rows_as == "group" else filled


def _one(field: Field, text: str) -> Value:
    return int(text) if field.number and text.isascii() and text.isdigit() and len(text) < 10 else text


def _said(value: Value) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def tidy(text: str) -> str:
    """A text without blanks around it or at the ends of its lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
