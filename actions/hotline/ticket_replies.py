"""What a resident is told of a ticket: where it stands, its progress, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions.answering.question import Reply
from actions.hotline.catalogue import Catalogue
from actions.hotline.form_texts import TicketTexts, hotline_texts
from actions.hotline.news import News
from actions.hotline.numbers import spaced
from actions.hotline.rules import Event, Role, Status, rules
from actions.hotline.ticket import Progress, Step, Ticket
from actions.hotline.workdays import calendar
from actions.privacy import mask
from knowledge.city_time import CHINA

#: Steps whose reason is for residents.
_WHY = frozenset({Event.DECLINE, Event.EXTEND, Event.SUPPLEMENT, Event.REOPEN})
#: What may still come, in order.
_AHEAD = (Status.ACCEPTED, Status.DISPATCHED, Status.ANSWERED, Status.CLOSED)
_REACHED = {
    Status.PENDING: 0,
    Status.ACCEPTED: 1,
    Status.DISPATCHED: 2,
    Status.HANDLING: 2,
    Status.ANSWERED: 3,
    Status.CLOSED: 4,
}


def category_name(ticket: Ticket, catalogue: Catalogue) -> str:
    """The category in words; what other systems filed may have one of their own."""
    category = catalogue.find(ticket.category)
    return category.name if category else ticket.category or ticket.kind.value


def ticket_reply(progress: Progress, catalogue: Catalogue, now: datetime, lead: str = "") -> Reply:
    """Status, who is on it, due date, answer and history."""
    ticket = progress.ticket
    lines = [lead] if lead else []
    lines += _lines(progress, catalogue, now)
    texts = hotline_texts().tickets
    choices = [(title, f"{title} {ticket.number}") for title in _possible(progress, texts)]
    return reply_about(ticket, "\n".join(lines), choices, progress.steps)


def reply_about(
    ticket: Ticket,
    text: str,
    choices: Sequence[tuple[str, str]] = (),
    steps: Sequence[Step] = (),
    outcome: str = "done",
) -> Reply:
    """A reply of kind “ticket”."""
    due = ticket.due(calendar())
    part: dict[str, Any] = {"number": ticket.number, "status": rules().status_name(ticket.status)}
    if ticket.department:
        part["department"] = ticket.department
    if due is not None:
        part["due"] = due.isoformat()
    milestones = progress_of(ticket, steps)
    if milestones:
        part["progress"] = milestones
    return {
        "kind": "ticket",
        "outcome": outcome,
        "text": text,
        "ticket": part,
        "choices": [{"title": title, "text": send} for title, send in choices],
    }


def progress_of(ticket: Ticket, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps that residents are told, and those still to come."""
    book = rules()
    told: list[dict[str, Any]] = []
    for step in steps:
        if book.events[step.event].told:
            milestone: dict[str, Any] = {"title": book.events[step.event].name, "at": step.at.isoformat()}
            why = _why(step)
            told.append({**milestone, "text": why} if why else milestone)
    if told and ticket.status in _REACHED:
        ahead = _AHEAD[_REACHED[ticket.status] :]
        told += [{"title": book.status_name(status), "done": False} for status in ahead]
    return told


def line(ticket: Ticket, catalogue: Catalogue) -> str:
    """A ticket in a line."""
    return hotline_texts().tickets.line.format(
        number=spaced(ticket.number),
        category=category_name(ticket, catalogue),
        status=rules().status_name(ticket.status),
    )


def news_reply(news: Sequence[News], catalogue: Catalogue) -> Reply:
    """What happened to the resident's tickets since they were last here."""
    texts = hotline_texts().tickets
    lines = [texts.news]
    for item in news:
        what = _what(item, texts)
        number, category = spaced(item.ticket.number), category_name(item.ticket, catalogue)
        lines.append(texts.news_line.format(number=number, category=category, what=what))
        if item.event is Event.ANSWER and item.ticket.answer:
            lines.append(texts.answer.format(answer=item.ticket.answer))
    first = news[0].ticket
    buttons = [(texts.status_button, f"{texts.status_button} {first.number}")]
    if first.status in (Status.ANSWERED, Status.CLOSED):
        buttons.append((texts.rate_button, f"{texts.rate_button} {first.number}"))
    return reply_about(first, "\n".join(lines), buttons)


def _what(item: News, texts: TicketTexts) -> str:
    if item.event is Event.JOIN:
        return texts.news_joined
    if item.event is Event.MERGE and item.merged:
        return texts.news_merged.format(number=spaced(item.merged))
    return rules().events[item.event].name


def _lines(progress: Progress, catalogue: Catalogue, now: datetime) -> list[str]:
    ticket, texts, book = progress.ticket, hotline_texts().tickets, rules()
    state = book.states[ticket.status]
    about = texts.about.format(number=spaced(ticket.number), category=category_name(ticket, catalogue))
    lines = [about, texts.status.format(status=state.name, text=state.text)]
    if ticket.department and ticket.status not in (Status.PENDING, Status.WITHDRAWN):
        lines.append(texts.department.format(department=ticket.department))
    lines += _limit(ticket, texts, now)
    if ticket.answer:
        lines.append(texts.answer.format(answer=ticket.answer))
    if progress.merged:
        status = book.status_name(progress.merged.status)
        lines.append(texts.merged.format(number=spaced(progress.merged.number), status=status))
    told = [step for step in progress.steps if book.events[step.event].told]
    if told:
        lines += [texts.history, *(_step(step, texts) for step in told)]
    return lines


def _limit(ticket: Ticket, texts: TicketTexts, now: datetime) -> list[str]:
    if not rules().states[ticket.status].open:
        return []
    due = ticket.due(calendar())
    if due is None:
        return [texts.no_due]
    late = ticket.is_overdue(calendar(), now, rules())
    return [texts.due.format(due=due.isoformat()), *([texts.overdue] if late else [])]


def _step(step: Step, texts: TicketTexts) -> str:
    why = _why(step)
    return texts.step.format(
        at=step.at.astimezone(CHINA).strftime("%m-%d %H:%M"),
        event=rules().events[step.event].name,
        why=f"：{why}" if why else "",
    )


def _why(step: Step) -> str:
    """The reason as far as it is for everybody who may see the ticket; what residents wrote is masked."""
    if step.event not in _WHY or not step.why:
        return ""
    return mask(step.why)[:300] if step.role is Role.RESIDENT else step.why[:300]


def _possible(progress: Progress, texts: TicketTexts) -> list[str]:
    """What the resident can do now."""
    status = progress.ticket.status
    if rules().states[status].open:
        own = [texts.withdraw_button] if progress.own else []
        return [texts.urge_button, texts.supplement_button, *own]
    if status in (Status.ANSWERED, Status.CLOSED) and progress.own and not progress.ticket.standing.grade:
        return [texts.rate_button]
    return []
