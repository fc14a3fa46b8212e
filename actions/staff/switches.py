"""Switches: the announcement, and what is turned off for residents, each with a sentence for them.

``read`` is one small query; ``Switchboard`` keeps its answer for two seconds, so that every message may
ask. When the database cannot be read, the last known state holds; before there was one, all is on.
"""

from __future__ import annotations

import time as clocks
from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from actions.staff import audit
from actions.staff.audit import Entry
from actions.staff.tables import staff_switches
from actions.storage.database import Database
from knowledge.city_time import CHINA

KEEP_SECONDS = 2.0
DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class Switch(BaseModel):
    """Something that is on or off, and what residents are told while it is off."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    on: bool = True
    sentence: Sentence = ""


class Announcement(BaseModel):
    """A sentence above every conversation."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    on: bool = False
    sentence: Sentence = ""


class Hours(BaseModel):
    """When people are there; outside of it residents read the sentence, answers go on."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    on: bool = False
    #: 0 is Monday.
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens: time = time(9, 0)
    closes: time = time(17, 0)
    sentence: Sentence = ""

    def covers(self, at: datetime) -> bool:
        """Whether a moment is within the hours; always when they are not in use."""
        here = at.astimezone(CHINA)
        return not self.on or (here.weekday() in self.days and self.opens <= here.time() < self.closes)


class Switches(BaseModel):
    """The state of all switches."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    announcement: Announcement = Announcement()
    answering: Switch = Switch(sentence="智能问答正在维护，暂时不能回答。着急办的事，请拨打 12345。")
    tickets: Switch = Switch(sentence="网上提交诉求暂时停用，请直接拨打 12345。")
    inspections: Switch = Switch(sentence="扫码入企服务暂时停用，请向检查单位当面核实，或拨打 12345。")
    hours: Hours = Hours()

    def told(self, at: datetime) -> str:
        """What stands above conversations now; empty when there is nothing to tell."""
        said = [self.announcement.sentence] if self.announcement.on else []
        if not self.hours.covers(at):
            said.append(self.hours.sentence)
        return "\n".join(sentence for sentence in said if sentence)


def read(connection: Connection) -> Switches:
    """The switches as they stand."""
    rows = connection.execute(sa.select(staff_switches.c.name, staff_switches.c.value))
    defaults = Switches().model_dump(mode="json")
    stored = {row.name: {**defaults[row.name], **row.value} for row in rows if row.name in defaults}
    return Switches.model_validate(stored)


def change(
    connection: Connection, name: str, value: Mapping[str, Any], at: datetime, actor: str, reason: str
) -> Switches:
    """Set one switch; on record with what it was."""
    before = read(connection).model_dump(mode="json")[name]
    checked = Switches.model_validate({name: {**before, **value}}).model_dump(mode="json")[name]
    row = {"value": checked, "changed_at": at}
    here = staff_switches.c.name == name
    if connection.execute(sa.update(staff_switches).where(here).values(**row)).rowcount == 0:
        connection.execute(sa.insert(staff_switches).values(name=name, **row))
    audit.record(connection, Entry(at, actor, "switch.change", f"switch:{name}", before, checked, reason))
    return read(connection)


class Switchboard:
    """The switches for a process that asks often."""

    def __init__(self, database: Database, clock: Callable[[], float] = clocks.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._state = Switches()
        self._until = float("-inf")

    async def state(self) -> Switches:
        """The switches, at most two seconds old while the database can be read."""
        if self._clock() < self._until:
            return self._state
        try:
            self._state = await self._database.read(read)
        except SQLAlchemyError:
            # A switch must not be one more way to fail; whoever needs the database will say so.
            return self._state
        self._until = self._clock() + KEEP_SECONDS
        return self._state

    def forget(self) -> None:
        """Read again next time: somebody has just changed a switch in this process."""
        self._until = float("-inf")
