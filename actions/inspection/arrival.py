"""At the door: the visit's codes are shown, inspectors check in by the enterprise's QR, a visit is finished."""

from __future__ import annotations

from collections.abc import Sequence
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
from actions.inspection.moments import local_day
from actions.inspection.registration import lock_visit
from actions.inspection.registry import Enterprise, Inspector, enterprise_by_code_id
from actions.inspection.signing import Keyring, public_keys, signing_key
from actions.inspection.visits import Visit, visit
from actions.inspection.vocabulary import numbers


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
    row = lock_visit(connection, visit_id)
    if scanned is not None and scanned_enterprise(connection, scanned).id != row["enterprise_id"]:
        raise Refused.because("enterprise_code_other")
    if scanned is None and not row["emergency"]:
        raise Refused.because("scan_missing")
    found = visit(connection, visit_id)
    assert found is not None
    people = _people(found, certificates, now)
    day = local_day(now)
    there = {one.inspector_id for one in found.check_ins if one.day == day}
    new = [one for one in people if one.id not in there]
    if not new:
        return found
    _may_enter(found, now, scanned is None)
    rows = [
        {
            "visit_id": visit_id,
            "inspector_id": one.id,
            "day": day,
            "at": now,
            "reason": reason.strip() or found.reason,
            "scanned": scanned is not None,
        }
        for one in new
    ]
    connection.execute(sa.insert(tables.check_ins), rows)
    connection.execute(
        sa.update(tables.visits).where(tables.visits.c.id == visit_id).values(status="started")
    )
    after = visit(connection, visit_id)
    assert after is not None
    return after


def finish(connection: Connection, visit_id: str, found: Sequence[ItemFinding], now: datetime) -> None:
    """Close a visit with what was found, by item."""
    row = lock_visit(connection, visit_id)
    if row["status"] != "started":
        raise Refused.because("visit_not_started")
    items = tables.visit_items
    inspected = set(connection.scalars(sa.select(items.c.item_id).where(items.c.visit_id == visit_id)))
    for one in found:
        if one.item_id not in inspected:
            raise Refused.because("item_unknown", item=one.item_id)
    if found:
        day = local_day(now)
        rows = [{**vars(one), "visit_id": visit_id, "found_on": day} for one in found]
        connection.execute(sa.insert(tables.findings), rows)
    change = sa.update(tables.visits).where(tables.visits.c.id == visit_id)
    connection.execute(change.values(status="finished", finished_at=now))


def _people(found: Visit, certificates: Sequence[str], now: datetime) -> list[Inspector]:
    """The inspectors named, each of the visit and with a valid certificate, and enough of them."""
    by_certificate = {one.certificate: one for one in found.inspectors}
    people = []
    for certificate in dict.fromkeys(one.strip().upper() for one in certificates):
        inspector = by_certificate.get(certificate)
        if inspector is None:
            raise Refused.because("checkin_inspector_missing", certificate=certificate)
        if not inspector.is_valid(now):
            raise Refused.because("inspector_revoked", certificate=certificate, inspector=inspector.name)
        people.append(inspector)
    least = numbers().inspectors_least
    if len(people) < least:
        agency = found.agencies[found.lead_id]
        raise Refused.because("too_few_inspectors", agency=agency, count=len(people), least=least)
    return people


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
