"""Compose a content file and put it in place whole."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.formats.policy import PolicyHeader
from knowledge.formats.text_file import MARKDOWN_BYTES, os_reason
from knowledge.importing.refusal import Refusal


def header_of(title: str, metadata: Mapping[str, Any]) -> tuple[PolicyHeader, tuple[str, ...]]:
    """The front matter for an imported document, and the fields whose values could not be used."""
    values = {field: value for field, value in metadata.items() if field != "title" and value}
    dropped: list[str] = []
    while True:
        try:
            return PolicyHeader.model_validate({"title": title or "无标题", **values}), tuple(dropped)
        except ValidationError as error:
            wrong = {str(details["loc"][0]) for details in error.errors()} & values.keys()
            if not wrong:
                raise Refusal("metadata_unusable") from error
            for field in sorted(wrong):
                dropped.append(field)
                del values[field]


def compose(header: PolicyHeader, body: str) -> bytes:
    """The content file: front matter and body."""
    values = header.model_dump(exclude_defaults=True)
    front = yaml.dump(
        _plain(values), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10**6
    )
    data = f"---\n{front}---\n\n{body}".encode()
    if len(data) > MARKDOWN_BYTES:
        raise Refusal("too_long", limit=MARKDOWN_BYTES // 1048576)
    return data


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as YAML knows them: enumerations as their text, tuples as lists."""
    return {
        key: list(value) if isinstance(value, tuple) else getattr(value, "value", value)
        for key, value in values.items()
    }


def put(data: bytes, target: Path) -> None:
    """Write ``target`` so that a reader sees the old file or the new one, never a part."""
    temporary = target.parent / f".import-{os.getpid()}-{threading.get_ident()}.tmp"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        os.replace(temporary, target)
    except OSError as error:
        raise Refusal("unwritable", path=target, cause=os_reason(error)) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
