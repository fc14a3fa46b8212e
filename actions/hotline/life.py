"""The life of a ticket as a pure function: where it stands, what somebody does, where it stands then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from actions.hotline.errors import (
    AnswerMissing,
    DepartmentMissing,
    ExtensionTooLong,
    GradeUnknown,
    NotForTown,
    NotUnsatisfied,
    NotYours,
    ReasonMissing,
    StepNotYet,
    StepRefused,
    TicketOver,
    TooOften,
    UrgedAlready,
)
from actions.hotline.rules import Event, Role, Rules, Status
from actions.hotline.workdays import Calendar
from knowledge.city_time import CHINA

#: Whether the matter of a category is the towns' own, by the official list: category id → yes or no.
TownsRemit = Callable[[str], bool]

_GRASSROOTS = re.compile(
    r".*(镇|乡|街道|街道办|办事处|村|社区|村委会|居委会|(村民|居民)委员会)(人民政府|政府)?"
)


def nothing_is_the_towns(_category: str) -> bool:
    """The rule where no list says otherwise."""
    return False


def is_grassroots(department: str) -> bool:
    """Whether a name is that of a town, a street, a village or a community."""
    return bool(_GRASSROOTS.fullmatch(department.strip()))


@dataclass(frozen=True)
class Standing:
    """What the next step depends on."""

    status: Status
    category: str
    department: str | None = None
    limit_from: datetime | None = None
    limit_days: int | None = None
    extended_days: int = 0
    reopened: int = 0
    urged_at: datetime | None = None
    answer: str | None = None
    #: The grade of the answer that stands, if it was rated.
    grade: str | None = None

    def due(self, calendar: Calendar) -> date | None:
        """The last day of the time limit; None without a limit, or into a year not announced."""
        if self.limit_from is None or self.limit_days is None:
            return None
        return calendar.due(self.limit_from, self.limit_days + self.extended_days)

    def is_overdue(self, calendar: Calendar, now: datetime, rules: Rules) -> bool:
        """Whether the limit has passed and something is still to be done."""
        due = self.due(calendar)
        return due is not None and rules.states[self.status].open and now.astimezone(CHINA).date() > due


@dataclass(frozen=True)
class Act:
    """What somebody does to a ticket. ``why`` is the reason, or what a supplement says."""

    event: Event
    role: Role
    who: str
    at: datetime
    why: str | None = None
    department: str | None = None
    days: int | None = None
    answer: str | None = None
    grade: str | None = None
    #: The ticket that this one is merged into, by number.
    into: str | None = None


def step(
    before: Standing,
    act: Act,
    rules: Rules,
    done: Mapping[Event, int],
    towns_remit: TownsRemit = nothing_is_the_towns,
) -> Standing:
    """Where the ticket stands after ``act``; a ``StepRefused`` when it cannot be done.

    ``done`` counts the steps that the ticket's history has already.
    """
    _check_turn(before, act, rules)
    after = _EFFECTS.get(act.event, _nothing)(before, act, rules, done)
    if act.event in (Event.DISPATCH, Event.REOPEN):
        _check_department(after, towns_remit)
    status = rules.events[act.event].to or before.status
    return replace(after, status=status)


def why_not(before: Standing, event: Event, role: Role, rules: Rules) -> str | None:
    """What there is to say when a step cannot be taken from here."""
    try:
        _check_place(before, event, role, rules)
    except StepRefused as refused:
        return refused.sentence
    return None


def _check_place(before: Standing, event: Event, role: Role, rules: Rules) -> None:
    rule = rules.events[event]
    words = {"event": rule.name, "status": rules.status_name(before.status)}
    if role not in rule.by:
        raise NotYours(**words)
    if before.status not in rule.from_:
        if rules.states[before.status].open:
            raise StepNotYet(**words)
        raise TicketOver(**words)


def _check_turn(before: Standing, act: Act, rules: Rules) -> None:
    rule = rules.events[act.event]
    _check_place(before, act.event, act.role, rules)
    if rule.reason and not (act.why or "").strip():
        raise ReasonMissing(event=rule.name, status=rules.status_name(before.status))


def _check_department(after: Standing, towns_remit: TownsRemit) -> None:
    if not (after.department or "").strip():
        raise DepartmentMissing()
    if is_grassroots(after.department or "") and not towns_remit(after.category):
        raise NotForTown()


Effect = Callable[[Standing, Act, Rules, Mapping[Event, int]], Standing]


def _nothing(before: Standing, _act: Act, _rules: Rules, _done: Mapping[Event, int]) -> Standing:
    return before


def _accept(before: Standing, act: Act, rules: Rules, _done: Mapping[Event, int]) -> Standing:
    days = act.days if act.days is not None else rules.default_days
    return replace(before, limit_from=act.at, limit_days=days, department=act.department or before.department)


def _dispatch(before: Standing, act: Act, _rules: Rules, _done: Mapping[Event, int]) -> Standing:
    # Sent back and dispatched anew, the limit goes on from acceptance: residents do not wait longer.
    return replace(
        before,
        department=act.department or before.department,
        limit_days=act.days if act.days is not None else before.limit_days,
    )


def _extend(before: Standing, act: Act, rules: Rules, done: Mapping[Event, int]) -> Standing:
    _check_often(act.event, rules, done, rules.limits.extensions)
    days = act.days or 0
    if not 1 <= days <= rules.limits.extension_days:
        raise ExtensionTooLong(limit=rules.limits.extension_days)
    return replace(before, extended_days=before.extended_days + days)


def _answer(before: Standing, act: Act, _rules: Rules, _done: Mapping[Event, int]) -> Standing:
    if not (act.answer or "").strip():
        raise AnswerMissing()
    return replace(before, answer=act.answer, grade=None)


def _reopen(before: Standing, act: Act, rules: Rules, _done: Mapping[Event, int]) -> Standing:
    _check_often(act.event, rules, {act.event: before.reopened}, rules.limits.reopenings)
    if act.role is Role.RESIDENT and before.grade != rules.unsatisfied:
        raise NotUnsatisfied(grade=rules.unsatisfied)
    return replace(
        before,
        department=act.department or before.department,
        limit_from=act.at,
        extended_days=0,
        reopened=before.reopened + 1,
        answer=None,
        grade=None,
    )


def _urge(before: Standing, act: Act, rules: Rules, _done: Mapping[Event, int]) -> Standing:
    again = timedelta(hours=rules.limits.urge_hours)
    if before.urged_at is not None and act.at < before.urged_at + again:
        left = before.urged_at + again - act.at
        raise UrgedAlready(hours=max(1, -(-int(left.total_seconds()) // 3600)))
    return replace(before, urged_at=act.at)


def _supplement(before: Standing, act: Act, rules: Rules, done: Mapping[Event, int]) -> Standing:
    _check_often(act.event, rules, done, rules.limits.supplements)
    return before


def _rate(before: Standing, act: Act, rules: Rules, _done: Mapping[Event, int]) -> Standing:
    if act.grade not in rules.grades:
        raise GradeUnknown(grades="、".join(rules.grades))
    return replace(before, grade=act.grade)


def _check_often(event: Event, rules: Rules, done: Mapping[Event, int], limit: int) -> None:
    if done.get(event, 0) >= limit:
        raise TooOften(event=rules.events[event].name, limit=limit)


_EFFECTS: Mapping[Event, Effect] = {
    Event.ACCEPT: _accept,
    Event.DISPATCH: _dispatch,
    Event.EXTEND: _extend,
    Event.ANSWER: _answer,
    Event.REOPEN: _reopen,
    Event.URGE: _urge,
    Event.SUPPLEMENT: _supplement,
    Event.RATE: _rate,
}
