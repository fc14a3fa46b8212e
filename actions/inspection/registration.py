"""Registering visits: checked and stored in one transaction, one enterprise after the other.

The enterprise's row is locked first (``FOR UPDATE``; on SQLite the write transaction does it), so that
two agencies that register in the same minute see each other: one is registered, the other is told of
it and asked to join.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import checking, tables
from actions.inspection.checking import Part, Proposal, Request
from actions.inspection.codes import typed_code, typed_hash
from actions.inspection.errors import Refused
from actions.inspection.facts import load_facts
from actions.inspection.registry import new_id
from actions.inspection.signing import Keyring
from actions.inspection.vocabulary import Finding, Level, finding, named, vocabulary


@dataclass(frozen=True)
class Registered:
    """What became of a request: a visit, or the findings that stopped it and what to do instead."""

    visit_id: str | None
    findings: tuple[Finding, ...]
    proposal: Proposal | None = None


def preview(connection: Connection, request: Request, now: datetime) -> Registered:
    """What registering would find, without registering."""
    owner = _lock_enterprise(connection, request.enterprise_id)
    if owner is None or owner.closed_at is not None:
        return Registered(None, (finding("enterprise_unknown" if owner is None else "enterprise_closed"),))
    facts = load_facts(connection, request, owner.klass, now)
    findings = checking.check(request, facts, now)
    wanted = any(found.level is Level.PROPOSE for found in findings)
    return Registered(None, tuple(findings), checking.propose(request, facts) if wanted else None)


def register(connection: Connection, request: Request, keyring: Keyring, now: datetime) -> Registered:
    """Check a request and store the visit unless something stops it."""
    if request.request_key:
        # Locked before the look-up: the same request twice at once must find itself.
        _lock_enterprise(connection, request.enterprise_id)
        visits = tables.visits
        same = connection.scalar(sa.select(visits.c.id).where(visits.c.request_key == request.request_key))
        if same is not None:
            return Registered(same, ())
    checked = preview(connection, request, now)
    if checking.stops(list(checked.findings)):
        return checked
    visit_id = new_id()
    _store(connection, visit_id, request, keyring, now)
    return Registered(visit_id, checked.findings)


def join(connection: Connection, visit_id: str, part: Part, now: datetime) -> tuple[Finding, ...]:
    """Add an agency to a neighbouring visit: 综合查一次. Its part must be approved already."""
    visit = lock_visit(connection, visit_id)
    if visit["status"] not in ("registered", "approved"):
        raise Refused.because("visit_closed", status=status_word(visit["status"]))
    joined = tables.visit_agencies
    members = set(connection.scalars(sa.select(joined.c.agency_id).where(joined.c.visit_id == visit_id)))
    request = Request(
        visit["enterprise_id"],
        visit["type"],
        visit["reason"],
        visit["starts_at"],
        visit["ends_at"],
        (part,),
        emergency=visit["emergency"],
        notice_by=visit["notice_by"] or "",
    )
    facts = load_facts(connection, request, _class(connection, visit["enterprise_id"]), now)
    if part.agency_id in members:
        raise Refused.because("already_joined", agency=facts.name(part.agency_id))
    found = [*checking.check_part(part, facts, now)]
    if request.capped:
        found += checking.check_cap(part.agency_id, request.year, facts)
    if not part.approved_by.strip():
        found.append(finding("not_approved"))
    if checking.stops(found):
        raise Refused(found)
    _store_part(connection, visit_id, part, now, request.hours)
    return tuple(found)


def approve(connection: Connection, visit_id: str, agency_id: str, by: str, now: datetime) -> None:
    """Record that an agency's part was approved; the visit is approved when all parts are."""
    visit = lock_visit(connection, visit_id)
    if visit["status"] in ("finished", "cancelled"):
        raise Refused.because("visit_closed", status=status_word(visit["status"]))
    joined = tables.visit_agencies
    mine = (joined.c.visit_id == visit_id) & (joined.c.agency_id == agency_id)
    connection.execute(
        sa.update(joined).where(mine, joined.c.approved_at.is_(None)).values(approved_at=now, approved_by=by)
    )
    _settle(connection, visit_id)


def notify(connection: Connection, visit_id: str, by: str, now: datetime) -> None:
    """Record that the notice was served on the enterprise."""
    lock_visit(connection, visit_id)
    visits = tables.visits
    change = sa.update(visits).where(visits.c.id == visit_id, visits.c.noticed_at.is_(None))
    connection.execute(change.values(noticed_at=now, notice_by=by))


def cancel(connection: Connection, visit_id: str, reason: str, now: datetime) -> None:
    """Call a visit off. Its record stays; it counts for nothing and its codes stop working."""
    visit = lock_visit(connection, visit_id)
    if visit["status"] == "started":
        raise Refused.because("visit_started")
    if visit["status"] in ("finished", "cancelled"):
        raise Refused.because("visit_closed", status=status_word(visit["status"]))
    if not reason.strip():
        raise Refused.because("reason_missing")
    change = sa.update(tables.visits).where(tables.visits.c.id == visit_id)
    connection.execute(change.values(status="cancelled", cancelled_at=now, cancel_reason=reason.strip()))


def lock_visit(connection: Connection, visit_id: str) -> sa.RowMapping:
    """The visit's row, held until the transaction ends; :class:`Refused` when there is none."""
    visits = tables.visits
    row = connection.execute(sa.select(visits).where(visits.c.id == visit_id).with_for_update())
    found = row.mappings().one_or_none()
    if found is None:
        raise Refused.because("visit_unknown")
    return found


def status_word(status: str) -> str:
    """The Chinese word for a visit's status."""
    return named(vocabulary().visit_statuses, status)


def _lock_enterprise(connection: Connection, enterprise_id: str) -> sa.Row[Any, Any] | None:
    enterprises = tables.enterprises
    columns = (enterprises.c["class"].label("klass"), enterprises.c.closed_at)
    held = sa.select(*columns).where(enterprises.c.id == enterprise_id).with_for_update()
    return connection.execute(held).one_or_none()


def _class(connection: Connection, enterprise_id: str) -> str:
    owner = _lock_enterprise(connection, enterprise_id)
    assert owner is not None
    return str(owner.klass)


def _store(connection: Connection, visit_id: str, request: Request, keyring: Keyring, now: datetime) -> None:
    enterprises = tables.enterprises
    demo = connection.scalar(sa.select(enterprises.c.demo).where(enterprises.c.id == request.enterprise_id))
    row = {
        "id": visit_id,
        "enterprise_id": request.enterprise_id,
        "lead_id": request.lead.agency_id,
        "plan_id": request.plan_id,
        "type": request.type,
        "status": "registered",
        "reason": request.reason.strip(),
        "starts_at": request.starts_at,
        "ends_at": request.ends_at,
        "emergency": request.emergency,
        "late_reason": request.late_reason.strip() or None,
        "separate_reason": request.separate_reason.strip() or None,
        "created_at": now,
        "noticed_at": now if request.notice_by.strip() else None,
        "notice_by": request.notice_by.strip() or None,
        "short_hash": typed_hash(keyring, typed_code(keyring, visit_id)),
        "request_key": request.request_key or None,
        "demo": demo,
    }
    connection.execute(sa.insert(tables.visits).values(row))
    for part in request.parts:
        _store_part(connection, visit_id, part, now, request.hours)
    _settle(connection, visit_id)


def _store_part(connection: Connection, visit_id: str, part: Part, now: datetime, hours: float) -> None:
    approved = part.approved_by.strip()
    row = {
        "visit_id": visit_id,
        "agency_id": part.agency_id,
        "joined_at": now,
        "hours": hours,
        "approved_at": now if approved else None,
        "approved_by": approved or None,
    }
    connection.execute(sa.insert(tables.visit_agencies).values(row))
    items = [
        {"visit_id": visit_id, "item_id": item_id, "agency_id": part.agency_id}
        for item_id in dict.fromkeys(part.item_ids)
    ]
    connection.execute(sa.insert(tables.visit_items), items)
    inspectors = tables.inspectors
    ids = connection.scalars(
        sa.select(inspectors.c.id).where(inspectors.c.certificate.in_(part.certificates))
    )
    connection.execute(
        sa.insert(tables.visit_inspectors), [{"visit_id": visit_id, "inspector_id": one} for one in ids]
    )


def _settle(connection: Connection, visit_id: str) -> None:
    joined, visits = tables.visit_agencies, tables.visits
    missing = connection.scalar(
        sa.select(sa.func.count()).where(joined.c.visit_id == visit_id, joined.c.approved_at.is_(None))
    )
    if not missing:
        mine = (visits.c.id == visit_id) & (visits.c.status == "registered")
        connection.execute(sa.update(visits).where(mine).values(status="approved"))
