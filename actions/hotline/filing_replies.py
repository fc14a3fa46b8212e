"""What the filing form says: the open question, the summary, the number; and what is not filed at all."""

from __future__ import annotations

from typing import Any

from actions.answering.question import Reply
from actions.answering.replies import policy_source, text_reply
from actions.forms.conversation import form_reply
from actions.forms.vocabulary import forms
from actions.grid.divisions import Divisions
from actions.hotline.catalogue import Catalogue
from actions.hotline.collected import QUESTION, Collected, next_step, place_in_order
from actions.hotline.form_texts import hotline_texts
from actions.hotline.numbers import spaced
from actions.hotline.phones import starred
from actions.hotline.rules import rules
from actions.hotline.similar import DAYS
from actions.hotline.ticket import Ticket
from actions.hotline.ticket_replies import category_name, reply_about
from actions.hotline.triage import Kind
from actions.hotline.triage_words import Outside, Urgent
from knowledge.catalogue.model import Catalogue as Content
from knowledge.city_time import CHINA
from knowledge.formats.hotline import Category
from knowledge.formats.policy import Policy

FORM = "filing_form"
KINDS = {
    "place": "place",
    "happened": "time",
    "photos": "photos",
    "contact": "phone",
    "confirm": "confirm",
    **dict.fromkeys(("kind", "town", "village", "same", "disclose"), "choice"),
}
#: So much of a long text is shown; all of it is filed.
SHOWN = 300
OPTIONAL = frozenset({"photos", "happened", "town", "village"})
NAMES = {"119": "火警", "110": "报警", "120": "急救", "122": "交通事故"}


def question(
    said: Collected,
    category: Category | None,
    places: Divisions,
    photos: int,
    same: Ticket | None,
    catalogue: Catalogue,
    error: str | None = None,
) -> Reply:
    """The open question, with buttons and what is known so far."""
    name = next_step(said, category)
    step, of = place_in_order(said, category)
    texts = hotline_texts()
    label = _label(name, category)
    lines = [texts.texts.step.format(step=step, of=of), label]
    if name == "confirm":
        kept = [texts.texts.numbers_kept] if said.numbers else []
        lines = [summary(said, places, photos), *kept, label, texts.texts.consent]
    elif name == "same" and same is not None:
        lines.append(_same_line(same, places, catalogue))
    field: dict[str, Any] = {"id": name, "kind": KINDS.get(name, "text"), "label": label}
    if name in OPTIONAL or name.startswith(QUESTION):
        field["optional"] = True
    form: dict[str, Any] = {
        "name": FORM,
        "title": texts.texts.title,
        "step": step,
        "of": of,
        "field": field,
    }
    given = answers(said, places, photos)
    if given:
        form["answers"] = [{"label": label, "value": value} for label, value in given]
    return form_reply(form, "\n".join(lines), _buttons(name, said, places), error)


def summary(said: Collected, places: Divisions, photos: int) -> str:
    """All that will be filed, a line each."""
    lines = "\n".join(f"{label}：{value}" for label, value in answers(said, places, photos))
    return hotline_texts().texts.summary.format(lines=lines)


def answers(said: Collected, places: Divisions, photos: int) -> list[tuple[str, str]]:
    """What is known so far: label and value."""
    texts, names = hotline_texts().texts, {key: item.name for key, item in hotline_texts().fields.items()}
    found: list[tuple[str, str]] = []
    if said.text:
        found += [(names["kind"], said.kind), (names["text"], _short(said.text))]
    where = where_text(said, places)
    if where:
        found.append((names["place"], where))
    if "happened" in said.done:
        found.append((names["happened"], said.happened or texts.unknown))
    found += [(label, _short(answer) or texts.unknown) for label, answer in said.answers.items()]
    if "photos" in said.done:
        told = texts.photos_count.format(count=photos) if photos else texts.none
        found.append((names["photos"], told))
    if said.phone:
        found.append((names["contact"], f"{said.name or texts.anonymous}，{starred(said.phone)}"))
    if "disclose" in said.done:
        found.append((names["disclose"], texts.disclose_yes if said.disclose else texts.disclose_no))
    return found


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}……"


def where_text(said: Collected, places: Divisions) -> str:
    """The place in words, with town and village in front when the words do not name them."""
    found = places.by_code.get(said.village or said.town or "")
    full = getattr(found, "full", None) or (found.name if found else "")
    words = said.place or ""
    if not full or words.startswith(full) or full in words:
        return words or full
    return f"{full}（{words}）" if words and words not in full else full


def filed_reply(ticket: Ticket, new: bool) -> Reply:
    """The number, at once, and what comes next; no promise of a date."""
    texts = hotline_texts().texts
    lead = (texts.filed if new else texts.filed_again).format(number=spaced(ticket.number))
    lines = [lead, texts.keep_number, texts.routing]
    if ticket.due is not None and ticket.standing.limit_days is None:
        lines.append(texts.no_promise)
    buttons = hotline_texts().tickets
    choices = [
        (buttons.status_button, f"{buttons.status_button} {ticket.number}"),
        (buttons.supplement_button, f"{buttons.supplement_button} {ticket.number}"),
    ]
    return reply_about(ticket, "\n".join(lines), choices)


def joined_reply(ticket: Ticket, count: int, new: bool) -> Reply:
    """Counted in with a ticket that is there."""
    texts = hotline_texts().texts
    sentence = texts.joined if new else texts.own_already
    return reply_about(ticket, sentence.format(number=spaced(ticket.number), count=count + 1))


def outside_reply(outside: Outside, content: Content) -> Reply:
    """The lawful way, with its sources."""
    answer = content.answers.get(outside.answer or "")
    sources = [
        policy_source(found)
        for found in (content.find(document) for document in outside.documents)
        if isinstance(found, Policy)
    ]
    text = f"{answer.answer if answer else outside.say}\n\n{hotline_texts().texts.outside_next}"
    return {"kind": "answer", "outcome": "out_of_scope", "text": text, "sources": sources}


def urgent_reply(urgent: Urgent) -> Reply:
    """The emergency numbers, before anything else."""
    contacts = [{"title": NAMES[number], "number": number} for number in urgent.numbers]
    text = f"{urgent.say}\n{hotline_texts().texts.urgent_next}"
    return {"kind": "contact", "outcome": "emergency", "text": text, "contacts": contacts}


def offer_reply(text: str) -> Reply:
    """The offer to file what was just answered."""
    texts = hotline_texts().texts
    return text_reply(texts.offer_lead, "answered", [(texts.offer, texts.request.format(text=text[:300]))])


def _label(name: str, category: Category | None) -> str:
    if not name.startswith(QUESTION):
        return hotline_texts().fields[name].ask.format(days=DAYS)
    label = name.removeprefix(QUESTION)
    questions = category.questions if category else ()
    return next((item.ask for item in questions if item.label == label), label)


def _same_line(ticket: Ticket, places: Divisions, catalogue: Catalogue) -> str:
    """Another resident's ticket without anything that they wrote."""
    found = places.by_code.get(ticket.village or ticket.town or "")
    return hotline_texts().texts.same_line.format(
        category=category_name(ticket, catalogue),
        place=getattr(found, "full", None) or (found.name if found else ""),
        day=ticket.created_at.astimezone(CHINA).strftime("%m-%d"),
        status=rules().status_name(ticket.status),
    )


def _buttons(name: str, said: Collected, places: Divisions) -> list[tuple[str, str]]:
    texts, unknown, cancel = hotline_texts().texts, forms().texts.unknown, forms().texts.cancel
    names: list[str] = []
    if name == "kind":
        names = [kind.value for kind in Kind]
    elif name == "town":
        names = [*(town.name for town in places.towns), unknown]
    elif name == "village":
        found = (places.village(code) for code in said.candidates)
        names = [*(village.full for village in found if village), unknown]
    elif name == "same":
        names = [texts.same_yes, texts.same_no]
    elif name == "photos":
        names = ["跳过"]
    elif name == "disclose":
        names = [texts.disclose_yes, texts.disclose_no]
    elif name == "confirm":
        names = [texts.submit, texts.change]
    elif name == "happened" or name.startswith(QUESTION):
        names = [unknown]
    return [(one, one) for one in [*names, cancel]]
