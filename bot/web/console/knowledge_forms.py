"""Forms made from the schema: a service with one input a field, curated answers with their phrasings."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from multidict import MultiDict

from actions.publishing.files import Kind, kind_of
from actions.publishing.segments import changed, split
from knowledge.errors import Fault
from knowledge.formats.messages import FIELD_NAMES
from knowledge.formats.service import Service
from knowledge.formats.yaml_lines import parse_yaml

#: The input of a field; its name says which.
PREFIX = "field-"


@dataclass(frozen=True)
class Input:
    """One field of a form: ``kind`` is line, date, choice or block (YAML)."""

    key: str
    label: str
    kind: str
    value: str
    required: bool
    choices: Sequence[str]
    faults: Sequence[Fault]

    @property
    def rows(self) -> int:
        """How high a block is shown."""
        return min(28, max(3, self.value.count("\n") + 2))


def entry_form(path: str, text: str, faults: Sequence[Fault]) -> list[Input] | None:
    """Inputs for a file that has a form; ``None`` for others, and for one that cannot be taken apart."""
    if kind_of(path) is not Kind.SERVICE:
        return None
    found = split(text)
    keys = [part.key for part in found.parts]
    if not keys or len(keys) != len(set(keys)) or found.text != text or set(keys) - set(Service.model_fields):
        return None
    at: dict[str, list[Fault]] = {}
    document = parse_yaml(text, Path(path))
    if not document.complete:
        return None
    for fault in faults:
        missing = next((key for key in Service.model_fields if f"“{key}”" in fault.message), None)
        key = missing if missing and missing not in keys else found.at(fault.line)
        at.setdefault(key, []).append(fault)
    return list(_inputs({part.key: part.shown for part in found.parts}, at))


def read_form(path: str, before: str, fields: MultiDict[str]) -> str:
    """The text that was sent: as a whole, or by the inputs of a form."""
    if "text" in fields or kind_of(path) is not Kind.SERVICE:
        return fields.get("text", "")
    values = {
        name.removeprefix(PREFIX): value.replace("\r\n", "\n")
        for name, value in fields.items()
        if name.startswith(PREFIX)
    }
    return changed(split(before), values, list(Service.model_fields))


def _inputs(values: dict[str, str], faults: dict[str, list[Fault]]) -> Iterator[Input]:
    for key, described in Service.model_fields.items():
        kind, choices = _kind(described.annotation)
        value = values.get(key, "")
        if kind != "block" and "\n" in value:
            kind = "block"
        label = FIELD_NAMES.get(key, _LABELS.get(key, key))
        yield Input(key, label, kind, value, described.is_required(), choices, faults.get(key, []))


_LABELS = {"id": "编号（和文件名相同）", "not_to_confuse": "容易混淆的事项"}


def _kind(annotation: Any) -> tuple[str, Sequence[str]]:
    """What input fits a type."""
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "choice", [str(member.value) for member in annotation]
    if annotation is date:
        return "date", ()
    return ("line", ()) if annotation is str else ("block", ())
