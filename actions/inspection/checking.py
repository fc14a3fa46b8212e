"""The checks before a visit: pure, over what is asked for and what the registry knows.

A check that refuses stops the registration; one that proposes asks for a joint visit (综合查一次)
or a reason; a notice is only told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from actions.inspection.moments import window_in_words
from actions.inspection.registry import Inspector
from actions.inspection.vocabulary import Finding, Level, finding, numbers, vocabulary
from knowledge.city_time import CHINA


@dataclass(frozen=True)
class Part:
    """What one agency brings: inspectors by certificate number, and items."""

    agency_id: str
    certificates: tuple[str, ...]
    item_ids: tuple[str, ...]
    #: Who approved it; empty while nobody has.
    approved_by: str = ""


@dataclass(frozen=True)
class Request:
    """A visit that somebody wants to register. The first part is the lead agency's."""

    enterprise_id: str
    type: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    parts: tuple[Part, ...]
    emergency: bool = False
    late_reason: str = ""
    #: Why it cannot be joined with a neighbouring visit.
    separate_reason: str = ""
    plan_id: str | None = None
    #: Who served the notice on the enterprise; empty while nobody has.
    notice_by: str = ""
    #: The client's name for this request: asking again does nothing twice.
    request_key: str = ""

    @property
    def lead(self) -> Part:
        """The lead agency's part."""
        return self.parts[0]

    @property
    def hours(self) -> float:
        """How long the visit is to last."""
        return (self.ends_at - self.starts_at) / timedelta(hours=1)

    @property
    def year(self) -> int:
        """The year in China that the visit counts for."""
        return self.starts_at.astimezone(CHINA).year

    @property
    def capped(self) -> bool:
        """Whether the visit counts against the caps."""
        kind = vocabulary().types.get(self.type)
        return kind is not None and kind.capped and not self.emergency


@dataclass(frozen=True)
class Agency:
    """What the checks need to know of an agency."""

    name: str
    confirmed: bool


@dataclass(frozen=True)
class Item:
    """What the checks need to know of an item."""

    name: str
    published: bool


@dataclass(frozen=True)
class Neighbour:
    """A visit to the same enterprise at about the same time that another one could join."""

    visit_id: str
    agency_ids: tuple[str, ...]
    lead_id: str
    starts_at: datetime
    ends_at: datetime

    @property
    def hours(self) -> float:
        """How long it is to last."""
        return (self.ends_at - self.starts_at) / timedelta(hours=1)


@dataclass(frozen=True)
class Facts:
    """What the registry knows about a request."""

    agencies: Mapping[str, Agency]
    items: Mapping[str, Item]
    remits: frozenset[tuple[str, str]]
    inspectors: Mapping[str, Inspector]
    #: Agency → cap for the enterprise's class, and visits counted this year.
    caps: Mapping[str, int] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)
    neighbours: tuple[Neighbour, ...] = ()
    #: The lead agency's approved plans of the year, of those asked for.
    plans: frozenset[str] = frozenset()

    def name(self, agency_id: str) -> str:
        """The agency's name, or what was given for it."""
        agency = self.agencies.get(agency_id)
        return agency.name if agency else agency_id


@dataclass(frozen=True)
class Proposal:
    """A joint visit instead of a second one: one time, one form, one lead, and what that saves."""

    visit_id: str
    lead_id: str
    agency_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    saved_visits: int
    saved_hours: float


def check(request: Request, facts: Facts, now: datetime) -> list[Finding]:
    """Everything that a request runs into, in the order in which people read it."""
    found = list(_form(request))
    found += _time(request, now)
    for part in request.parts:
        found += check_part(part, facts, now)
    found += _caps(request, facts)
    found += _neighbours(request, facts)
    found += _papers(request, facts)
    return found


def stops(findings: list[Finding]) -> bool:
    """Whether a visit with these findings is not registered."""
    return any(found.level is not Level.NOTICE for found in findings)


def check_part(part: Part, facts: Facts, now: datetime) -> Iterator[Finding]:
    """The checks of one agency's part."""
    agency = facts.agencies.get(part.agency_id)
    if agency is None or not agency.confirmed:
        yield finding("agency_unqualified", agency=facts.name(part.agency_id))
    if not part.item_ids:
        yield finding("items_missing", agency=facts.name(part.agency_id))
    for item_id in dict.fromkeys(part.item_ids):
        yield from _item(part.agency_id, item_id, facts)
    yield from _inspectors(part, facts, now)


def _form(request: Request) -> Iterator[Finding]:
    if request.type not in vocabulary().types:
        yield finding("type_unknown")
    if not request.reason.strip():
        yield finding("emergency_without_reason" if request.emergency else "reason_missing")


def _time(request: Request, now: datetime) -> Iterator[Finding]:
    longest = numbers().window_hours_longest
    if not 0 < request.hours <= longest:
        yield finding("window_invalid", hours=longest)
    if request.starts_at >= now - timedelta(seconds=numbers().skew_seconds):
        return
    if not request.emergency:
        yield finding("past_not_emergency")
    elif now - request.starts_at > timedelta(hours=numbers().emergency_hours):
        yield finding("past_too_late", hours=numbers().emergency_hours)
    elif not request.late_reason.strip():
        yield finding("past_without_reason")


def _item(agency_id: str, item_id: str, facts: Facts) -> Iterator[Finding]:
    item = facts.items.get(item_id)
    if item is None:
        yield finding("item_unknown", item=item_id)
        return
    if not item.published:
        yield finding("item_unpublished", item=item.name)
    if (agency_id, item_id) not in facts.remits:
        yield finding("no_remit", item=item.name, agency=facts.name(agency_id))


def _inspectors(part: Part, facts: Facts, now: datetime) -> Iterator[Finding]:
    fit = 0
    for certificate in dict.fromkeys(part.certificates):
        inspector = facts.inspectors.get(certificate)
        if inspector is None:
            yield finding("inspector_unknown", certificate=certificate)
        elif inspector.agency_id != part.agency_id:
            yield finding("inspector_elsewhere", certificate=certificate)
        elif not inspector.is_valid(now):
            yield finding("inspector_revoked", certificate=certificate, inspector=inspector.name)
        else:
            fit += 1
    least = numbers().inspectors_least
    if fit < least:
        yield finding("too_few_inspectors", agency=facts.name(part.agency_id), count=fit, least=least)


def _caps(request: Request, facts: Facts) -> Iterator[Finding]:
    if not request.capped:
        return
    for part in request.parts:
        yield from check_cap(part.agency_id, request.year, facts)


def check_cap(agency_id: str, year: int, facts: Facts) -> Iterator[Finding]:
    """Whether an agency may come once more this year."""
    agency, cap = facts.name(agency_id), facts.caps.get(agency_id)
    count = facts.counted.get(agency_id, 0)
    if cap is None:
        yield finding("cap_unset", agency=agency)
    elif count >= cap:
        yield finding("cap_reached", agency=agency, year=year, cap=cap, count=count)
    elif cap - count - 1 <= numbers().cap_near_left:
        yield finding("cap_near", agency=agency, year=year, cap=cap, left=cap - count - 1)


def _neighbours(request: Request, facts: Facts) -> Iterator[Finding]:
    if not facts.neighbours or not may_be_joined(request):
        return
    if request.separate_reason.strip():
        yield finding("overlap_separate")
        return
    near = facts.neighbours[0]
    window = window_in_words(near.starts_at, near.ends_at)
    if request.lead.agency_id in near.agency_ids:
        yield finding("same_agency_overlap", window=window)
        return
    others = "、".join(facts.name(agency_id) for agency_id in near.agency_ids)
    yield finding("overlap", others=others, window=window, lead=facts.name(near.lead_id))


def may_be_joined(request: Request) -> bool:
    """Emergencies cannot wait, and checks of a clue are nobody else's business."""
    return not request.emergency and request.type != "case"


def _papers(request: Request, facts: Facts) -> Iterator[Finding]:
    if request.plan_id is not None and request.plan_id not in facts.plans:
        yield finding("plan_unknown", agency=facts.name(request.lead.agency_id), year=request.year)
    if request.type == "special" and request.plan_id is None:
        yield finding("plan_missing")
    if not request.emergency and not all(part.approved_by.strip() for part in request.parts):
        yield finding("approval_missing")
    if not request.emergency and not request.notice_by.strip():
        yield finding("notice_missing")


def propose(request: Request, facts: Facts) -> Proposal | None:
    """The joint visit that would do instead of this one, if there is a neighbour to join."""

    if not facts.neighbours or not may_be_joined(request):
        return None
    near = facts.neighbours[0]
    hours = (near.hours, request.hours)
    agencies = dict.fromkeys((*near.agency_ids, *(part.agency_id for part in request.parts)))
    return Proposal(
        near.visit_id,
        near.lead_id,
        tuple(agencies),
        near.starts_at,
        max(near.ends_at, near.starts_at + timedelta(hours=max(hours))),
        saved_visits=1,
        saved_hours=round(sum(hours) - max(hours), 1),
    )
