"""What the desk shows of a ticket, and its steps as forms bring them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection
from wtforms import IntegerField, SelectField, StringField, TextAreaField, validators

from actions.grid.divisions import divisions
from actions.hotline import merging, quoted, store, uploads
from actions.hotline.catalogue import catalogue
from actions.hotline.life import Act
from actions.hotline.numbers import read_number
from actions.hotline.rules import Event, Role, rules
from actions.hotline.suggestions import Suggestion, suggestion
from actions.hotline.ticket import Contact, Step, Ticket
from actions.hotline.uploads import Kept
from actions.staff import audit
from bot.web.console.forms import ConsoleForm, choices
from knowledge.formats.hotline import GRASSROOTS


@dataclass(frozen=True)
class Shown:
    """A ticket with all that the desk needs beside it."""

    ticket: Ticket
    contact: Contact | None
    steps: Sequence[Step]
    #: Numbers in the resident's words, by what stands there for them.
    numbers: Mapping[str, str]
    photos: Sequence[Kept]
    joined: int
    merged: str | None
    #: Tickets that were merged into this one.
    merged_from: Sequence[str]
    suggestion: Suggestion | None


def units() -> list[str]:
    """Whom a ticket can be given to: departments of the catalogue, then towns; the rule decides which may be."""
    named = {name for category in catalogue().categories.values() for name in category.departments}
    return [*sorted(named - {GRASSROOTS}), *(town.name for town in divisions().towns)]


def _units() -> Any:
    return choices([("", "请选择"), *((name, name) for name in units())])


class StepForm(ConsoleForm):
    """What a step may bring; each step uses some of it."""

    department = SelectField("承办单位", choices=_units, validate_choice=False)
    days = IntegerField(
        "时限（工作日）", [validators.Optional(), validators.NumberRange(1, 250, "请填 1 到 250 个工作日")]
    )
    why = StringField("原因", [validators.Length(max=500, message="原因最多 500 个字")])
    answer = TextAreaField("答复", [validators.Length(max=4000, message="答复最多 4000 个字")])
    into = StringField("并到工单", [validators.Length(max=40, message="编号太长")])


def gather(connection: Connection, number: str) -> Shown | None:
    """A ticket with its history."""
    ticket = store.load(connection, read_number(number) or "")
    if ticket is None:
        return None
    return Shown(
        ticket,
        store.contact(connection, ticket),
        store.steps(connection, ticket),
        quoted.of_ticket(connection, ticket.id),
        uploads.of_ticket(connection, ticket),
        store.joined(connection, ticket),
        store.merged_numbers(connection, [ticket]).get(ticket.merged_into or 0),
        merging.merged_from(connection, ticket),
        suggestion(connection, ticket),
    )


def look(connection: Connection, number: str, now: datetime, actor: str) -> Shown | None:
    """The ticket for somebody; that they saw the contact is on record."""
    shown = gather(connection, number)
    if shown is not None:
        entry = audit.Entry(now, actor, "ticket.read", f"ticket:{shown.ticket.number}", {}, {}, "")
        audit.record(connection, entry)
    return shown


def possible(ticket: Ticket) -> list[Event]:
    """The steps of staff that the ticket can take now."""
    return [
        event
        for event, rule in rules().events.items()
        if Role.STAFF in rule.by and ticket.status in rule.from_
    ]


def suggested(shown: Shown) -> StepForm:
    """The form as it stands before anybody filled it in."""
    category = catalogue().find(shown.ticket.category)
    limit = category.limit.days if category and category.limit else None
    known = shown.ticket.department or (category.lead if category else "")
    if shown.suggestion is not None and shown.ticket.department is None:
        known = shown.suggestion.departments[0][0]
    return StepForm(data={"department": known, "days": limit})


def act_of(form: StepForm, event: Event, actor: str, now: datetime) -> Act:
    """What the core is asked to do."""
    dispatching = event in (Event.ACCEPT, Event.DISPATCH, Event.REOPEN)
    return Act(
        event,
        Role.STAFF,
        actor,
        now,
        why=(form.why.data or "").strip() or None,
        department=(form.department.data or None) if dispatching else None,
        days=form.days.data if event in (Event.ACCEPT, Event.DISPATCH, Event.EXTEND) else None,
        answer=(form.answer.data or "").strip() or None if event is Event.ANSWER else None,
        into=read_number(form.into.data or "") if event is Event.MERGE else None,
    )


def take(connection: Connection, number: str, act: Act) -> Ticket:
    """The step, by the rules and the catalogue: departments' work never goes to a town."""
    return store.act(connection, read_number(number) or "", act, catalogue().towns_remit)
