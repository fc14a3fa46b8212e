"""The hotline as the dialogue uses it: each call is one transaction in the caller's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy.engine import Connection, Engine

from actions.hotline import asking, drafts, filing, life, quoted, store, uploads
from actions.hotline.catalogue import Catalogue, catalogue
from actions.hotline.collected import Collected, to_draft
from actions.hotline.drafts import Kept
from actions.hotline.features import Encodes
from actions.hotline.routing import Route, dispatcher
from actions.hotline.rules import Event, Role, rules
from actions.hotline.similar import DAYS, Matter, similar
from actions.hotline.suggestions import suggest
from actions.hotline.tables import tickets
from actions.hotline.ticket import Progress, Ticket, from_row
from actions.services.database import database_url
from actions.staff import switches
from actions.storage.engine import create_engine

#: More tickets of one place within a week are not compared: the newest are the likeliest.
MOST_COMPARED = 50


@dataclass(frozen=True)
class Front:
    """The hotline's counter for the chat."""

    engine: Engine
    route: Callable[[str], Route]
    encoder: Callable[[], Encodes]
    catalogue: Catalogue
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def closed(self) -> str | None:
        """What to say while staff have switched tickets off."""
        with self.engine.begin() as connection:
            switch = switches.read(connection).tickets
        return None if switch.on else switch.sentence

    def draft(self, sender: str) -> Kept | None:
        """The chat's draft."""
        with self.engine.begin() as connection:
            return drafts.load(connection, sender, self.clock())

    def keep(self, sender: str, draft: Kept) -> None:
        """Store the chat's draft."""
        with self.engine.begin() as connection:
            drafts.keep(connection, sender, draft, self.clock())

    def drop(self, sender: str) -> None:
        """Delete the chat's draft, its photos and the numbers it confided."""
        with self.engine.begin() as connection:
            drafts.drop(connection, sender)
            uploads.discard(connection, sender)

    def reveal(self, sender: str, masked: str) -> str | None:
        """The telephone number that this chat sent, by its mask."""
        with self.engine.begin() as connection:
            return drafts.reveal(connection, sender, masked)

    def written(self, sender: str, masked: str) -> str | None:
        """What this chat sent, by its mask."""
        with self.engine.begin() as connection:
            return drafts.written(connection, sender, masked)

    def photos(self, sender: str) -> tuple[str, ...]:
        """The photos that wait for the chat's ticket."""
        with self.engine.begin() as connection:
            return tuple(photo.id for photo in uploads.waiting(connection, sender))

    def same(self, said: Collected) -> Ticket | None:
        """An open ticket of the last days, here and about the same, if one is likely."""
        if not said.town:
            return None
        with self.engine.begin() as connection:
            found = {ticket.number: ticket for ticket in _recent(connection, said.town, self.clock())}
        new = Matter("", said.text, said.town, said.village, said.category)
        others = [Matter(one.number, one.text, one.town, one.village, one.category) for one in found.values()]
        matches = similar(new, others, self.encoder()) if others else []
        return found[matches[0].matter.key] if matches else None

    def load(self, number: str) -> Ticket | None:
        """A ticket, for texts that name nobody."""
        with self.engine.begin() as connection:
            return store.load(connection, number)

    def file(self, sender: str, draft: Kept, said: Collected, message: str | None) -> tuple[Ticket, bool]:
        """File the draft and empty it, at once or not at all; whether the ticket is new."""
        route = self.route(said.text)
        with self.engine.begin() as connection:
            waiting = uploads.waiting(connection, sender)[: rules().limits.photos]
            photos = tuple(photo.id for photo in waiting)
            filled = to_draft(said, sender, photos, None if route.by_person else route.department)
            ticket, new = filing.file(connection, filled, draft.id, self.clock())
            if new:
                suggest(connection, ticket, route)
            drafts.drop(connection, sender)
            # Uploads at the same moment may be more than a ticket takes.
            uploads.discard(connection, sender)
            filed = Kept(draft.id, {}, message, ticket.number)
            drafts.keep(connection, sender, filed, self.clock())
        return ticket, new

    def join(
        self, sender: str, draft: Kept, said: Collected, number: str, message: str | None
    ) -> tuple[Progress, bool]:
        """Count the chat in with a ticket that is there; whether it is new among those."""
        with self.engine.begin() as connection:
            ticket, new = filing.join(connection, number, sender, self.clock(), said.phone, said.text)
            quoted.keep(connection, ticket.id, said.numbers)
            drafts.drop(connection, sender)
            drafts.keep(connection, sender, Kept(draft.id, {}, message, number), self.clock())
            return _progress(connection, ticket, ticket.sender == sender), new

    def mine(self, sender: str) -> list[Ticket]:
        """What was filed or joined in this chat, newest first."""
        with self.engine.begin() as connection:
            return asking.mine(connection, sender)

    def in_session(self, number: str, sender: str) -> asking.Found | None:
        """A ticket that was filed or joined in this chat."""
        with self.engine.begin() as connection:
            return asking.find_in_session(connection, number, sender)

    def proven(self, number: str, digits: str, sender: str) -> asking.Found | None:
        """A ticket by number and last digits; wrong guesses count."""
        with self.engine.begin() as connection:
            return asking.find(connection, number, digits, sender, self.clock())

    def progress(self, found: asking.Found) -> Progress:
        """A ticket with its history."""
        with self.engine.begin() as connection:
            return _progress(connection, found.ticket, found.own)

    def act(self, number: str, event: Event, sender: str, grade: str | None = None) -> Ticket:
        """A step of the resident."""
        act = life.Act(event, Role.RESIDENT, sender, self.clock(), grade=grade)
        with self.engine.begin() as connection:
            return store.act(connection, number, act, self.catalogue.towns_remit)

    def supplement(self, number: str, sender: str, text: str) -> Ticket:
        """What the resident adds."""
        with self.engine.begin() as connection:
            ticket = filing.supplement(connection, number, sender, text, self.clock())
            self._keep_quoted(connection, ticket, sender, text)
            return ticket

    def rate_and_reopen(self, number: str, sender: str, reason: str) -> bool:
        """Take “unsatisfied” with its reason; False when it was reopened before and stays as it is."""
        rate = life.Act(
            Event.RATE, Role.RESIDENT, sender, self.clock(), why=reason, grade=rules().unsatisfied
        )
        with self.engine.begin() as connection:
            ticket = store.act(connection, number, rate)
            self._keep_quoted(connection, ticket, sender, reason)
            if ticket.standing.reopened >= rules().limits.reopenings:
                return False
            reopen = replace(rate, event=Event.REOPEN, grade=None)
            store.act(connection, number, reopen, self.catalogue.towns_remit)
            return True

    def _keep_quoted(self, connection: Connection, ticket: Ticket, sender: str, text: str) -> None:
        found = quoted.written_behind([text], {}, lambda masked: drafts.written(connection, sender, masked))
        quoted.keep(connection, ticket.id, found)


def _recent(connection: Connection, town: str, now: datetime) -> list[Ticket]:
    open_now = [status.value for status in rules().open()]
    query = store.SELECT.where(
        tickets.c.town == town,
        tickets.c.status.in_(open_now),
        tickets.c.created_at > now - timedelta(days=DAYS),
    ).order_by(tickets.c.created_at.desc())
    return [from_row(row) for row in connection.execute(query.limit(MOST_COMPARED))]


def _progress(connection: Connection, ticket: Ticket, own: bool) -> Progress:
    number = store.merged_numbers(connection, [ticket]).get(ticket.merged_into or 0)
    merged = store.load(connection, number) if number else None
    return Progress(ticket, store.steps(connection, ticket), store.joined(connection, ticket), own, merged)


def front() -> Front:
    """The process-wide counter over the catalogue in use; the edge has made the tables."""
    return replace(_front(), catalogue=catalogue())


@lru_cache(maxsize=1)
def _front() -> Front:
    from actions.answering.answerer import answerer

    return Front(
        create_engine(database_url()),
        lambda text: dispatcher().route(text),
        lambda: answerer().encoder,
        catalogue(),
    )
