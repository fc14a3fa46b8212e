"""A content file cut into its entries, so that one of them can be changed and the rest stays as it is.

Comments and blank lines between entries belong to the file; inside an entry the fields that did not
change keep their wording, comments included.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.publishing import yaml_writing
from actions.publishing.segments import split as split_fields
from knowledge.formats.yaml_lines import Document, Value, parse_yaml

_START = re.compile(r"- ?(?=\S)")
_FLOW = re.compile(r"\[\s*\]\s*")
Record = Mapping[str, Value]


@dataclass(frozen=True)
class Piece:
    """An entry: the lines before it, its own lines, the record they hold, and its first line from 1."""

    lead: str
    source: str
    data: dict[str, Value]
    line: int

    @property
    def one_line(self) -> bool:
        """Whether it is written on a line, as short records are."""
        return self.source.startswith("- {") and self.source.count("\n") <= 1


@dataclass(frozen=True)
class Pieces:
    """All entries of a file that holds a list, and what stands after the last one."""

    parts: tuple[Piece, ...]
    tail: str

    @property
    def text(self) -> str:
        """The file."""
        if not self.parts:
            return self.tail + ("" if self.tail.endswith("\n") or not self.tail else "\n") + "[]\n"
        return "".join(part.lead + part.source for part in self.parts) + self.tail

    def replaced(self, at: int, source: str) -> Pieces:
        """With another text for an entry."""
        old = self.parts[at]
        new = Piece(old.lead, source, old.data, old.line)
        return Pieces((*self.parts[:at], new, *self.parts[at + 1 :]), self.tail)

    def without(self, at: int) -> Pieces:
        """Without an entry; the comments before it stay."""
        kept = self.parts[at].lead
        rest = list(self.parts[at + 1 :])
        if not rest:
            return Pieces(self.parts[:at], kept.rstrip("\n") + "\n" * bool(kept.strip()) + self.tail)
        after = rest[0].lead
        lead = kept + (after.lstrip("\n") if not kept or kept.endswith("\n") else after)
        rest[0] = Piece(lead, rest[0].source, rest[0].data, rest[0].line)
        return Pieces((*self.parts[:at], *rest), self.tail)

    def added(self, source: str) -> Pieces:
        """With an entry more at the end, set off as the others are."""
        if not self.parts:
            return Pieces((Piece(_ended(self.tail), source, {}, 0),), "")
        apart = "\n" if len(self.parts) > 1 and self.parts[-1].lead.startswith("\n") else ""
        lead = apart if not self.tail.strip() else _ended(self.tail) + apart
        return Pieces((*self.parts, Piece(lead, source, {}, 0)), "")


def split(text: str) -> Pieces | None:
    """Cut a list; ``None`` when it is none, or written in a way that cannot be cut."""
    document = parse_yaml(text, Path())
    if not document.complete or document.faults or not isinstance(document.data, list):
        return None
    if not document.data:
        kept = "".join(line for line in text.splitlines(keepends=True) if not _FLOW.fullmatch(line))
        return Pieces((), kept) if kept != text else None
    found = _cut(text, document)
    return found if found is not None and found.text == text else None


def _cut(text: str, document: Document) -> Pieces | None:
    rows = document.data
    assert isinstance(rows, list)
    lines = text.splitlines(keepends=True)
    starts = [at for at, line in enumerate(lines) if _START.match(line)]
    written = [document.lines.line((at,)) - 1 for at in range(len(rows))]
    if starts != written or not all(isinstance(row, dict) for row in rows):
        return None
    parts, before = [], 0
    for at, start in enumerate(starts):
        stop = starts[at + 1] if at + 1 < len(starts) else len(lines)
        while stop > start + 1 and _between(lines[stop - 1]):
            stop -= 1
        row: Any = rows[at]
        parts.append(Piece("".join(lines[before:start]), "".join(lines[start:stop]), row, start + 1))
        before = stop
    return Pieces(tuple(parts), "".join(lines[before:]))


def _between(line: str) -> bool:
    return not line.strip() or line.startswith("#")


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def written(
    data: Record, order: Sequence[str], blocks: Sequence[str] = (), before: Piece | None = None
) -> str:
    """An entry of a list as text; fields that are as ``before`` keep their wording."""
    if before is not None and before.data == data:
        return before.source
    if before is not None and before.one_line:
        return f"- {yaml_writing.flow(dict(data))}\n"
    if before is None or not _START.match(before.source) or before.source.lstrip("- ").startswith("{"):
        return _item(yaml_writing.record({key: data[key] for key in order if key in data}, blocks))
    start = _START.match(before.source)
    assert start is not None
    opened = "  " + before.source[2:] if len(start[0]) == 2 else before.source
    return _item(fields_changed(_dedented(opened), data, before.data, order, blocks))


def fields_changed(
    text: str, data: Record, before: Record, order: Sequence[str], blocks: Sequence[str] = ()
) -> str:
    """The fields of a mapping with other values; those that did not change stay as they were written."""
    found = split_fields(text)
    if {part.key for part in found.parts} != set(before) or len(found.parts) != len(before):
        return yaml_writing.record({key: data[key] for key in order if key in data}, blocks)
    out: list[tuple[str, str]] = []
    for part in found.parts:
        if part.key not in data:
            continue
        same = data[part.key] == before[part.key]
        new = part.lead + yaml_writing.field(part.key, data[part.key], part.key in blocks)
        out.append((part.key, part.text if same else new))
    for at, key in enumerate(order):
        if key in data and key not in before:
            earlier = [place for place, (name, _) in enumerate(out) if name in order[:at]]
            row = (key, yaml_writing.field(key, data[key], key in blocks))
            out.insert(earlier[-1] + 1 if earlier else 0, row)
    return "".join(row for _, row in out) + found.tail


def _dedented(text: str) -> str:
    return "".join(
        line[2:] if line.startswith("  ") else line.lstrip(" ") for line in text.splitlines(keepends=True)
    )


def _item(text: str) -> str:
    """A mapping as an entry of a list."""
    lines = [line if line == "\n" else f"  {line}" for line in text.splitlines(keepends=True)]
    first = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("  #")), 0)
    lines.insert(0, lines.pop(first))
    return "- " + "".join(lines)[2:]
