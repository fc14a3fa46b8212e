"""What the machine understood of a file, before anything is written: for the command line and the console.

``inspect`` reads one file, ``inspect_all`` also the files of a zip archive; neither touches the disk.
A person may correct the metadata; ``write`` puts the content file in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from knowledge.formats.front_matter import derive_title, shorten
from knowledge.formats.policy import PolicyHeader
from knowledge.importing.apart import extract_apart
from knowledge.importing.archive import members
from knowledge.importing.extracted import Extracted
from knowledge.importing.kinds import ARCHIVE, kind_of
from knowledge.importing.limits import MEGABYTE, max_bytes
from knowledge.importing.recognised import Confidence, Finding, Recognised, guessed, likely, stated
from knowledge.importing.refusal import Refusal
from knowledge.importing.sniffing import expect
from knowledge.importing.titles import issuer_in, opening_title
from knowledge.importing.validity import repealed, validity
from knowledge.importing.writing import compose, header_of, put

#: Told the number of files done, the number of all, and the name of the file just done.
Progress = Callable[[int, int, str], None]
#: Titles are kept whole up to this length; a first line that stands in for one is cut earlier.
_TITLE = 200
_OWN_FIELDS = frozenset({"title", "number", "issuer", "issued", "effective", "expires", "status", "url"})


@dataclass(frozen=True)
class Section:
    """A part of the document as it will be cited."""

    path: tuple[str, ...]
    anchor: str
    text: str


@dataclass(frozen=True)
class Understood:
    """One file as understood."""

    id: str
    filename: str
    kind: str
    #: The document as Markdown, without front matter.
    text: str
    recognised: Recognised
    warnings: tuple[str, ...]
    sha256: str
    size: int

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections with their anchors, in order."""
        # Cutting needs the Markdown parser; the command line only writes.
        from knowledge.index.chunk import anchor_of, sections

        return tuple(Section(part.path, anchor_of(part.path), part.text) for part in sections(self.text))

    def header(self) -> tuple[PolicyHeader, tuple[str, ...]]:
        """The front matter as recognised, and the fields whose values could not be used."""
        values: dict[str, object] = {**self.recognised.values()}
        title = str(values.pop("title", ""))
        repeals = tuple(finding.value for finding in self.recognised.repeals)
        return header_of(title, {**values, **({"repeals": repeals} if repeals else {})})


@dataclass(frozen=True)
class Rejected:
    """A file that cannot be taken: a stable code and the reason in Chinese."""

    filename: str
    code: str
    reason: str


def inspect(data: bytes, filename: str, *, apart: bool = True) -> Understood:
    """Read one file; :class:`Refusal` says why it cannot be taken.

    Word, Excel and PDF files are read in a process of their own unless ``apart`` is false.
    """
    name = PurePosixPath(filename).name
    suffix, identity = PurePosixPath(name).suffix, PurePosixPath(name).stem.strip()
    kind = kind_of(suffix)
    if not identity or not identity.isprintable():
        raise Refusal("bad_name")
    _measure(data)
    if kind.forms:
        expect(data, suffix, *kind.forms)
    found = extract_apart(suffix, data) if kind.intricate and apart else kind.extract(data)
    if not any(char.isalnum() for char in found.body):
        raise Refusal("no_text")
    recognised = _recognised(found, suffix.lower())
    digest = hashlib.sha256(data).hexdigest()
    warnings = (*found.notes, *_doubts(recognised))
    return Understood(identity, filename, kind.name, found.body, recognised, warnings, digest, len(data))


def inspect_all(
    data: bytes, filename: str, *, apart: bool = True, progress: Progress | None = None
) -> Iterator[Understood | Rejected]:
    """Read a file, or each file of a zip archive; one bad file does not stop the others."""
    if PurePosixPath(filename).suffix.lower() != ARCHIVE:
        yield _one(data, filename, apart=apart)
        if progress is not None:
            progress(1, 1, filename)
        return
    try:
        found = list(members(data))
    except Refusal as refusal:
        yield Rejected(filename, refusal.code, str(refusal))
        return
    for done, member in enumerate(found, start=1):
        name = f"{filename}/{member.name}"
        if member.refusal is not None:
            yield Rejected(name, member.refusal.code, str(member.refusal))
        else:
            yield _one(member.data, name, apart=apart)
        if progress is not None:
            progress(done, len(found), name)


def write(understood: Understood, header: PolicyHeader, target: Path) -> None:
    """Put the document in place at ``target``, whole; ``header`` is what a person confirmed."""
    put(compose(header, understood.text), target)


def _one(data: bytes, filename: str, *, apart: bool) -> Understood | Rejected:
    try:
        return inspect(data, filename, apart=apart)
    except Refusal as refusal:
        return Rejected(filename, refusal.code, str(refusal))


def _measure(data: bytes) -> None:
    if not data:
        raise Refusal("empty")
    limit = max_bytes()
    if len(data) > limit:
        raise Refusal("too_large", size=f"{len(data) / MEGABYTE:.1f}", limit=f"{limit / MEGABYTE:g}")


def _recognised(found: Extracted, suffix: str) -> Recognised:
    values = dict(found.metadata)
    values["title"] = title = _title(found, suffix)
    if "issuer" not in values or values["issuer"].confidence is Confidence.GUESSED:
        named = issuer_in(title.value)
        if named:
            values["issuer"] = likely(named, "标题")
    issued = values.get("issued")
    # The day on which a page was put up is not the day on which a document was issued.
    day = issued.value if issued is not None and issued.confidence is not Confidence.GUESSED else ""
    values = {**validity(found.body, day), **values}
    carried = {field: finding.value for field, finding in values.items() if field not in _OWN_FIELDS}
    own = {field: finding for field, finding in values.items() if field in _OWN_FIELDS}
    return Recognised(**own, repeals=repealed(found.body), carried=carried)


def _title(found: Extracted, suffix: str) -> Finding:
    title = " ".join(found.title.split())
    if title and len(title) <= _TITLE:
        sure = suffix in (".html", ".htm", ".md", ".markdown")
        where = "网页标题" if suffix in (".html", ".htm") else "文件开头"
        return stated(title, where) if sure else likely(title, where)
    named = found.metadata.get("title")
    if named is not None and not title:
        return named.model_copy(update={"value": shorten(named.value)})
    if suffix == ".txt" and (opening := opening_title(found.body)):
        return likely(opening, "正文开头")
    return guessed(shorten(title) or _first_line(found.body, suffix) or "无标题", "正文第一行")


def _first_line(body: str, suffix: str) -> str:
    """The first line; in Markdown the first heading. Headings that were only recognised are no titles."""
    if suffix in (".md", ".markdown"):
        return derive_title(body)
    return derive_title(body.lstrip().partition("\n")[0]) or derive_title(body)


def _doubts(recognised: Recognised) -> Iterator[str]:
    """What a person should look at before the document is used."""
    if recognised.expires is not None and recognised.expires.confidence is not Confidence.STATED:
        yield f"有效期至 {recognised.expires.value} 是按正文推算的，请核对"
    if recognised.repeals:
        yield f"本文件废止了：{'、'.join(finding.value for finding in recognised.repeals)}"
