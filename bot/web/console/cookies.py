"""Sessions of the console: a random token in a cookie, everything else in the database.

Whoever has not signed in gets a token too, so that forms can be guarded; the database knows only
tokens of people who gave the right password. Signing in makes a new token.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from actions.staff import sessions
from actions.staff.accounts import Account
from actions.staff.sessions import Expiry, StaffSession
from actions.staff.tokens import new_token
from actions.storage.database import Database
from bot.web.same_origin import is_secure

#: In a session that still waits for its second factor.
PENDING = "pending"

_TOKEN = re.compile(r"[A-Za-z0-9_-]{40,64}")


@dataclass
class Session:
    """What is kept of a browser between requests; ``changed`` when that has to be stored."""

    token: str
    #: The session as the database has it; None for a visitor, and for one that is just being made.
    found: StaffSession | None = None
    #: Whose a new session is to be.
    account_id: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    changed: bool = False

    @property
    def account(self) -> Account | None:
        """Who is signed in."""
        return None if self.found is None or self.data.get(PENDING) else self.found.account

    def keep(self, name: str, value: Any) -> None:
        """Keep a value for later requests."""
        self.data[name] = value
        self.changed = True

    def take(self, name: str) -> Any:
        """A kept value, which is kept no longer; None when there is none."""
        if name not in self.data:
            return None
        self.changed = True
        return self.data.pop(name)


SESSION = web.RequestKey("console_session", Session)


@dataclass(frozen=True)
class Cookies:
    """Loads and saves sessions; the cookie's attributes follow from how the request came."""

    database: Database
    expiry: Expiry
    clock: Callable[[], datetime]
    proxies: int

    async def load(self, request: web.Request) -> Session:
        """The session of the request's cookie, or a new one."""
        token = request.cookies.get(self._name(request), "")
        if not _TOKEN.fullmatch(token):
            return Session(new_token())
        now = self.clock()
        found = await self.database.read(sessions.find, token, now, self.expiry)
        if found is None:
            return Session(token)
        # Being idle is counted in minutes: not every page needs a write for it.
        if now - found.used_at > self.expiry.idle / 20:
            await self.database.write(sessions.touch, token, now)
        return Session(token, found, data=dict(found.data))

    async def save(self, request: web.Request, response: web.StreamResponse) -> None:
        """Keep what changed, and (again) tell the browser its token."""
        session = request[SESSION]
        if not session.changed:
            return
        if session.account_id is not None:
            now = self.clock()
            await self.database.write(sessions.add, session.token, session.account_id, session.data, now)
        elif session.found is not None:
            await self.database.write(sessions.store, session.token, session.data)
        response.set_cookie(
            self._name(request),
            session.token,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=self.is_secure(request),
        )

    async def renew(self, request: web.Request, account_id: str | None = None) -> Session:
        """End the request's session and begin one with a new token, for an account or for a visitor."""
        if request[SESSION].found is not None:
            await self.database.write(sessions.remove, request[SESSION].token)
        request[SESSION] = Session(new_token(), account_id=account_id, changed=True)
        return request[SESSION]

    def is_secure(self, request: web.Request) -> bool:
        """Whether the browser speaks TLS, to us or to the proxy that we trust."""
        return is_secure(request, self.proxies)

    def _name(self, request: web.Request) -> str:
        # A browser takes a __Host- cookie from this very host only, over TLS only.
        return "__Host-console" if self.is_secure(request) else "console"
