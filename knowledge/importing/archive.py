"""Zip archives: their files one by one, in memory, with names as people wrote them and within limits."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from knowledge.importing.limits import MEGABYTE, Limits, limits, max_bytes
from knowledge.importing.package import BROKEN
from knowledge.importing.refusal import Refusal
from knowledge.importing.sniffing import Form, expect, identify

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
#: What systems add to archives on their own.
_UNSAFE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f\x7f]")
_STEP = 256 * 1024
_ARCHIVES = (Form.ARCHIVE, Form.OTHER_ARCHIVE)


@dataclass(frozen=True)
class Member:
    """A file of an archive: its bytes, or why it cannot be taken."""

    name: str
    data: bytes = b""
    refusal: Refusal | None = None


def members(data: bytes) -> Iterator[Member]:
    """The files of an archive in their order; :class:`Refusal` when the archive as a whole cannot be taken."""
    bounds = limits()
    if len(data) > bounds.archive_mb * MEGABYTE:
        size = f"{len(data) / MEGABYTE:.1f}"
        raise Refusal("too_large", size=size, limit=bounds.archive_mb)
    expect(data, ".zip", Form.ARCHIVE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_litter(entry)]
            if len(archive.infolist()) > bounds.archive_entries:
                raise Refusal("archive_too_many", count=len(archive.infolist()), limit=bounds.archive_entries)
            if not entries:
                raise Refusal("archive_empty")
            yield from _each(archive, entries, bounds)
    except BROKEN as error:
        raise Refusal("archive_broken") from error


def _each(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], bounds: Limits) -> Iterator[Member]:
    left = bounds.archive_total_mb * MEGABYTE
    for entry in entries:
        name = name_of(entry)
        try:
            content = _content(archive, entry, name, left)
        except _TotalReached as error:
            raise Refusal("archive_too_large", limit=bounds.archive_total_mb) from error
        except Refusal as refusal:
            yield Member(_shown(name), refusal=refusal)
        except BROKEN:
            yield Member(_shown(name), refusal=Refusal("archive_broken"))
        else:
            left -= len(content)
            # Some programs for Windows separate folders with the wrong slash.
            yield Member(name.replace("\\", "/"), content)


class _TotalReached(Exception):
    """All files together are larger than allowed."""


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, left: int) -> bytes:
    if _UNSAFE.search(name) or stat.S_ISLNK(entry.external_attr >> 16):
        raise Refusal("archive_path")
    if entry.flag_bits & _ENCRYPTED:
        raise Refusal("archive_encrypted")
    content = _bounded(archive, entry, left)
    if name.lower().endswith(".zip") or identify(content) in _ARCHIVES:
        raise Refusal("archive_nested")
    return content


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """The bytes of an entry, counted while they are unpacked: what the archive says of them may be a lie."""
    bounds = limits()
    packed = max(entry.compress_size, 1)
    content = bytearray()
    with archive.open(entry) as stream:
        while piece := stream.read(_STEP):
            content += piece
            if len(content) > left:
                raise _TotalReached
            if len(content) > max(packed * bounds.archive_ratio, bounds.archive_ratio_from_kb * 1024):
                raise Refusal("archive_ratio", limit=bounds.archive_ratio)
            if len(content) > max_bytes():
                size = f"超过 {max_bytes() / MEGABYTE:g}"
                raise Refusal("too_large", size=size, limit=f"{max_bytes() / MEGABYTE:g}")
    return bytes(content)


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name as written: archives made by Chinese Windows name files in GBK and do not say so."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.orig_filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    name = name_of(entry)
    hidden = any(part.startswith(".") and part != ".." for part in PurePosixPath(name).parts)
    return (
        entry.is_dir()
        or (hidden and ".." not in name)
        or name.startswith("__MACOSX/")
        or bool(re.search(r"(?:^|/)(?:Thumbs\.db|desktop\.ini)$", name, re.IGNORECASE))
    )


def _shown(name: str) -> str:
    """A name that cannot break a line of the report."""
    return "".join(char if char.isprintable() else "�" for char in name)
