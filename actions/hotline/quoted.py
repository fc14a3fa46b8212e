"""Numbers that a ticket's own words name: who pesters by telephone, which taxi it was.

They are masked wherever the words go; what they are stands beside the ticket for who deals with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from actions.hotline.draft import Draft
from actions.hotline.tables import quoted
from actions.privacy import masked_phones, masked_plates, phones, plates

#: The number behind its mask as it was written, if it is still known.
Written = Callable[[str], str | None]
_BETWEEN = "、"
_LONGEST = 200


def written_behind(texts: Iterable[str | None], known: Mapping[str, str], written: Written) -> dict[str, str]:
    """What is behind the masks in the texts: what was known of it before, and what has been confided since."""
    found: dict[str, str] = {}
    for text in texts:
        for masked in (*masked_phones(text or ""), *masked_plates(text or "")):
            told = (known.get(masked), written(masked))
            if any(told):
                found[masked] = _together(*told)
    return found


def set_apart(draft: Draft) -> Draft:
    """The draft with the numbers of its words masked and kept beside them; other systems file them unmasked."""
    numbers = dict(draft.numbers)

    def hidden(text: str) -> str:
        for written, masked in (*phones(text), *plates(text)):
            text = text.replace(written, masked)
            numbers[masked] = _together(numbers.get(masked), written)
        return text

    answers = {label: hidden(answer) for label, answer in draft.answers.items()}
    place = None if draft.place is None else hidden(draft.place)
    return replace(draft, text=hidden(draft.text), place=place, answers=answers, numbers=numbers)


def keep(connection: Connection, ticket_id: int, numbers: Mapping[str, str]) -> None:
    """Put numbers beside a ticket, with those that are there already."""
    there = of_ticket(connection, ticket_id)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for masked, written in numbers.items():
        told = _together(there.get(masked), written)
        insert = dialect.insert(quoted).values(ticket_id=ticket_id, masked=masked[:32], written=told)
        connection.execute(
            insert.on_conflict_do_update(index_elements=["ticket_id", "masked"], set_={"written": told})
        )


def of_ticket(connection: Connection, ticket_id: int) -> dict[str, str]:
    """The numbers of a ticket by what they look like in its words."""
    found = sa.select(quoted).where(quoted.c.ticket_id == ticket_id).order_by(quoted.c.masked)
    return {row.masked: row.written for row in connection.execute(found)}


def _together(*told: str | None) -> str:
    parts = dict.fromkeys(part for one in told if one for part in one.split(_BETWEEN))
    return _BETWEEN.join(parts)[:_LONGEST]
