"""What is wrong with one file by itself, told while it is being edited; the rest is told by the check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel

from actions.canned import FILE as STANDING
from actions.canned import OTHERWISE, Canned, read
from actions.evaluation.case import Case
from actions.publishing.files import DICTIONARY, REPLIES, Kind, kind_of
from actions.publishing.shapes import shape_of, word
from knowledge.errors import Fault
from knowledge.formats.answer import CuratedAnswer
from knowledge.formats.department import Department
from knowledge.formats.front_matter import split
from knowledge.formats.messages import check
from knowledge.formats.policy import PolicyHeader
from knowledge.formats.service import Service
from knowledge.formats.synonyms import SynonymGroup
from knowledge.formats.text_file import CONTROLS
from knowledge.formats.yaml_lines import Document, parse_yaml

_LISTS: dict[Kind, type[BaseModel]] = {
    Kind.ANSWER: CuratedAnswer,
    Kind.DEPARTMENT: Department,
    Kind.QUESTION: Case,
    Kind.SYNONYMS: SynonymGroup,
}
#: What the loading of a content folder does not read.
_LANGUAGE = (DICTIONARY, REPLIES)


def lint(path: str, text: str) -> list[Fault]:
    """Faults of a text as the file ``path``, in the order of their lines."""
    hidden = CONTROLS.search(text)
    if hidden:
        return [Fault(Path(path), text.count("\n", 0, hidden.start()) + 1, "有看不见的控制字符，请删去")]
    if not text.strip():
        return [Fault(Path(path), 0, "文件是空的")]
    kind = kind_of(path)
    if kind is Kind.DICTIONARY:
        return _dictionary(path, text)
    faults = _policy(path, text) if kind is Kind.POLICY else _yaml(kind, path, text)
    return sorted(faults, key=lambda fault: fault.line)


def language_faults(folder: Path) -> Iterator[Fault]:
    """Faults of a content folder's own dictionary and replies."""
    for name in _LANGUAGE:
        path = folder / name
        if path.is_file():
            for fault in lint(name, path.read_text(encoding="utf-8", errors="replace")):
                yield replace(fault, file=path)


def _dictionary(path: str, text: str) -> list[Fault]:
    """A word a line, with a number and a part of speech that may be missing."""
    faults, seen = [], set()
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) > 3 or (len(parts) > 1 and not parts[1].isdigit()):
            faults.append(Fault(Path(path), number, "一行只写一个词，后面可以有一个数字和词性，用空格隔开"))
        try:
            word(parts[0])
        except ValueError as error:
            faults.append(Fault(Path(path), number, str(error)))
        if parts[0] in seen:
            faults.append(Fault(Path(path), number, f"“{parts[0]}”写了两次", warning=True))
        seen.add(parts[0])
    return faults


def _policy(path: str, text: str) -> list[Fault]:
    parts = split(text, Path(path))
    faults = list(parts.header.faults)
    if not isinstance(parts.header.data, dict):
        return faults or [Fault(Path(path), 1, "文件开头两行“---”之间要写成“字段: 内容”的形式")]
    if not parts.body.strip():
        faults.append(Fault(Path(path), parts.body_line, "没有正文"))
    return faults + check(PolicyHeader, parts.header.data, parts.header.lines)[1]


def _yaml(kind: Kind, path: str, text: str) -> list[Fault]:
    document = parse_yaml(text, Path(path))
    faults = list(document.faults)
    if not document.complete:
        return faults
    if kind is Kind.SERVICE:
        return faults + check(Service, document.data, document.lines)[1]
    if kind is Kind.REPLY:
        return faults + _replies(document)
    shape = shape_of(path)
    model = _LISTS.get(kind) or (shape.model if shape else None)
    if model is None:
        return faults
    if not isinstance(document.data, list):
        return [*faults, document.lines.fault((), "整个文件要写成列表，每条以“- ”开头")]
    for at, entry in enumerate(document.data):
        faults += check(model, entry, document.lines, (at,))[1]
    return faults


def _replies(document: Document) -> list[Fault]:
    if not isinstance(document.data, dict):
        return [document.lines.fault((), "整个文件要写成“名字:”和下面的回复")]
    known = read(STANDING)
    faults = [
        document.lines.fault((name,), f"没有“{name}”这种话，回复不会用到", warning=True)
        for name in document.data if name not in known
    ]  # fmt: skip
    if OTHERWISE not in document.data:
        faults.append(document.lines.fault((), f"缺少“{OTHERWISE}”的回复"))
    for name, reply in document.data.items():
        faults += check(Canned, reply, document.lines, (name,))[1]
    return faults
