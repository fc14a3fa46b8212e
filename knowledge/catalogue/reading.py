"""Read a content folder into a catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from knowledge import checks, city_time
from knowledge.catalogue.folders import MARKDOWN, YAML, loose_documents, own_or_standing, visible_files
from knowledge.catalogue.model import Catalogue, Kind, Origin
from knowledge.errors import ContentError, Fault
from knowledge.formats.answer import CuratedAnswer
from knowledge.formats.department import Department
from knowledge.formats.front_matter import derive_title, split
from knowledge.formats.messages import check
from knowledge.formats.policy import Policy, PolicyHeader
from knowledge.formats.service import Service
from knowledge.formats.synonyms import SynonymGroup
from knowledge.formats.text_file import MARKDOWN_BYTES, Unreadable, read_text
from knowledge.formats.yaml_lines import Lines, parse_yaml, read_yaml
from knowledge.language import SYNONYMS

_PACKAGE = Path(__file__).parents[1]
CONTENT = _PACKAGE / "content"
Model = TypeVar("Model", bound=BaseModel)


def load(
    content: Path, *, today: date | None = None, lenient: bool = False, synonyms: Path | None = None
) -> Catalogue:
    """Read and check the content folder.

    Raises :class:`ContentError` with every fault found when one of them is more than a warning;
    ``lenient`` leaves faulty files out instead. A folder of imported documents may hold nothing but
    ``policies/*.md``, or Markdown files directly. ``synonyms`` is the folder's
    own file or else the project's, unless named.
    """
    if not content.is_dir() or not os.access(content, os.R_OK | os.X_OK):
        raise ContentError([Fault(content, 0, "找不到这个内容文件夹，或没有读取权限")])
    catalogue = Catalogue(content)
    _read_policies(catalogue)
    _read_services(catalogue)
    _read_answers(catalogue)
    if (content / "departments.yml").exists():
        _read_list(catalogue, content / "departments.yml", Kind.DEPARTMENT, Department, catalogue.departments)
    synonyms = synonyms or own_or_standing(content, SYNONYMS.name)
    _read_list(catalogue, synonyms, Kind.SYNONYMS, SynonymGroup, catalogue.synonyms)
    if not (catalogue.policies or catalogue.services or catalogue.answers or catalogue.faults):
        catalogue.faults.append(Fault(content, 0, "文件夹里没有内容文件"))
    catalogue.faults.extend(checks.run(catalogue, today or city_time.today()))
    catalogue.faults.sort(key=lambda fault: (str(fault.file), fault.line))
    if not lenient and any(not fault.warning for fault in catalogue.faults):
        raise ContentError(catalogue.faults)
    return catalogue


def _read_policies(catalogue: Catalogue) -> None:
    folder = catalogue.content / "policies"
    for path in (*loose_documents(catalogue.content), *_files(catalogue, folder, MARKDOWN)):
        policy, lines, faults = read_policy(path)
        catalogue.faults.extend(faults)
        if policy is None:
            catalogue.unread.add(path.stem)
        else:
            _add(catalogue, Kind.POLICY, policy.id, policy, catalogue.policies, Origin(lines))


def read_policy(path: Path) -> tuple[Policy | None, Lines, list[Fault]]:
    """Read one policy document; a missing title is taken from the text, with a warning."""
    try:
        parts = split(read_text(path, MARKDOWN_BYTES), path)
    except Unreadable as error:
        return None, Lines(path), [error.fault]
    lines, faults = parts.header.lines, list(parts.header.faults)
    data = parts.header.data
    if not isinstance(data, dict):
        message = "文件开头两行“---”之间要写成“字段: 内容”的形式"
        return None, lines, faults or [Fault(path, 1, message)]
    if not parts.body.strip():
        return None, lines, [*faults, Fault(path, parts.body_line, "没有正文")]
    if data.get("title") is None:
        data = {**data, "title": derive_title(parts.body)}
        faults.append(Fault(path, 1, "没有写“title”（标题），暂以正文第一行代替", warning=True))
    header, wrong = check(PolicyHeader, data, lines)
    faults.extend(wrong)
    if header is None:
        return None, lines, faults
    if not path.stem.strip() or not _sayable(path.stem):
        return None, lines, [*faults, Fault(path, 0, "文件名有无法识别的字符，请改名")]
    return Policy(id=path.stem, header=header, body=parts.body, body_line=parts.body_line), lines, faults


def _files(catalogue: Catalogue, folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    """The files to read in a folder; others get a warning."""
    for path in visible_files(folder):
        if path.suffix.lower() in suffixes:
            yield path
        else:
            message = f"不会被读取：这里只放 {'、'.join(sorted(suffixes))} 文件"
            catalogue.faults.append(Fault(path, 0, message, warning=True))


def _read_services(catalogue: Catalogue) -> None:
    for path in _files(catalogue, catalogue.content / "services", YAML):
        service, lines, faults = _read_service(path)
        catalogue.faults.extend(faults)
        if service is None:
            catalogue.unread.add(path.stem)
            continue
        if service.id != path.stem:
            message = f"id“{service.id}”要和文件名“{path.stem}”相同"
            catalogue.faults.append(lines.fault(("id",), message))
        _add(catalogue, Kind.SERVICE, service.id, service, catalogue.services, Origin(lines))


def _read_service(path: Path) -> tuple[Service | None, Lines, list[Fault]]:
    try:
        text = read_text(path)
    except Unreadable as error:
        return None, Lines(path), [error.fault]
    try:
        service, lines = _sound_service(text)
    except ContentError:
        document = parse_yaml(text, path)
        found, faults = check(Service, document.data, document.lines) if document.complete else (None, [])
        return found, document.lines, [*document.faults, *faults]
    return service, Lines(path, lines.of), []


@lru_cache(maxsize=8192)
def _sound_service(text: str) -> tuple[Service, Lines]:
    """A record without a fault of its own; remembered, because an edit changes one of thousands."""
    document = parse_yaml(text, Path())
    service, faults = check(Service, document.data, document.lines)
    if service is None or document.faults or faults:
        raise ContentError([*document.faults, *faults])
    return service, document.lines


def _read_answers(catalogue: Catalogue) -> None:
    for path in _files(catalogue, catalogue.content / "answers", YAML):
        for answer, origin in _read_entries(catalogue, path, CuratedAnswer):
            _add(catalogue, Kind.ANSWER, answer.id, answer, catalogue.answers, origin)


def _read_list(catalogue: Catalogue, path: Path, kind: Kind, model: type[Model], into: list[Model]) -> None:
    for record, origin in _read_entries(catalogue, path, model):
        catalogue.origins[kind, str(len(into))] = origin
        into.append(record)


def _read_entries(catalogue: Catalogue, path: Path, model: type[Model]) -> Iterator[tuple[Model, Origin]]:
    """The sound entries of a YAML file that holds a list."""
    document = read_yaml(path)
    catalogue.faults.extend(document.faults)
    if not document.complete:
        return
    if not isinstance(document.data, list):
        message = "整个文件要写成列表，每条以“- ”开头"
        catalogue.faults.append(document.lines.fault((), message))
        return
    for at, entry in enumerate(document.data):
        record, faults = check(model, entry, document.lines, (at,))
        catalogue.faults.extend(faults)
        if record is not None:
            yield record, Origin(document.lines, (at,))


def _sayable(name: str) -> bool:
    """Whether a file name is text; on Linux it can be any bytes."""
    return name.isprintable()


def _add(
    catalogue: Catalogue, kind: Kind, key: str, record: Model, into: dict[str, Model], origin: Origin
) -> None:
    """Enter a record under its id, or report the id as taken."""
    if key in into:
        first = catalogue.origin(kind, key).file
        catalogue.faults.append(origin.fault(("id",), f"id“{key}”已被 {first} 使用"))
        return
    into[key] = record
    catalogue.origins[kind, key] = origin
