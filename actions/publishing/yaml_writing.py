"""Plain values as YAML that our reader reads back as they are, in the way that people write our files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from knowledge.formats.yaml_lines import Value, resolve

#: A list or mapping longer than this is written over several lines.
LINE = 110
#: What never needs quotes: words, and the marks of Chinese sentences.
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`\\=<~][^:,\[\]{}#&*!|>'\"`\\\n\r\t]*")


def scalar(value: Value) -> str:
    """A single value; quoted where it would otherwise be read as something else."""
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text == text.strip() and text.isprintable() and resolve(text) == text
    return text if plain else quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes, whatever is in it."""
    out = (char if char.isprintable() else _escaped(char) for char in json.dumps(text, ensure_ascii=False))
    return "".join(out)


def flow(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def field(key: str, value: Value, block: bool = False) -> str:
    """A field with its value: short lists on its line unless ``block``, long texts below it."""
    if isinstance(value, str) and "\n" in value:
        return f"{key}:{_literal(value)}"
    line = f"{key}: {flow(value)}\n"
    if not isinstance(value, list | dict) or not value or (len(line) <= LINE and not block):
        return line
    if isinstance(value, list):
        return f"{key}:\n" + "".join(f"  - {flow(item)}\n" for item in value)
    return f"{key}:\n" + "".join(f"  {scalar(name)}: {flow(item)}\n" for name, item in value.items())


def record(fields: Mapping[str, Value], blocks: Sequence[str] = ()) -> str:
    """A mapping, one field after the other."""
    return "".join(field(key, value, key in blocks) for key, value in fields.items())


def _literal(text: str) -> str:
    """Lines kept as they are; quoted where a literal block cannot hold them."""
    lines = text.split("\n")
    held = all(line.isprintable() and line == line.rstrip() for line in lines)
    if not held or not lines[-1] or lines[0] != lines[0].lstrip() or not lines[0]:
        return f" {quoted(text)}\n"
    return " |-\n" + "".join(f"  {line}\n" if line else "\n" for line in lines)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
