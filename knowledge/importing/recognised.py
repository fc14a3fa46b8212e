"""What a document says about itself, how surely, and where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from knowledge.formats.source import Strict, Text


class Confidence(StrEnum):
    """How surely a value is the document's own."""

    #: Written after a label, in the page's own description, in front matter, or as the signature.
    STATED = "stated"
    #: Read from where such a thing usually stands: the title, a line of its own, the closing article.
    LIKELY = "likely"
    #: A stand-in: who put the page up, when it was put up.
    GUESSED = "guessed"


class Finding(Strict):
    """One value, in the form of the front matter."""

    value: Text
    confidence: Confidence
    #: For the person who confirms it, in Chinese.
    where: Text


Findings = Mapping[str, Finding]


class Recognised(Strict):
    """Everything recognised in one document, for a person to confirm."""

    title: Finding | None = None
    number: Finding | None = None
    issuer: Finding | None = None
    issued: Finding | None = None
    effective: Finding | None = None
    expires: Finding | None = None
    status: Finding | None = None
    url: Finding | None = None
    #: Documents that this one repeals: their 文号, or their title when none is given.
    repeals: tuple[Finding, ...] = ()
    #: Other front matter that a file brought along: field → as written.
    carried: Mapping[str, str] = {}

    def values(self) -> dict[str, str]:
        """The single values by field, for the front matter."""
        fields = ("title", "number", "issuer", "issued", "effective", "expires", "status", "url")
        found = {field: finding.value for field in fields if (finding := getattr(self, field)) is not None}
        return {**self.carried, **found}


def stated(value: str, where: str) -> Finding:
    """A value that the document states."""
    return Finding(value=value, confidence=Confidence.STATED, where=where)


def likely(value: str, where: str) -> Finding:
    """A value from where such a thing usually stands."""
    return Finding(value=value, confidence=Confidence.LIKELY, where=where)


def guessed(value: str, where: str) -> Finding:
    """A stand-in for a value that the document does not give."""
    return Finding(value=value, confidence=Confidence.GUESSED, where=where)
