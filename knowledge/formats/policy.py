"""A policy document: Markdown with front matter, ``knowledge/content/policies/<id>.md``."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from knowledge.formats.source import OfficialUrl, Strict, Text, Tier


class Status(StrEnum):
    """Whether a document may be used for answers; only ``现行`` may."""

    IN_FORCE = "现行"
    NOT_YET = "尚未施行"
    EXPIRED = "失效"
    REPEALED = "废止"


class PolicyHeader(Strict):
    """Front matter of a policy file. Everything but the title may be missing after an import."""

    title: Text
    number: Text | None = None
    issuer: Text | None = None
    issued: date | None = None
    effective: date | None = None
    expires: date | None = None
    status: Status = Status.IN_FORCE
    region: Text | None = None
    tier: Tier | None = None
    url: OfficialUrl | None = None
    #: Where the statements were read, when no official address can be given.
    seen_in: Text | None = None
    checked: date | None = None
    topics: tuple[Text, ...] = ()
    repeals: tuple[Text, ...] = ()

    def in_force(self, today: date) -> bool:
        """Whether the document may be used for an answer given on ``today``."""
        if self.status in (Status.EXPIRED, Status.REPEALED):
            return False
        if self.effective is not None and today < self.effective:
            return False
        if self.effective is None and self.status is Status.NOT_YET:
            return False
        return self.expires is None or today <= self.expires


class Policy(Strict):
    """A policy document as read from its file; ``body`` is Markdown without the front matter."""

    #: The file's stem; a slug for our own documents, any text for imported ones.
    id: Text
    header: PolicyHeader
    body: str
    #: Line of the file on which the body starts, for messages about it.
    body_line: int = 1
