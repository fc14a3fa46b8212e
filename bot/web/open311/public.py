"""A ticket as everybody may read it: no name, no number, no exact home without consent."""

from __future__ import annotations

import re
from datetime import datetime, time

from actions.grid.divisions import Divisions, Village
from actions.hotline.catalogue import Catalogue
from actions.hotline.rules import Rules
from actions.hotline.ticket import Contact, Ticket
from actions.hotline.triage import Kind
from actions.hotline.workdays import Calendar
from actions.privacy import mask
from bot.web.open311.formats import Record
from knowledge.city_time import CHINA
from knowledge.text.normalise import normalise

#: About ten metres: the crossing, not the door.
DECIMALS = 4
_EMAIL = re.compile(r"[^@\s<>]{1,64}@[A-Za-z0-9.-]{1,100}")
_LANDLINE = re.compile(r"(?<![0-9])(0[0-9]{2,3}[ -]?)?[2-9][0-9]{6,7}(?![0-9])")


def is_told(ticket: Ticket) -> bool:
    """Whether its text may be shown; never who was reported to the authorities, and by whom."""
    return ticket.public and ticket.kind is not Kind.REPORT


def cleaned(text: str, contact: Contact | None) -> str:
    """Text without personal numbers, addresses of mailboxes, and the reporter's own name and phone."""
    plain = normalise(text)
    starred = _LANDLINE.sub(_stars, _EMAIL.sub(_stars, mask(plain)))
    for own in (contact.name, contact.phone, contact.email) if contact else ():
        # A name of one character would star half the text.
        if own and len(own) > 1:
            starred = starred.replace(normalise(own), "*" * len(normalise(own)))
    if len(text) != len(starred):
        return starred
    # Character by character: what is not starred stays as it was typed, full width or not.
    return "".join(
        typed if shown == simple else shown for typed, simple, shown in zip(text, plain, starred, strict=True)
    )


def _stars(match: re.Match[str]) -> str:
    return "*" * len(match[0])


def record(
    ticket: Ticket,
    contact: Contact | None,
    catalogue: Catalogue,
    divisions: Divisions,
    calendar: Calendar,
    rules: Rules,
) -> Record:
    """A ticket as an entry of the list of requests."""
    told = is_told(ticket)
    category = catalogue.find(ticket.category)
    due = ticket.due(calendar)
    pinned = told and ticket.latitude is not None and ticket.longitude is not None
    return {
        "service_request_id": ticket.number,
        "status": "open" if rules.states[ticket.status].open else "closed",
        "status_notes": _notes(ticket, contact, rules) if told else _status(ticket, rules),
        "service_name": category.name if category else ticket.category,
        "service_code": ticket.category,
        "description": cleaned(ticket.text, contact) if told else None,
        "agency_responsible": ticket.department,
        "service_notice": None,
        "requested_datetime": _moment(ticket.created_at),
        "updated_datetime": _moment(ticket.updated_at),
        "expected_datetime": _moment(datetime.combine(due, time(23, 59, 59), CHINA)) if due else None,
        "address": _address(ticket, contact, divisions, told),
        "address_id": ticket.village if told and ticket.village else ticket.town,
        "zipcode": None,
        "lat": round(ticket.latitude, DECIMALS) if pinned and ticket.latitude is not None else None,
        "long": round(ticket.longitude, DECIMALS) if pinned and ticket.longitude is not None else None,
        "media_url": None,
    }


def _status(ticket: Ticket, rules: Rules) -> str:
    return rules.states[ticket.status].name


def _notes(ticket: Ticket, contact: Contact | None, rules: Rules) -> str:
    answer = f"：{cleaned(ticket.answer, contact)}" if ticket.answer else ""
    return _status(ticket, rules) + answer


def _address(ticket: Ticket, contact: Contact | None, divisions: Divisions, told: bool) -> str | None:
    if told and ticket.place:
        return cleaned(ticket.place, contact)
    there = divisions.by_code.get((ticket.village if told else None) or ticket.town or "")
    if there is None:
        return None
    return there.full if isinstance(there, Village) else there.name


def _moment(moment: datetime) -> str:
    return moment.astimezone(CHINA).isoformat(timespec="seconds")
