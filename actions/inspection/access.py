"""Who may do what: one table, asked by every page, command and API.

What is not in the table is forbidden. ``may`` is pure: a resource says whom it concerns, not what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from actions.inspection.errors import NotAllowed
from actions.inspection.visits import Visit


class Role(StrEnum):
    """Whom an actor acts for."""

    PUBLIC = "public"
    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    SUPERVISION = "supervision"


class Action(StrEnum):
    """What can be done."""

    VERIFY_CODE = "verify_code"
    READ_VISIT = "read_visit"
    REGISTER_VISIT = "register_visit"
    JOIN_VISIT = "join_visit"
    APPROVE_VISIT = "approve_visit"
    NOTIFY_VISIT = "notify_visit"
    CANCEL_VISIT = "cancel_visit"
    SHOW_CODE = "show_code"
    CHECK_IN = "check_in"
    FINISH_VISIT = "finish_visit"
    RATE_VISIT = "rate_visit"
    READ_RATING = "read_rating"
    READ_AVERAGE = "read_average"
    FILE_CASE = "file_case"
    READ_CASE_STATE = "read_case_state"
    READ_CASE = "read_case"
    READ_REPORTER = "read_reporter"
    MOVE_CASE = "move_case"
    READ_ENTERPRISE = "read_enterprise"
    READ_CALENDAR = "read_calendar"
    READ_FIGURES = "read_figures"
    READ_ALL_FIGURES = "read_all_figures"
    EDIT_REGISTRY = "edit_registry"


@dataclass(frozen=True)
class Actor:
    """Who acts; ``id`` is the enterprise or the agency."""

    role: Role
    id: str = ""


PUBLIC = Actor(Role.PUBLIC)
SUPERVISION = Actor(Role.SUPERVISION)


@dataclass(frozen=True)
class Resource:
    """Whom a thing concerns. What is empty concerns nobody in particular."""

    enterprise_id: str = ""
    agency_ids: frozenset[str] = frozenset()
    lead_id: str = ""
    #: The enterprise that reported a case.
    reporter_id: str = ""


NOTHING = Resource()
Test = Callable[[Actor, Resource], bool]


def _anybody(actor: Actor, resource: Resource) -> bool:
    return True


def _own(actor: Actor, resource: Resource) -> bool:
    return bool(actor.id) and actor.id == resource.enterprise_id


def _member(actor: Actor, resource: Resource) -> bool:
    return bool(actor.id) and actor.id in resource.agency_ids


def _lead(actor: Actor, resource: Resource) -> bool:
    return bool(actor.id) and actor.id == resource.lead_id


def _stranger(actor: Actor, resource: Resource) -> bool:
    return bool(actor.id) and actor.id not in resource.agency_ids


def _reporter(actor: Actor, resource: Resource) -> bool:
    return bool(actor.id) and actor.id == resource.reporter_id


_PUBLIC, _ENTERPRISE, _AGENCY, _SUPERVISION = Role
POLICY: Mapping[Action, Mapping[Role, Test]] = {
    Action.VERIFY_CODE: dict.fromkeys(Role, _anybody),
    Action.READ_VISIT: {_ENTERPRISE: _own, _AGENCY: _member, _SUPERVISION: _anybody},
    # An agency registers visits that it takes part in; supervision watches and does not inspect.
    Action.REGISTER_VISIT: {_AGENCY: _member},
    Action.JOIN_VISIT: {_AGENCY: _stranger},
    Action.APPROVE_VISIT: {_AGENCY: _member},
    Action.NOTIFY_VISIT: {_AGENCY: _member},
    Action.CANCEL_VISIT: {_AGENCY: _lead},
    Action.SHOW_CODE: {_AGENCY: _member},
    Action.CHECK_IN: {_AGENCY: _member},
    Action.FINISH_VISIT: {_AGENCY: _lead},
    Action.RATE_VISIT: {_ENTERPRISE: _own},
    # A single rating shows who gave it: the inspected agency sees averages only.
    Action.READ_RATING: {_ENTERPRISE: _own, _SUPERVISION: _anybody},
    Action.READ_AVERAGE: {_AGENCY: _member, _SUPERVISION: _anybody},
    Action.FILE_CASE: {_PUBLIC: _anybody, _ENTERPRISE: _anybody},
    Action.READ_CASE_STATE: {_ENTERPRISE: _reporter, _SUPERVISION: _anybody},
    # Agencies see no cases: what was reported can tell who reported it.
    Action.READ_CASE: {_SUPERVISION: _anybody},
    Action.READ_REPORTER: {_SUPERVISION: _anybody},
    Action.MOVE_CASE: {_SUPERVISION: _anybody},
    Action.READ_ENTERPRISE: {_ENTERPRISE: _own, _AGENCY: _anybody, _SUPERVISION: _anybody},
    Action.READ_CALENDAR: {_ENTERPRISE: _own, _SUPERVISION: _anybody},
    Action.READ_FIGURES: {_AGENCY: _member, _SUPERVISION: _anybody},
    Action.READ_ALL_FIGURES: {_SUPERVISION: _anybody},
    Action.EDIT_REGISTRY: {_SUPERVISION: _anybody},
}


def may(actor: Actor, action: Action, resource: Resource = NOTHING) -> bool:
    """Whether somebody may do something to something."""
    test = POLICY[action].get(actor.role)
    return test is not None and test(actor, resource)


def require(actor: Actor, action: Action, resource: Resource = NOTHING) -> None:
    """:class:`NotAllowed` unless somebody may."""
    if not may(actor, action, resource):
        raise NotAllowed


def of_visit(visit: Visit) -> Resource:
    """Whom a visit concerns."""
    return Resource(visit.enterprise_id, frozenset(visit.agencies), visit.lead_id)


def of_agency(agency_id: str) -> Resource:
    """Whom an agency's own things concern."""
    return Resource(agency_ids=frozenset({agency_id}), lead_id=agency_id)


def of_enterprise(enterprise_id: str) -> Resource:
    """Whom an enterprise's own things concern."""
    return Resource(enterprise_id)
