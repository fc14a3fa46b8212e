"""What is wrong with one file by itself, told while it is being edited; the rest is told by the check."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from actions.evaluation.case import Case
from actions.publishing.files import Kind, kind_of
from knowledge.errors import Fault
from knowledge.formats.answer import CuratedAnswer
from knowledge.formats.department import Department
from knowledge.formats.front_matter import split
from knowledge.formats.messages import check
from knowledge.formats.policy import PolicyHeader
from knowledge.formats.service import Service
from knowledge.formats.text_file import CONTROLS
from knowledge.formats.yaml_lines import parse_yaml

_LISTS: dict[Kind, type[BaseModel]] = {
    Kind.ANSWER: CuratedAnswer,
    Kind.DEPARTMENT: Department,
    Kind.QUESTION: Case,
}


def lint(path: str, text: str) -> list[Fault]:
    """Faults of a text as the file ``path``, in the order of their lines."""
    hidden = CONTROLS.search(text)
    if hidden:
        return [Fault(Path(path), text.count("\n", 0, hidden.start()) + 1, "有看不见的控制字符，请删去")]
    if not text.strip():
        return [Fault(Path(path), 0, "文件是空的")]
    kind = kind_of(path)
    faults = _policy(path, text) if kind is Kind.POLICY else _yaml(kind, path, text)
    return sorted(faults, key=lambda fault: fault.line)


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
    model = _LISTS.get(kind)
    if model is None:
        return faults
    if not isinstance(document.data, list):
        return [*faults, document.lines.fault((), "整个文件要写成列表，每条以“- ”开头")]
    for at, entry in enumerate(document.data):
        faults += check(model, entry, document.lines, (at,))[1]
    return faults
