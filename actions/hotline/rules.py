"""The rules of a ticket's life as staff wrote them: ``knowledge/vocabulary/hotline_life.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from knowledge.errors import ContentError
from knowledge.formats.messages import check
from knowledge.formats.source import Strict, Text
from knowledge.formats.yaml_lines import read_yaml

FILE = Path(__file__).parents[2] / "knowledge" / "vocabulary" / "hotline_life.yml"


class Status(StrEnum):
    """Where a ticket stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    ANSWERED = "answered"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Event(StrEnum):
    """What can be done to a ticket."""

    FILE = "file"
    ACCEPT = "accept"
    DECLINE = "decline"
    DISPATCH = "dispatch"
    START = "start"
    RETURN = "return"
    EXTEND = "extend"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    URGE = "urge"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    JOIN = "join"
    RATE = "rate"


class Role(StrEnum):
    """In what capacity somebody acts."""

    RESIDENT = "resident"
    STAFF = "staff"
    SYSTEM = "system"


class State(Strict):
    """A status in words."""

    name: Text
    open: bool
    text: Text


class Rule(Strict):
    """One step: from where, to where, by whom."""

    name: Text
    from_: tuple[Status, ...] = Field(alias="from")
    to: Status | None = None
    by: tuple[Role, ...] = Field(min_length=1)
    #: Must be told why (or, for a supplement, what).
    reason: bool = False
    #: Residents see this step in the progress of their ticket.
    told: bool


class Limits(Strict):
    """How often, how much, how long."""

    urge_hours: PositiveInt
    extensions: PositiveInt
    extension_days: PositiveInt
    reopenings: PositiveInt
    supplements: PositiveInt
    photos: PositiveInt
    photo_megabytes: PositiveInt
    photo_megapixels: PositiveInt
    photo_longest_side: PositiveInt
    guesses_by_asker: PositiveInt
    guesses_at_number: PositiveInt


class Rules(Strict):
    """hotline_life.yml"""

    states: Mapping[Status, State]
    events: Mapping[Event, Rule]
    grades: tuple[Text, ...] = Field(min_length=2)
    unsatisfied: Text
    limits: Limits
    default_days: PositiveInt | Literal[None]

    @model_validator(mode="after")
    def _complete(self) -> Rules:
        absent = [item.value for item in Status if item not in self.states]
        absent += [item.value for item in Event if item not in self.events]
        if absent:
            raise ValueError(f"缺少：{'、'.join(absent)}")
        if self.unsatisfied not in self.grades:
            raise ValueError("“unsatisfied”要写“grades”里的一档")
        return self

    def status_name(self, status: Status) -> str:
        """A status in Chinese."""
        return self.states[status].name

    def open(self) -> frozenset[Status]:
        """The statuses in which something is still to be done."""
        return frozenset(status for status, state in self.states.items() if state.open)


def read(path: Path = FILE) -> Rules:
    """The rules of a file; :class:`ContentError` names each line that is wrong."""
    document = read_yaml(path)
    if document.faults:
        raise ContentError(list(document.faults))
    found, faults = check(Rules, document.data, document.lines)
    if found is None:
        raise ContentError(faults)
    return found


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The rules in force, read once."""
    return read()
