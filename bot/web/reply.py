"""The reply of the chat contract: what a resident gets for a message.

A field that does not apply is absent, never null; only ``service.aspect`` is written as null when a
service as a whole is meant.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from knowledge.formats.answer import Outcome
from knowledge.formats.service import Aspect


def without_default(schema: dict[str, Any]) -> None:
    """Leave the default out of a published schema: a field that is not there has no value."""
    schema.pop("default", None)


T = TypeVar("T")
#: May be absent. In the published schema it is simply not required: null is never sent.
Absent = Annotated[T | SkipJsonSchema[None], Field(json_schema_extra=without_default)]

Line = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Part(BaseModel):
    """Base of all parts. An unknown field is dropped: better an answer without it than none."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ReplyKind(StrEnum):
    """How a reply is shown."""

    TEXT = "text"
    ANSWER = "answer"
    SERVICE = "service"
    CHOICES = "choices"
    FORM = "form"
    TICKET = "ticket"
    INSPECTION = "inspection"
    CONTACT = "contact"


class Choice(Part):
    """A button; pressing it sends ``text``."""

    title: Line
    text: Line


class Source(Part):
    """The document that carries an answer."""

    document: Line
    title: Line
    number: Absent[Line] = None
    issuer: Absent[Line] = None
    issued: Absent[date] = None
    section: Absent[Line] = None
    url: Absent[Line] = None
    #: How far it holds here: 国家法条, 河南文件, 外省参照 …
    tier: Absent[Line] = None


class ServiceRef(Part):
    """The service that an answer is about."""

    id: Line
    name: Line
    aspect: Aspect | None = None


class TicketRef(Part):
    """A hotline ticket and where it stands."""

    number: Line
    status: Line
    department: Absent[Line] = None


class InspectionRef(Part):
    """An inspection and what its code says."""

    code: Line
    status: Line


class Contact(Part):
    """Whom to call."""

    title: Line
    number: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9-]{2,15}$")]


class Reply(Part):
    """One reply. ``text`` is complete without the rest."""

    id: Id
    kind: ReplyKind
    outcome: Outcome
    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    choices: Absent[tuple[Choice, ...]] = None
    sources: Absent[tuple[Source, ...]] = None
    service: Absent[ServiceRef] = None
    ticket: Absent[TicketRef] = None
    inspection: Absent[InspectionRef] = None
    contacts: Absent[tuple[Contact, ...]] = None

    def document(self) -> dict[str, Any]:
        """The reply as JSON, without what does not apply."""
        written = {
            key: value for key, value in self.model_dump(mode="json", exclude_none=True).items() if value
        }
        if self.service is not None:
            written["service"].setdefault("aspect", None)
        return written
