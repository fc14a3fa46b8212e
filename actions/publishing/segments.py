"""A YAML file cut into its top-level fields, so that a form can show one input a field.

Nothing is lost: the pieces put together again are the text, comments and blank lines included.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_FIELD = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(.*)")


@dataclass(frozen=True)
class Segment:
    """A field: the comment lines before it, and what is written after ``key:``."""

    lead: str
    key: str
    value: str
    #: Line of the key in the file, from 1.
    line: int

    @property
    def text(self) -> str:
        """As it stands in the file."""
        return f"{self.lead}{self.key}:{self.value}"

    @property
    def last(self) -> int:
        """The last line of it."""
        return self.line + max(0, self.value.count("\n") - 1)

    @property
    def shown(self) -> str:
        """What an input shows: the value without the blanks around it, the first line's indent taken off."""
        first, rest = self.value.partition("\n")[::2]
        return (
            first.strip()
            if not rest.strip()
            else (f"{first.strip()}\n{rest}" if first.strip() else rest).rstrip("\n")
        )


@dataclass(frozen=True)
class Segments:
    """All fields of a file, and what stands after the last one."""

    parts: tuple[Segment, ...]
    tail: str = ""

    @property
    def text(self) -> str:
        """The file."""
        return "".join(part.text for part in self.parts) + self.tail

    def get(self, key: str) -> Segment | None:
        """A field."""
        return next((part for part in self.parts if part.key == key), None)

    def at(self, line: int) -> str:
        """The field that a line belongs to; the first one's for what stands before."""
        found = self.parts[0].key if self.parts else ""
        for part in self.parts:
            if part.line <= line:
                found = part.key
        return found


def split(text: str) -> Segments:
    """Cut a text; comments and blank lines before a field belong to it."""
    parts: list[Segment] = []
    lead: list[str] = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        match = _FIELD.fullmatch(line.rstrip("\n"))
        if match:
            end = "\n" if line.endswith("\n") else ""
            parts.append(Segment("".join(lead), match[1], match[2] + end, number))
            lead = []
        elif line.startswith("#") or not parts:
            lead.append(line)
        else:
            last = parts[-1]
            parts[-1] = Segment(last.lead, last.key, last.value + "".join(lead) + line, last.line)
            lead = []
    return Segments(tuple(parts), "".join(lead))


def changed(found: Segments, values: Mapping[str, str], order: Sequence[str]) -> str:
    """The text with other values, as inputs show them; an empty one takes its field out."""
    keys = [part.key for part in found.parts]
    out = []
    for part in found.parts:
        if part.key not in values or values[part.key] == part.shown:
            out.append((part.key, part.text))
        elif values[part.key].strip():
            out.append((part.key, f"{part.lead}{written(part.key, values[part.key])}"))
    for key in order:
        if key not in keys and values.get(key, "").strip():
            before = [at for at, (name, _) in enumerate(out) if name in order[: order.index(key)]]
            out.insert(before[-1] + 1 if before else 0, (key, written(key, values[key])))
    return "".join(text for _, text in out) + found.tail


def written(key: str, value: str) -> str:
    """A field as it stands in a file: one line beside the key, several below it, indented."""
    value = value.replace("\r\n", "\n").strip("\n")
    if "\n" not in value and not value.startswith((" ", "- ")):
        return f"{key}: {value}\n"
    lines = value.split("\n")
    if not lines[0].startswith((" ", "-")) and lines[0].strip() in ("|", "|-", ">", ">-", "[", "{"):
        return f"{key}: {value}\n"
    indented = [line if line.startswith(" ") or not line.strip() else f"  {line}" for line in lines]
    return f"{key}:\n" + "\n".join(indented) + "\n"
