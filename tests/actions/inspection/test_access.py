"""Every role against every action and every relation to the thing: what is not listed is forbidden."""

from __future__ import annotations

import itertools

import pytest

from actions.inspection.access import PUBLIC, SUPERVISION, Action, Actor, Resource, Role, may, require
from actions.inspection.errors import NotAllowed

RESOURCE = Resource("owner", frozenset({"lead", "member"}), "lead", "reporter")
ACTORS = {
    "public": PUBLIC,
    "owner": Actor(Role.ENTERPRISE, "owner"),
    "reporter": Actor(Role.ENTERPRISE, "reporter"),
    "other enterprise": Actor(Role.ENTERPRISE, "other"),
    "enterprise without name": Actor(Role.ENTERPRISE),
    "lead": Actor(Role.AGENCY, "lead"),
    "member": Actor(Role.AGENCY, "member"),
    "other agency": Actor(Role.AGENCY, "other"),
    "agency without name": Actor(Role.AGENCY),
    "supervision": SUPERVISION,
    # Identifiers of one kind must not pass for those of another.
    "agency named like the owner": Actor(Role.AGENCY, "owner"),
    "enterprise named like the lead": Actor(Role.ENTERPRISE, "lead"),
}
ENTERPRISES = [
    "owner",
    "reporter",
    "other enterprise",
    "enterprise without name",
    "enterprise named like the lead",
]
AGENCIES = ["lead", "member", "other agency", "agency without name", "agency named like the owner"]
MEMBERS = ["lead", "member"]
STRANGERS = ["other agency", "agency named like the owner"]
ALLOWED: dict[Action, list[str]] = {
    Action.VERIFY_CODE: list(ACTORS),
    Action.READ_VISIT: ["owner", *MEMBERS, "supervision"],
    Action.REGISTER_VISIT: MEMBERS,
    Action.JOIN_VISIT: STRANGERS,
    Action.APPROVE_VISIT: MEMBERS,
    Action.NOTIFY_VISIT: MEMBERS,
    Action.CANCEL_VISIT: ["lead"],
    Action.SHOW_CODE: MEMBERS,
    Action.CHECK_IN: MEMBERS,
    Action.FINISH_VISIT: ["lead"],
    Action.RATE_VISIT: ["owner"],
    Action.READ_RATING: ["owner", "supervision"],
    Action.READ_AVERAGE: [*MEMBERS, "supervision"],
    Action.FILE_CASE: ["public", *ENTERPRISES],
    Action.READ_CASE_STATE: ["reporter", "supervision"],
    Action.READ_CASE: ["supervision"],
    Action.READ_REPORTER: ["supervision"],
    Action.MOVE_CASE: ["supervision"],
    Action.READ_ENTERPRISE: ["owner", *AGENCIES, "supervision"],
    Action.READ_CALENDAR: ["owner", "supervision"],
    Action.READ_FIGURES: [*MEMBERS, "supervision"],
    Action.READ_ALL_FIGURES: ["supervision"],
    Action.EDIT_REGISTRY: ["supervision"],
}


@pytest.mark.parametrize(("action", "who"), list(itertools.product(Action, ACTORS)))
def test_each_actor_may_do_exactly_what_is_listed(action: Action, who: str) -> None:
    allowed = who in ALLOWED[action]
    assert may(ACTORS[who], action, RESOURCE) is allowed
    if allowed:
        require(ACTORS[who], action, RESOURCE)
    else:
        with pytest.raises(NotAllowed):
            require(ACTORS[who], action, RESOURCE)


@pytest.mark.parametrize(("action", "who"), list(itertools.product(Action, ACTORS)))
def test_nobody_owns_what_concerns_nobody(action: Action, who: str) -> None:
    if may(ACTORS[who], action):
        assert who == "supervision" or action in (
            Action.VERIFY_CODE,
            Action.FILE_CASE,
            Action.JOIN_VISIT,
            Action.READ_ENTERPRISE,
        )


def test_a_refusal_never_says_whether_the_thing_exists() -> None:
    assert str(NotAllowed()) == "没有这项记录，或者您无权查看。"
