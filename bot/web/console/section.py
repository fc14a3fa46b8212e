"""A section of the console: its routes and its place in the navigation.

Each section is a class in a module of its own with ``section()``; ``sections.py`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from actions.staff.accounts import Account
from actions.staff.sign_in import SignIn
from actions.staff.switches import Switchboard
from actions.storage.database import Database
from bot.web.console.access import Rule
from bot.web.console.cookies import Cookies
from bot.web.settings import Settings


@dataclass(frozen=True)
class Parts:
    """What sections are made from."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    sign_in: SignIn
    cookies: Cookies
    switchboard: Switchboard


@dataclass(frozen=True)
class Entry:
    """A link in the navigation, for those with the permission."""

    title: str
    #: Whole path, with ``/console``.
    path: str
    permission: str


@dataclass(frozen=True)
class Section:
    """Routes relative to ``/console``, each handler marked with ``@allows``; entries may be none."""

    routes: Sequence[web.RouteDef]
    heading: str = ""
    entries: Sequence[Entry] = field(default=())


class Navigation:
    """All entries, in the order of the sections; headings that come again are joined."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._groups: dict[str, list[Entry]] = {}
        for section in sections:
            if section.entries:
                self._groups.setdefault(section.heading, []).extend(section.entries)

    def of(self, account: Account | None) -> list[tuple[str, list[Entry]]]:
        """Headings and entries that this person may use."""
        if account is None:
            return []
        groups = (
            (heading, [entry for entry in entries if Rule(entry.permission).admits(account)])
            for heading, entries in self._groups.items()
        )
        return [(heading, entries) for heading, entries in groups if entries]


#: Set on every request of the console; problems are told with it, too.
NAVIGATION = web.RequestKey("navigation", Navigation)
