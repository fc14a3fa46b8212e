"""Announced visits as a calendar that phones and mail programs take (iCalendar)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from actions.inspection.visits import Visit

#: Not a host that exists: identifiers only have to be unique.
DOMAIN = "jishitong.invalid"


def announced(visits: Iterable[Visit]) -> list[Visit]:
    """The visits that the enterprise was given notice of."""
    return [one for one in visits if one.noticed_at is not None]


def calendar(visits: Iterable[Visit], now: datetime) -> bytes:
    """The announced visits as an ics file; a cancelled one is marked so that calendars drop it."""
    file = Calendar()
    file.add("prodid", "-//济事通//扫码入企//ZH")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    for one in announced(visits):
        file.add_component(_event(one, now))
    return bytes(file.to_ical())


def _event(found: Visit, now: datetime) -> Event:
    event = Event()
    label = "演示·" if found.demo else ""
    joint = "综合查一次" if found.joint else found.type_name
    event.add("uid", f"{found.id}@{DOMAIN}")
    event.add("dtstamp", now)
    event.add("dtstart", found.starts_at)
    event.add("dtend", found.ends_at)
    event.add("summary", f"{label}{joint}：{'、'.join(found.agencies.values())}")
    event.add("status", "CANCELLED" if found.status == "cancelled" else "CONFIRMED")
    items = "\n".join(f"{item.name}（依据：{item.basis}）" for item in found.items)
    event.add("description", f"{found.reason}\n{items}")
    return event
