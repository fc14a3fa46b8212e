"""Cookies of ``/chat``: the conversation's token, the secret of its forms, and large type.

None of them is readable by scripts. The secret of the forms outlives conversations, so that a second
tab stays usable when the first one begins a new conversation.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass

from aiohttp import web

from bot.web.same_origin import is_secure

TOKEN, SECRET, LARGE = "chat", "chat_form", "chat_large"
_SOUND = re.compile(r"[A-Za-z0-9_-]{40,64}")
_YEAR = 365 * 24 * 3600


@dataclass
class Visitor:
    """What a browser brought, and what it is to keep."""

    token: str | None
    secret: str
    large: bool
    #: Names of cookies whose value has changed.
    changed: frozenset[str] = frozenset()

    @property
    def form_token(self) -> str:
        """The token of this browser's forms."""
        return hmac.digest(self.secret.encode(), b"plain form", "sha256").hex()

    def begin(self, token: str) -> None:
        """A conversation has begun."""
        self.token = token
        self.changed |= {TOKEN}

    def end(self) -> None:
        """The conversation is over; nothing of it is to be found again with what the browser had."""
        self.token, self.secret = None, secrets.token_urlsafe(32)
        self.changed |= {TOKEN, SECRET}

    def enlarge(self, large: bool) -> None:
        """Remember large type."""
        self.large = large
        self.changed |= {LARGE}


def load(request: web.Request, proxies: int) -> Visitor:
    """The visitor of a request."""
    token = request.cookies.get(_name(TOKEN, request, proxies), "")
    secret = request.cookies.get(_name(SECRET, request, proxies), "")
    visitor = Visitor(
        token if _SOUND.fullmatch(token) else None,
        secret,
        request.cookies.get(_name(LARGE, request, proxies)) == "1",
    )
    if not _SOUND.fullmatch(secret):
        visitor.secret, visitor.changed = secrets.token_urlsafe(32), frozenset({SECRET})
    return visitor


def save(visitor: Visitor, request: web.Request, response: web.StreamResponse, proxies: int) -> None:
    """Tell the browser what has changed."""
    values = {TOKEN: visitor.token or "", SECRET: visitor.secret, LARGE: "1" if visitor.large else "0"}
    for name in sorted(visitor.changed):
        response.set_cookie(
            _name(name, request, proxies),
            values[name],
            path="/",
            httponly=True,
            samesite="Lax",
            secure=is_secure(request, proxies),
            # The conversation ends with the browser; the size of letters is worth keeping.
            max_age=_YEAR if name == LARGE else None if values[name] else 0,
        )


def _name(name: str, request: web.Request, proxies: int) -> str:
    # A browser takes a __Host- cookie from this very host only, over TLS only.
    return f"__Host-{name}" if is_secure(request, proxies) else name
