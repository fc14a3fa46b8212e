"""Who may use a route: every handler of the console says so, and the start fails for one that does not.

@allows("desk.read")
async def list_tickets(self, request): …
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

from actions.staff.accounts import Account
from actions.staff.roles import staff_roles
from knowledge.errors import AppError

#: Anybody, signed in or not: the door itself, style sheets.
PUBLIC = "public"
#: Anybody who is signed in, whatever the role.
SIGNED_IN = "signed_in"

#: Who is asking; set on every request that is not ``PUBLIC``.
STAFF = web.RequestKey("staff", Account)

_MARK = "console_rule"
FORM_MAX_BYTES = 256 * 1024


@dataclass(frozen=True)
class Rule:
    """What a handler asks of the person and of the body."""

    permission: str
    max_bytes: int = FORM_MAX_BYTES

    def admits(self, account: Account | None) -> bool:
        """Whether this person, or nobody in particular, may use the handler."""
        if self.permission == PUBLIC:
            return True
        if account is None:
            return False
        return self.permission == SIGNED_IN or account.may(self.permission)


class RouteOpen(AppError):
    """A route of the console does not say who may use it."""

    code = "route_open"


H = TypeVar("H", bound=Callable[..., Awaitable[web.StreamResponse]])


def allows(permission: str, max_bytes: int = FORM_MAX_BYTES) -> Callable[[H], H]:
    """Declare the permission that a handler needs, and how large a form it takes (uploads are streamed)."""

    def mark(handler: H) -> H:
        setattr(handler, _MARK, Rule(permission, max_bytes))
        return handler

    return mark


def rule_of(handler: Any) -> Rule | None:
    """What a handler declares."""
    found = getattr(handler, _MARK, None)
    return found if isinstance(found, Rule) else None


def check_routes(app: web.Application) -> None:
    """Raise :class:`RouteOpen` unless each route declares a permission that ``roles.yml`` knows."""
    known = {*staff_roles().permissions, PUBLIC, SIGNED_IN}
    faults = []
    for route in app.router.routes():
        where = f"{route.method} {route.resource.canonical if route.resource else '?'}"
        rule = rule_of(route.handler)
        if rule is None:
            faults.append(f"{where}：没有声明权限（@allows）")
        elif rule.permission not in known:
            faults.append(f"{where}：roles.yml 里没有“{rule.permission}”这个权限")
    if faults:
        raise RouteOpen("\n".join(faults))
