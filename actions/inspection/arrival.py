"""At the door: the visit's codes are shown, inspectors check in by the enterprise's QR, a visit is finished."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import tables
from actions.inspection.codes import (
    CodeInvalid,
    VisitToken,
    enterprise_code,
    read_enterprise_code,
    typed_code,
    visit_token,
)
from actions.inspection.errors import Refused
from actions.inspection.lapses import lapses
from actions.inspection.registration import lock_visit
from actions.inspection.registry import Enterprise, Inspector, enterprise_by_code_id
from actions.inspection.signing import Keyring, public_keys, signing_key
from actions.inspection.visits import Visit, visit
from actions.inspection.vocabulary import numbers
from knowledge.city_time import day_of


@dataclass(frozen=True)
class Shown:
    """What an inspector shows at the door."""

    token: str
    typed: str
    expires_at: datetime


@dataclass(frozen=True)
class ItemFinding:
    """What was found at an inspection, by item."""

    item_id: str
    problem: bool
    text: str
    correct_by: date | None = None


def correction_day(text: str) -> date | None:
    """The day until which something is to be corrected, as a form sends it."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused.because("date_invalid") from None


def shown_codes(connection: Connection, found: Visit, keyring: Keyring, now: datetime) -> Shown:
    """The codes of a visit: a fresh QR, and the typed code, which stays the same."""
    kid, key = signing_key(connection, keyring, now)
    until = now + timedelta(minutes=numbers().code_minutes)
    said = VisitToken(found.id, found.enterprise_id, until)
    return Shown(visit_token(said, now, kid, key), typed_code(keyring, found.id), until)


def enterprise_qr_text(connection: Connection, owner: Enterprise, keyring: Keyring, now: datetime) -> str:
    """The text of an enterprise's QR."""
    kid, key = signing_key(connection, keyring, now)
    return enterprise_code(owner.code_id, kid, key)


def scanned_enterprise(connection: Connection, text: str) -> Enterprise:
    """The enterprise whose QR was scanned; :class:`Refused` for anything else."""
    try:
        code_id = read_enterprise_code(text, public_keys(connection))
    except CodeInvalid:
        raise Refused.because("enterprise_code_invalid") from None
    found = enterprise_by_code_id(connection, code_id)
    if found is None:
        raise Refused.because("enterprise_code_invalid")
    return found


def check_in(
    connection: Connection,
    visit_id: str,
    scanned: str | None,
    certificates: Sequence[str],
    reason: str,
    now: datetime,
) -> Visit:
    """Record who came, when and why, by the scanned QR. Doing it again on the same day changes nothing.

    Only an emergency may be recorded without a scan (``None``), within its hours; it counts as unscanned.
    """
    found = _at_the_door(connection, visit_id, scanned)
    people = _named(found, certificates)
    there = {one.inspector_id for one in found.check_ins if one.day == day_of(now)}
    new = [one for one in people if one.id not in there]
    if not new:
        return found
    _may_come(found, people, there, now)
    _may_enter(found, now, scanned is None)
    _may_inspect(connection, found, people, now)
    rows = [
        {"visit_id": visit_id, "inspector_id": one.id, "day": day_of(now), "at": now,
         "reason": reason.strip() or found.reason, "scanned": scanned is not None}
        for one in new
    ]  # fmt: skip
    connection.execute(sa.insert(tables.check_ins), rows)
    here = tables.visits.c.id == visit_id
    connection.execute(sa.update(tables.visits).where(here).values(status="started"))
    return _reread(connection, visit_id)


def note_findings(connection: Connection, visit_id: str, found: Sequence[ItemFinding], now: datetime) -> None:
    """Keep what was found today, by item; a visit of several days goes on."""
    row = lock_visit(connection, visit_id)
    if row["status"] != "started":
        raise Refused.because("visit_not_started")
    items = tables.visit_items
    inspected = set(connection.scalars(sa.select(items.c.item_id).where(items.c.visit_id == visit_id)))
    day = day_of(now)
    for one in found:
        if one.item_id not in inspected:
            raise Refused.because("item_unknown", item=one.item_id)
        if one.problem and not one.text.strip():
            raise Refused.because("finding_missing")
        if one.correct_by is not None and one.correct_by < day:
            raise Refused.because("correction_past")
    if found:
        rows = [{**vars(one), "visit_id": visit_id, "found_on": day} for one in found]
        connection.execute(sa.insert(tables.findings), rows)


def finish(connection: Connection, visit_id: str, found: Sequence[ItemFinding], now: datetime) -> None:
    """Close a visit with what was found, by item."""
    note_findings(connection, visit_id, found, now)
    change = sa.update(tables.visits).where(tables.visits.c.id == visit_id)
    connection.execute(change.values(status="finished", finished_at=now))


def _at_the_door(connection: Connection, visit_id: str, scanned: str | None) -> Visit:
    """The visit, locked, once the scanned code is the right enterprise's."""
    row = lock_visit(connection, visit_id)
    if scanned is not None and scanned_enterprise(connection, scanned).id != row["enterprise_id"]:
        raise Refused.because("enterprise_code_other")
    if scanned is None and not row["emergency"]:
        raise Refused.because("scan_missing")
    return _reread(connection, visit_id)


def _reread(connection: Connection, visit_id: str) -> Visit:
    found = visit(connection, visit_id)
    assert found is not None
    return found


def _named(found: Visit, certificates: Sequence[str]) -> list[Inspector]:
    """The inspectors of the visit with these certificates."""
    by_certificate = {one.certificate: one for one in found.inspectors}
    people = []
    for certificate in dict.fromkeys(one.strip().upper() for one in certificates):
        inspector = by_certificate.get(certificate)
        if inspector is None:
            raise Refused.because("checkin_inspector_missing", certificate=certificate)
        people.append(inspector)
    if not people:
        agency, least = found.agencies[found.lead_id], numbers().inspectors_least
        raise Refused.because("too_few_inspectors", agency=agency, count=0, least=least)
    return people


def _may_come(found: Visit, people: Sequence[Inspector], there: Collection[str], now: datetime) -> None:
    """Each with a certificate that still holds, and enough of each agency that comes."""
    for one in people:
        if not one.is_valid(now):
            raise Refused.because("inspector_revoked", certificate=one.certificate, inspector=one.name)
    least, here = numbers().inspectors_least, {one.id for one in people} | set(there)
    for agency in dict.fromkeys(one.agency_id for one in people):
        count = sum(one.agency_id == agency and one.id in here for one in found.valid_inspectors(now))
        if count < least:
            raise Refused.because(
                "too_few_inspectors", agency=found.agencies[agency], count=count, least=least
            )


def _may_inspect(connection: Connection, found: Visit, people: Sequence[Inspector], now: datetime) -> None:
    """An agency that lost its standing, or all its items, since the visit was registered stays outside."""
    gone = set(lapses(connection, found, now).agencies)
    for agency in dict.fromkeys(one.agency_id for one in people):
        if agency in gone:
            raise Refused.because("agency_lapsed", agency=found.agencies[agency])


def _may_enter(found: Visit, now: datetime, afterwards: bool) -> None:
    if found.status in ("finished", "cancelled"):
        raise Refused.because("visit_closed", status=found.status_name)
    if not found.emergency and found.status == "registered":
        raise Refused.because("not_approved")
    if not found.emergency and found.noticed_at is None:
        raise Refused.because("not_noticed")
    early = timedelta(minutes=numbers().early_minutes)
    skew = timedelta(seconds=numbers().skew_seconds)
    last = max(found.ends_at, found.starts_at + timedelta(hours=numbers().emergency_hours * afterwards))
    if not found.starts_at - early - skew <= now <= last + skew:
        raise Refused.because("not_in_window", window=found.window)
