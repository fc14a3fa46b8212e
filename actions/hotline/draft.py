"""What is to be filed: checked and tidied, or an error that says what is wrong with it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from actions.hotline.errors import (
    AnswersTooLong,
    EmailInvalid,
    KeyInvalid,
    KindUnknown,
    NameTooLong,
    PhoneMissing,
    PlaceMissing,
    PlaceOutside,
    PlaceTooLong,
    TextMissing,
    TextTooLong,
    TooManyPhotos,
)
from actions.hotline.phones import read_phone
from actions.hotline.rules import rules
from actions.hotline.triage import Kind

TEXT_LIMIT = 4_000
PLACE_LIMIT = 200
NAME_LIMIT = 40
ANSWER_LIMIT = 500
ANSWERS_LIMIT = 20
KEY_LIMIT = 160
HAPPENED_LIMIT = 100

#: Characters that no person types and that databases or XML refuse; line ends and tabs stay.
_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
#: The official codes of 济源; which of them exist is checked where they are chosen.
_TOWN = re.compile(r"419001[0-9]{3}")
_VILLAGE = re.compile(r"419001[0-9]{6}")
#: A generous frame around 济源 (west, south, east, north): a pin outside it was set by mistake.
FRAME = (111.9, 34.8, 112.9, 35.4)


@dataclass(frozen=True)
class Draft:
    """A ticket that is not filed yet. Text is as somebody typed it; ``checked`` tidies it."""

    kind: str
    category: str
    text: str
    place: str | None = None
    town: str | None = None
    village: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    happened: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    department: str | None = None
    urgent: bool = False
    disclose: bool = False
    public: bool = False
    channel: str = "chat"
    sender: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    photos: tuple[str, ...] = ()
    #: What is behind the masks in the words, see ``quoted``.
    numbers: Mapping[str, str] = field(default_factory=dict)

    def fingerprint(self) -> str:
        """The same for the same content; who or what suggested a department does not matter."""
        content = asdict(self)
        for derived in ("department", "urgent", "sender", "category"):
            del content[derived]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def tidy(text: str | None) -> str | None:
    """Text without what cannot be stored, blanks at the ends cut; None for nothing."""
    if text is None:
        return None
    return _UNUSABLE.sub("", text).strip() or None


def checked(draft: Draft, *, phone_required: bool = True) -> Draft:
    """The draft as it is filed; a ``DraftInvalid`` or ``PhotoRefused`` for what is wrong first."""
    text = tidy(draft.text)
    if text is None:
        raise TextMissing()
    if len(text) > TEXT_LIMIT:
        raise TextTooLong(limit=TEXT_LIMIT)
    if draft.kind not in set(Kind):
        raise KindUnknown()
    if len(draft.photos) > rules().limits.photos:
        raise TooManyPhotos(limit=rules().limits.photos)
    return replace(
        _with_contact(_with_place(draft), phone_required),
        text=text,
        happened=(tidy(draft.happened) or "")[:HAPPENED_LIMIT] or None,
        answers=_answers(draft.answers),
    )


def checked_key(key: str) -> str:
    """An idempotency key that can be stored."""
    if not key or len(key) > KEY_LIMIT or _UNUSABLE.search(key):
        raise KeyInvalid()
    return key


def _with_place(draft: Draft) -> Draft:
    place, town, village = tidy(draft.place), tidy(draft.town), tidy(draft.village)
    if place is not None and len(place) > PLACE_LIMIT:
        raise PlaceTooLong(limit=PLACE_LIMIT)
    if village is not None:
        town = town or village[:9]
        if not _VILLAGE.fullmatch(village) or village[:9] != town:
            raise PlaceOutside()
    if town is not None and not _TOWN.fullmatch(town):
        raise PlaceOutside()
    pinned = _check_pin(draft)
    # A question can be asked without being anywhere.
    if draft.kind != Kind.INQUIRY and place is None and town is None and not pinned:
        raise PlaceMissing()
    return replace(draft, place=place, town=town, village=village)


def _check_pin(draft: Draft) -> bool:
    if draft.longitude is None and draft.latitude is None:
        return False
    if draft.longitude is None or draft.latitude is None:
        raise PlaceOutside()
    west, south, east, north = FRAME
    if not (west <= draft.longitude <= east and south <= draft.latitude <= north):
        raise PlaceOutside()
    return True


def _with_contact(draft: Draft, phone_required: bool) -> Draft:
    name, phone, email = tidy(draft.name), tidy(draft.phone), tidy(draft.email)
    if name is not None and len(name) > NAME_LIMIT:
        raise NameTooLong(limit=NAME_LIMIT)
    if email is not None and (len(email) > 100 or not _EMAIL.fullmatch(email)):
        raise EmailInvalid()
    if phone is None and phone_required:
        raise PhoneMissing()
    return replace(draft, name=name, phone=read_phone(phone) if phone else None, email=email)


def _answers(answers: Mapping[str, str]) -> dict[str, str]:
    tidied = {tidy(label) or "": tidy(answer) or "" for label, answer in answers.items()}
    kept = {label: answer for label, answer in tidied.items() if label and answer}
    too_long = any(len(label) > ANSWER_LIMIT or len(answer) > ANSWER_LIMIT for label, answer in kept.items())
    if len(kept) > ANSWERS_LIMIT or too_long:
        raise AnswersTooLong(limit=ANSWER_LIMIT)
    return kept
