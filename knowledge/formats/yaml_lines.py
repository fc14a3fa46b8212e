"""YAML with line numbers: every value knows on which line it was written.

The C parser's event stream is turned into plain values here instead of by PyYAML's constructor:
the lines are kept, deep nesting and aliases cannot exhaust memory, and only what the content files
need is recognised (``yes``/``no`` and ``12:30`` stay words, as a person who types them means them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import Fault
from knowledge.formats.text_file import Unreadable, read_text

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
Place = tuple[str | int, ...]
DEPTH = 40

_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_WORDS: dict[str, Value] = {"": None, "~": None, "null": None, "true": True, "false": False}

#: What libyaml says, and what it means to the person who wrote the file.
_PROBLEMS = {
    "mapping values are not allowed": "这一行的冒号位置不对：一行只写一个“字段: 内容”，内容里有冒号时请加引号",
    "could not find expected ':'": "字段名后面缺少英文冒号和空格（应为“字段: 内容”）",
    "tab character": "缩进用了制表符（Tab），请改用空格",
    "cannot start any token": "这一行的开头有不能用的符号，请给内容加引号，缩进用空格",
    "unexpected end of stream": "引号没有成对：缺少结束的引号",
    "did not find expected key": "缩进没有对齐，或引号、括号没有成对",
    "did not find expected '-' indicator": "列表项没有对齐：同一列表的“- ”要在同一列",
    "did not find expected ',' or": "方括号或花括号没有成对",
    "undefined alias": "不能用“*”开头的内容，请加引号",
}


@dataclass(frozen=True)
class Lines:
    """Where the values of one file stand; places that were not written fall back to their parent."""

    file: Path
    of: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Iterable[str | int]) -> int:
        """Line of the value at ``place``, or of the nearest part that is in the file."""
        parts = tuple(place)
        while parts and parts not in self.of:
            parts = parts[:-1]
        return self.of.get(parts, 1)

    def fault(self, place: Iterable[str | int], message: str, *, warning: bool = False) -> Fault:
        """A fault at ``place``."""
        return Fault(self.file, self.line(place), message, warning)


@dataclass(frozen=True)
class Document:
    """A YAML file as read: plain values, and their lines; ``complete`` when it was read to its end."""

    data: Value
    lines: Lines
    faults: tuple[Fault, ...] = ()
    complete: bool = True


def read_yaml(path: Path) -> Document:
    """Read one YAML file; whatever is wrong with it is in ``faults``."""
    try:
        text = read_text(path)
    except Unreadable as error:
        return Document(None, Lines(path), (error.fault,), complete=False)
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path, first_line: int = 1) -> Document:
    """Parse YAML that starts on line ``first_line`` of ``path``."""
    builder = _Builder(path, first_line)
    stopped: Fault | None = None
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        stopped = Fault(path, first_line + (mark.line if mark else 0), _problem(error.problem or ""))
    except yaml.YAMLError:
        stopped = Fault(path, first_line, "不是正确的 YAML：有不能使用的字符")
    except _Stop as stop:
        stopped = stop.fault
    faults = (*builder.faults, stopped) if stopped else tuple(builder.faults)
    return Document(builder.root, builder.lines, faults, complete=stopped is None)


def _problem(problem: str) -> str:
    for part, meaning in _PROBLEMS.items():
        if part in problem:
            return f"不是正确的 YAML：{meaning}"
    return "不是正确的 YAML：请检查这一行附近的缩进、冒号和引号"


class _Stop(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass
class _Open:
    """A list or mapping that is being filled; ``key`` waits for its value in a mapping."""

    into: list[Value] | dict[str, Value]
    place: Place
    key: str | None = None


class _Builder:
    """Takes parser events, builds values, notes lines."""

    def __init__(self, path: Path, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.lines = Lines(path)
        self.faults: list[Fault] = []
        self.root: Value = None
        self._open: list[_Open] = []
        self._documents = 0
        self._handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def take(self, event: yaml.Event) -> None:
        """Handle one event."""
        # Called for every word of every file: one look-up, no chain of comparisons.
        handle = self._handlers.get(type(event))
        if handle is not None:
            handle(event)

    def _end(self, event: yaml.Event) -> None:
        self._open.pop()

    def _alias(self, event: yaml.Event) -> None:
        raise self._stop(event, "不能用“*”引用别处的内容，请直接写出；内容以“*”开头时请加引号")

    def _document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._stop(event, "一个文件只能有一份内容，请删去中间的“---”行")

    def _line(self, event: yaml.Event) -> int:
        return self.first_line + (event.start_mark.line if event.start_mark else 0)

    def _stop(self, event: yaml.Event, message: str) -> _Stop:
        return _Stop(Fault(self.path, self._line(event), message))

    def _marked(self, event: yaml.NodeEvent) -> _Stop:
        mark = "&" if event.anchor is not None else "!"
        return self._stop(event, f"不能用“{mark}”作标记；内容以“{mark}”开头时请加引号")

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._marked(event)
        if len(self._open) >= DEPTH:
            raise self._stop(event, "缩进层数太多")
        if self._open and isinstance(self._open[-1].into, dict) and self._open[-1].key is None:
            raise self._stop(event, "字段名只能是一个词；内容以“{”或“[”开头时请加引号")
        new: list[Value] | dict[str, Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
        place = self._put(new, self._line(event))
        self._open.append(_Open(new, place))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._marked(event)
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.into, dict) and top.key is None:
            self._key(top, event)
            return
        self._put(resolve(event.value) if event.implicit[0] else event.value, self._line(event))

    def _key(self, top: _Open, event: yaml.ScalarEvent) -> None:
        line = self._line(event)
        place = (*top.place, event.value)
        if place in self.lines.of:
            first = self.lines.of[place]
            self.faults.append(Fault(self.path, line, f"字段“{event.value}”写了两次（第 {first} 行已有）"))
        self.lines.of[place] = line
        top.key = event.value

    def _put(self, value: Value, line: int) -> Place:
        if not self._open:
            self.root = value
            self.lines.of[()] = line
            return ()
        top = self._open[-1]
        if isinstance(top.into, dict):
            key = top.key or ""
            top.into[key] = value
            top.key = None
            return (*top.place, key)
        place = (*top.place, len(top.into))
        top.into.append(value)
        self.lines.of[place] = line
        return place


def resolve(plain: str) -> Value:
    """What an unquoted word means."""
    word = plain.lower()
    if word in _WORDS:
        return _WORDS[word]
    if _INT.fullmatch(plain):
        return int(plain)
    if _FLOAT.fullmatch(plain):
        return float(plain)
    return plain
