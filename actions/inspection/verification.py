"""What a visit's code says to the person at the door.

A typed code that does not exist and one of another enterprise are the same look-up and get the same
words: nobody learns by trying which codes exist. The text of a QR carries a signature, so that saying
"this is for another enterprise" gives nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from actions.inspection import attempts, tables
from actions.inspection.codes import CodeInvalid, find_code, is_typed, read_visit_token, typed_hash
from actions.inspection.facts import count_visits, load_caps
from actions.inspection.lapses import NOTHING, Lapses, lapses
from actions.inspection.registry import Inspector
from actions.inspection.signing import Keyring, public_keys
from actions.inspection.visits import (
    Visit,
    VisitItem,
    masked_certificate,
    masked_enterprise,
    masked_inspector,
    masked_name,
    visit,
)
from actions.inspection.vocabulary import numbers, vocabulary
from knowledge.city_time import day_of

#: What is told of a code that names no visit, or none that may be told.
SHOWN_CODE = "检查码"


@dataclass(frozen=True)
class Verification:
    """The result: a status of the vocabulary, and the visit where it may be told."""

    status: str
    visit: Visit | None = None
    words: Mapping[str, object] | None = None
    #: What of the visit holds no longer; marked wherever it is named.
    lapses: Lapses = NOTHING

    @property
    def verdict(self) -> str:
        """genuine, caution, refuse or unknown."""
        return vocabulary().verdicts[self.status].verdict

    @property
    def text(self) -> str:
        """All of it in plain words, complete without the card."""
        wording = vocabulary().verdicts[self.status]
        lines = [f"{wording.label}。{wording.text.format_map(dict(self.words or {}))}"]
        if self.visit is not None:
            lines += _told(self.visit, self.lapses)
        steps = [f"{place}. {step}" for place, step in enumerate(wording.next, start=1)]
        return "\n".join([*lines, "接下来：", *steps])

    def reply(self) -> dict[str, Any]:
        """A reply of the chat contract."""
        return {"kind": "inspection", "outcome": "answered", "text": self.text, "inspection": self.document()}

    def document(self) -> dict[str, Any]:
        """The ``inspection`` part of a reply."""
        wording = vocabulary().verdicts[self.status]
        card: dict[str, Any] = {
            "code": SHOWN_CODE,
            "status": "unknown_code" if self.status == "too_many_tries" else self.status,
            "verdict": wording.verdict,
            "label": wording.label,
            "next": list(wording.next),
        }
        if self.visit is None:
            return card
        return {
            **card,
            "code": self.visit.id[:8],
            "agencies": list(self.visit.agencies.values()),
            "inspectors": [
                {"name": masked_name(one.name), "certificate": _certificate(one, self.lapses)}
                for one in self.visit.inspectors
            ],
            "items": [{"name": _item(one, self.lapses), "basis": one.basis} for one in self.visit.items],
            "type": self.visit.type_name,
            "window": self.visit.window,
            "joint": self.visit.joint,
        }


def verify(
    connection: Connection,
    said: str,
    enterprise_id: str | None,
    keyring: Keyring,
    now: datetime,
    *,
    asker: str,
) -> Verification:
    """What the code in ``said`` means for an enterprise (or for somebody who has not said which).

    ``asker`` is whoever asks, as the limit on wrong codes counts them: a session, an address.
    """
    who = attempts.subject("verify", asker)
    code = find_code(said)
    typed = code is None or is_typed(code)
    if typed and attempts.exhausted(connection, who, numbers().wrong_codes_per_hour, now):
        return Verification("too_many_tries")
    if code is None or typed:
        found = _look_up(connection, code or "", enterprise_id, keyring)
        if found is None:
            attempts.count(connection, who, now)
            return Verification("unknown_code")
        return _judge(connection, found, enterprise_id, now)
    return _verify_token(connection, code, enterprise_id, now)


def _look_up(connection: Connection, code: str, enterprise_id: str | None, keyring: Keyring) -> Visit | None:
    """The visit of a typed code. The enterprise is part of the question: a code of another is not there."""
    visits = tables.visits
    where = visits.c.short_hash == typed_hash(keyring, code)
    if enterprise_id is not None:
        where &= visits.c.enterprise_id == enterprise_id
    visit_id = connection.scalar(sa.select(visits.c.id).where(where))
    return None if visit_id is None else visit(connection, visit_id)


def _verify_token(
    connection: Connection, code: str, enterprise_id: str | None, now: datetime
) -> Verification:
    try:
        said = read_visit_token(code, public_keys(connection), now)
    except CodeInvalid as error:
        return Verification(error.fault.value)
    if enterprise_id is not None and said.enterprise_id != enterprise_id:
        return Verification("wrong_enterprise")
    found = visit(connection, said.visit_id)
    if found is None or found.enterprise_id != said.enterprise_id:
        return Verification("tampered")
    return _judge(connection, found, enterprise_id, now)


def _judge(connection: Connection, found: Visit, enterprise_id: str | None, now: datetime) -> Verification:
    """Where a visit stands, the worst first."""
    if enterprise_id is None and found.status not in ("finished", "cancelled"):
        words = {"enterprise": masked_enterprise(found.enterprise)}
        standing = _standing(connection, found, now)
        if standing.verdict != "refuse":
            return Verification("registered_unbound", found, words, standing.lapses)
        return standing
    return _standing(connection, found, now)


def _standing(connection: Connection, found: Visit, now: datetime) -> Verification:
    skew = timedelta(seconds=numbers().skew_seconds)
    if found.status in ("cancelled", "finished"):
        return Verification(found.status, found)
    if now > found.ends_at + skew:
        return Verification("expired", found)
    if found.status == "registered" and not found.emergency:
        return Verification("not_approved", found)
    gone = lapses(connection, found, now)
    for status, agencies in (("basis_lapsed", gone.agencies), ("inspectors_invalid", gone.short)):
        if agencies:
            words = {"agency": "、".join(found.agencies[agency] for agency in agencies)}
            return Verification(status, found, words, gone)
    return _in_time(connection, found, now, gone)


def _in_time(connection: Connection, found: Visit, now: datetime, gone: Lapses) -> Verification:
    """A visit that may take place: whether now, and whether its inspectors have scanned."""
    skew = timedelta(seconds=numbers().skew_seconds)
    exceeded = _exceeded(connection, found)
    if exceeded is not None:
        return Verification("cap_exceeded", found, exceeded, gone)
    if now < found.starts_at - timedelta(minutes=numbers().early_minutes) - skew:
        return Verification("early", found, lapses=gone)
    if not any(one.day == day_of(now) for one in found.check_ins):
        return Verification("not_checked_in", found, lapses=gone)
    if gone.inspectors:
        people = "、".join(masked_inspector(one) for one in gone.inspectors)
        return Verification("inspector_lapsed", found, {"people": people}, gone)
    return Verification("registered", found, lapses=gone)


def _exceeded(connection: Connection, found: Visit) -> dict[str, object] | None:
    """The cap that this visit goes over: it was lowered later, or the visit's type changed."""
    if not found.capped:
        return None
    caps = load_caps(connection, list(found.agencies), found.klass)
    counts = count_visits(
        connection, found.enterprise_id, found.year, list(found.agencies), until=found.starts_at
    )
    for agency_id, cap in caps.items():
        if counts.get(agency_id, 0) > cap:
            return {"agency": found.agencies[agency_id], "cap": cap}
    return None


def _certificate(one: Inspector, gone: Lapses) -> str:
    """A masked certificate number, marked when it holds no longer."""
    shown = masked_certificate(one.certificate)
    return f"{shown}，执法资格已失效" if one in gone.inspectors else shown


def _item(one: VisitItem, gone: Lapses) -> str:
    return f"{one.name}（已取消，不能查）" if one.id in gone.items else one.name


def _told(found: Visit, gone: Lapses) -> list[str]:
    people = "、".join(f"{masked_name(one.name)}（{_certificate(one, gone)}）" for one in found.inspectors)
    joint = "，综合查一次（联合检查）" if found.joint else ""
    return [
        f"检查机关：{'、'.join(found.agencies.values())}{joint}",
        f"检查类型：{found.type_name}；时间：{found.window}",
        *(f"检查事项：{_item(one, gone)}（依据：{one.basis}）" for one in found.items),
        f"检查人员（执法证号）：{people}",
        *(["以上是演示数据，不是真实的检查。"] if found.demo else []),
    ]
