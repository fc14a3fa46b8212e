"""The reply of the chat contract: what a resident gets for a message.

A field that does not apply is absent, never null; only ``service.aspect`` is written as null when a
service as a whole is meant.
"""

from __future__ import annotations

from datetime import date, datetime
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
Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
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


class Answer(Part):
    """A question that was asked and what the person answered."""

    label: Line
    value: Words


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


class Milestone(Part):
    """A step in the life of a ticket, done or still to come."""

    title: Line
    at: Absent[datetime] = None
    text: Absent[Words] = None
    done: bool = True


class TicketRef(Part):
    """A hotline ticket and where it stands."""

    number: Line
    status: Line
    department: Absent[Line] = None
    #: The due date, in working days from acceptance.
    due: Absent[date] = None
    progress: Absent[tuple[Milestone, ...]] = None


class Verdict(StrEnum):
    """What an inspection's code says, for the person at the door."""

    GENUINE = "genuine"
    CAUTION = "caution"
    REFUSE = "refuse"
    UNKNOWN = "unknown"


class Inspector(Part):
    """An inspector as the enterprise may see them: name and certificate number masked."""

    name: Line
    certificate: Line


class InspectionItem(Part):
    """What is inspected, and on what legal basis."""

    name: Line
    basis: Absent[Line] = None


class InspectionRef(Part):
    """An inspection and what its code says."""

    code: Line
    status: Line
    verdict: Absent[Verdict] = None
    #: The verdict in words: 已登记，可以配合.
    label: Absent[Line] = None
    agencies: Absent[tuple[Line, ...]] = None
    inspectors: Absent[tuple[Inspector, ...]] = None
    items: Absent[tuple[InspectionItem, ...]] = None
    type: Absent[Line] = None
    window: Absent[Line] = None
    joint: Absent[bool] = None
    #: What to do next, one sentence each.
    next: Absent[tuple[Words, ...]] = None


class GuideMaterial(Part):
    """A material of a personal checklist; one that is exempt is shown struck out with the reason."""

    name: Line
    #: 原件 / 复印件 / 电子, copies, issuer: ready to show beside the name.
    detail: Absent[Words] = None
    #: Why it need not be handed in.
    exempt: Absent[Line] = None
    required: bool = True
    note: Absent[Words] = None


class GuideStep(Part):
    """A step of the process, in order."""

    text: Words
    who: Absent[Line] = None
    time: Absent[Line] = None


class GuideLink(Part):
    """A way to apply."""

    text: Words
    url: Absent[Line] = None


class Guide(Part):
    """A service as a card: a personal checklist once the situation is known."""

    title: Line
    #: The person's situation: question and answer.
    situation: Absent[tuple[Answer, ...]] = None
    materials: Absent[tuple[GuideMaterial, ...]] = None
    steps: Absent[tuple[GuideStep, ...]] = None
    time_statutory: Absent[tuple[Words, ...]] = None
    time_promised: Absent[tuple[Words, ...]] = None
    #: The longest path through the steps, not their sum.
    time_total: Absent[Words] = None
    fee: Absent[tuple[Words, ...]] = None
    place: Absent[tuple[Words, ...]] = None
    channels: Absent[tuple[GuideLink, ...]] = None
    result: Absent[tuple[Words, ...]] = None
    basis: Absent[tuple[Words, ...]] = None
    visits: Absent[Words] = None
    checked: Absent[date] = None
    #: The card as plain text for copying, printing and the phone (QR).
    share: Absent[Annotated[str, StringConstraints(min_length=1, max_length=4_000)]] = None


class FieldKind(StrEnum):
    """What a form asks for; the widget offers a fitting control, plain text always works."""

    CHOICE = "choice"
    TEXT = "text"
    PHONE = "phone"
    PLACE = "place"
    TIME = "time"
    PHOTOS = "photos"
    CONFIRM = "confirm"


class FormField(Part):
    """The question that a form is at."""

    id: Line
    kind: FieldKind
    label: Line
    hint: Absent[Words] = None
    #: What was wrong with the last answer.
    error: Absent[Words] = None
    optional: bool = False


class Form(Part):
    """Where a form stands. Its buttons are the reply's ``choices``."""

    name: Line
    title: Line
    step: Annotated[int, Field(ge=1)]
    #: How many steps there will be at most, as far as is known now.
    of: Annotated[int, Field(ge=1)]
    field: FormField
    answers: Absent[tuple[Answer, ...]] = None


class RatingRequest(Part):
    """An invitation to rate; the reply's ``choices`` carry the grades."""

    subject: Line
    title: Line


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
    guide: Absent[Guide] = None
    form: Absent[Form] = None
    rating: Absent[RatingRequest] = None

    def document(self) -> dict[str, Any]:
        """The reply as JSON, without what does not apply."""
        written = {
            key: value for key, value in self.model_dump(mode="json", exclude_none=True).items() if value
        }
        if self.service is not None:
            written["service"].setdefault("aspect", None)
        return written
