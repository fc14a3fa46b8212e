"""The registry: enterprises, agencies with their remit, items, inspectors and caps.

Each function takes a connection inside a transaction (``Database.write``). What a rule forbids
raises :class:`Refused` and leaves nothing behind.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from actions.inspection import tables
from actions.inspection.credit_code import read_credit_code
from actions.inspection.errors import Refused
from actions.inspection.vocabulary import vocabulary

#: Who may inspect (国办发〔2024〕54号): authorities, organisations empowered by law, entrusted ones.
AGENCY_KINDS = {"authority": "行政机关", "empowered": "法律法规授权的组织", "entrusted": "受委托的组织"}
#: What an item may rest on (司法部问题解答).
BASIS_KINDS = {"law": "法律", "regulation": "法规", "rule": "规章", "decision": "国务院决定"}
INSPECTOR = "inspector"

_CERTIFICATE = re.compile(r"[0-9A-Z]{6,20}")


def new_id() -> str:
    """A random identifier, 128 bits."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Enterprise:
    """An enterprise as registered."""

    id: str
    credit_code: str
    name: str
    klass: str
    contact: str | None
    code_id: str
    demo: bool


@dataclass(frozen=True)
class Inspector:
    """A person with an enforcement certificate."""

    id: str
    agency_id: str
    name: str
    certificate: str
    valid_until: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Whether the certificate holds at this moment."""
        return (self.revoked_at is None or self.revoked_at > now) and (
            self.valid_until is None or self.valid_until > now
        )


def add_enterprise(
    connection: Connection,
    credit_code: str,
    name: str,
    klass: str,
    now: datetime,
    *,
    contact: str | None = None,
    demo: bool = False,
) -> Enterprise:
    """Register an enterprise; its code is checked, its QR identifier made here."""
    enterprise = Enterprise(
        new_id(), read_credit_code(credit_code), name.strip(), klass, contact, new_id(), demo
    )
    if klass not in vocabulary().classes:
        raise ValueError(f"unknown class {klass}")
    if enterprise_by_credit_code(connection, enterprise.credit_code) is not None:
        raise Refused.because("credit_code_taken")
    row = {
        "id": enterprise.id,
        "credit_code": enterprise.credit_code,
        "name": enterprise.name,
        "class": klass,
        "contact": contact,
        "code_id": enterprise.code_id,
        "created_at": now,
        "demo": demo,
    }
    connection.execute(sa.insert(tables.enterprises).values(row))
    return enterprise


def renew_code(connection: Connection, enterprise_id: str) -> str:
    """A new QR identifier for an enterprise: codes printed before stop working."""
    code_id = new_id()
    change = sa.update(tables.enterprises).where(tables.enterprises.c.id == enterprise_id)
    connection.execute(change.values(code_id=code_id))
    return code_id


def enterprise(connection: Connection, enterprise_id: str) -> Enterprise | None:
    """The enterprise with this identifier."""
    return _enterprise(connection, tables.enterprises.c.id == enterprise_id)


def enterprise_by_credit_code(connection: Connection, credit_code: str) -> Enterprise | None:
    """The enterprise with this credit code, as ``read_credit_code`` returns it."""
    return _enterprise(connection, tables.enterprises.c.credit_code == credit_code)


def enterprise_by_code_id(connection: Connection, code_id: str) -> Enterprise | None:
    """The enterprise whose QR carries this identifier."""
    return _enterprise(connection, tables.enterprises.c.code_id == code_id)


def _enterprise(connection: Connection, where: sa.ColumnElement[bool]) -> Enterprise | None:
    row = connection.execute(sa.select(tables.enterprises).where(where)).mappings().one_or_none()
    if row is None:
        return None
    return Enterprise(
        row["id"],
        row["credit_code"],
        row["name"],
        row["class"],
        row["contact"],
        row["code_id"],
        row["demo"],
    )


def add_agency(
    connection: Connection,
    agency_id: str,
    name: str,
    kind: str,
    confirmed_at: datetime | None,
    *,
    principal_id: str | None = None,
    demo: bool = False,
) -> None:
    """Register an agency; ``confirmed_at`` is when its standing was made public."""
    refused = vocabulary().not_agencies
    if kind in refused:
        raise Refused.because("not_an_agency", kind=refused[kind])
    if kind not in AGENCY_KINDS:
        raise Refused.because("not_an_agency", kind="这种单位")
    if kind == "entrusted" and principal_id is None:
        raise Refused.because("principal_missing")
    row = {
        "id": agency_id,
        "name": name,
        "kind": kind,
        "principal_id": principal_id,
        "confirmed_at": confirmed_at,
        "demo": demo,
    }
    connection.execute(sa.insert(tables.agencies).values(row))


def agency_names(connection: Connection) -> dict[str, str]:
    """Identifier → name of all agencies."""
    agencies = tables.agencies
    return {row.id: row.name for row in connection.execute(sa.select(agencies.c.id, agencies.c.name))}


def agency_in(connection: Connection, text: str) -> str | None:
    """The agency that a text names: the one with the longest name in it."""
    names = agency_names(connection)
    named = [agency_id for agency_id, name in names.items() if name in text]
    return max(named, key=lambda agency_id: len(names[agency_id]), default=None)


def add_item(
    connection: Connection,
    item_id: str,
    name: str,
    basis: str,
    basis_kind: str,
    *,
    published_at: datetime | None = None,
    demo: bool = False,
) -> None:
    """Register an item; it may be inspected once it is published."""
    if basis_kind not in BASIS_KINDS or not basis.strip():
        raise Refused.because("basis_kind_invalid")
    row = {"id": item_id, "name": name, "basis": basis, "basis_kind": basis_kind, "demo": demo}
    connection.execute(sa.insert(tables.items).values({**row, "published_at": published_at}))


def publish_item(connection: Connection, item_id: str, at: datetime) -> None:
    """Make an item public."""
    change = sa.update(tables.items).where(tables.items.c.id == item_id)
    connection.execute(change.values(published_at=at, withdrawn_at=None))


def withdraw_item(connection: Connection, item_id: str, at: datetime) -> None:
    """Take an item off the public list."""
    connection.execute(sa.update(tables.items).where(tables.items.c.id == item_id).values(withdrawn_at=at))


def add_remit(connection: Connection, agency_id: str, item_ids: Sequence[str]) -> None:
    """Say what an agency may inspect."""
    rows = [{"agency_id": agency_id, "item_id": item_id} for item_id in item_ids]
    connection.execute(sa.insert(tables.remits), rows)


def add_plan(
    connection: Connection, agency_id: str, year: int, title: str, kind: str, approved_at: datetime
) -> str:
    """Register an approved plan of inspections; its identifier."""
    if kind not in vocabulary().types:
        raise Refused.because("type_unknown")
    plan_id = new_id()
    row = {"id": plan_id, "agency_id": agency_id, "year": year, "title": title, "type": kind}
    connection.execute(sa.insert(tables.plans).values({**row, "approved_at": approved_at, "demo": False}))
    return plan_id


def set_cap(connection: Connection, agency_id: str, klass: str, per_year: int) -> None:
    """Set how often a year an agency may inspect enterprises of a class."""
    if klass not in vocabulary().classes:
        raise ValueError(f"unknown class {klass}")
    key = (tables.caps.c.agency_id == agency_id) & (tables.caps.c["class"] == klass)
    connection.execute(sa.delete(tables.caps).where(key))
    row = {"agency_id": agency_id, "class": klass, "per_year": per_year}
    connection.execute(sa.insert(tables.caps).values(row))


def add_inspector(
    connection: Connection,
    agency_id: str,
    name: str,
    certificate: str,
    *,
    role: str = INSPECTOR,
    valid_until: datetime | None = None,
    demo: bool = False,
) -> Inspector:
    """Register an inspector; assistants, grid workers and third parties are refused with the rule."""
    if role != INSPECTOR:
        raise Refused.because("not_an_inspector", role=vocabulary().not_inspectors.get(role, "这类人员"))
    certificate = certificate.strip().upper()
    if _CERTIFICATE.fullmatch(certificate) is None:
        raise Refused.because("certificate_invalid")
    inspectors = tables.inspectors
    if connection.scalar(sa.select(inspectors.c.id).where(inspectors.c.certificate == certificate)):
        raise Refused.because("certificate_taken", certificate=certificate)
    inspector = Inspector(new_id(), agency_id, name.strip(), certificate, valid_until, None)
    connection.execute(sa.insert(inspectors).values({**vars(inspector), "demo": demo}))
    return inspector


def revoke_inspector(connection: Connection, certificate: str, at: datetime) -> bool:
    """Withdraw a certificate from this moment; whether there was one to withdraw."""
    inspectors = tables.inspectors
    change = sa.update(inspectors).where(
        inspectors.c.certificate == certificate, inspectors.c.revoked_at.is_(None)
    )
    return connection.execute(change.values(revoked_at=at)).rowcount > 0


def inspector_from(row: RowMapping) -> Inspector:
    """An inspector from a row of the table."""
    return Inspector(
        row["id"],
        row["agency_id"],
        row["name"],
        row["certificate"],
        row["valid_until"],
        row["revoked_at"],
    )
