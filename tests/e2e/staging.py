"""What a conversation finds in the database: demonstration enterprises, agencies and visits with their codes.

Names in braces that a message may use::

    {bakery} {factory} {chemistry} {shop}   credit codes
    {at-door}       typed code of a visit to the shop, now, nobody has scanned
    {scanned}       … to the factory, now, the inspectors have scanned
    {next-week}     … to the chemistry, in five days, two agencies
    {waiting}       … to the bakery, not yet approved
    {called-off}    … to the factory, cancelled
    {at-door-qr}    text of the QR of {at-door};  {changed-qr}  the same with some of it lost
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy.engine import Connection

from actions.inspection import arrival, registration
from actions.inspection.checking import Part, Request
from actions.inspection.codes import typed_code
from actions.inspection.demo import certificate, load_demo
from actions.inspection.moments import utc_now
from actions.inspection.registry import Enterprise
from actions.inspection.signing import Keyring, default_folder
from actions.inspection.visits import Filter, Visit, visit, visits
from actions.storage.engine import create_engine, default_url
from bot.instance import Instance
from tests.e2e.conversation import Conversation

HOUR = timedelta(hours=1)
_NAME = re.compile(r"\{([a-z-]+)\}")


def staged(conversation: Conversation, system: Instance) -> Conversation:
    """The conversation with its names filled in, on a database that has what it needs."""
    if conversation.setup is None:
        return conversation
    names = inspections(system)
    turns = []
    for turn in conversation.turns:
        said = turn.say and _NAME.sub(lambda found: names[found[1]], turn.say)
        turns.append(turn.model_copy(update={"say": said}))
    return conversation.model_copy(update={"turns": tuple(turns)})


@lru_cache(maxsize=1)
def inspections(system: Instance) -> dict[str, str]:
    """Load the demonstration, once a system; what the names stand for."""
    engine = create_engine(system.environment.get("DATABASE_URL") or default_url(system.data))
    keyring = Keyring(default_folder(system.data))
    try:
        with engine.begin() as connection:
            return _fill(connection, keyring, utc_now())
    finally:
        engine.dispose()


def _fill(connection: Connection, keyring: Keyring, now: datetime) -> dict[str, str]:
    bakery, factory, chemistry, shop = owners = load_demo(connection, keyring, now)
    names = dict(
        zip(("bakery", "factory", "chemistry", "shop"), (one.credit_code for one in owners), strict=True)
    )
    at_door = _next(connection, shop, now - 2 * HOUR)
    shown = arrival.shown_codes(connection, _visit(connection, at_door), keyring, now)
    codes = {
        "at-door": at_door,
        "next-week": _next(connection, chemistry, now),
        "waiting": _next(connection, bakery, now),
        "scanned": _scanned(connection, factory, keyring, now),
        "called-off": _called_off(connection, factory, keyring, now),
    }
    typed = {name: typed_code(keyring, visit_id) for name, visit_id in codes.items()}
    return {**names, **typed, "at-door-qr": shown.token, "changed-qr": shown.token[:-30]}


def _next(connection: Connection, owner: Enterprise, since: datetime) -> str:
    return visits(connection, Filter(enterprise_id=owner.id, since=since))[0].id


def _visit(connection: Connection, visit_id: str) -> Visit:
    found = visit(connection, visit_id)
    assert found is not None
    return found


def _register(
    connection: Connection, owner: Enterprise, keyring: Keyring, now: datetime, starts: timedelta
) -> str:
    people = (certificate(0, 1), certificate(0, 2))
    request = Request(
        owner.id, "case", "演示：核查线索", now + starts, now + starts + 3 * HOUR,
        (Part("demo-market", people, ("demo-market-item",), approved_by="演示批准人"),),
        separate_reason="演示：线索核查不能等", notice_by="演示送达人",
    )  # fmt: skip
    registered = registration.register(connection, request, keyring, now)
    assert registered.visit_id is not None, registered.findings
    return registered.visit_id


def _scanned(connection: Connection, owner: Enterprise, keyring: Keyring, now: datetime) -> str:
    visit_id = _register(connection, owner, keyring, now, timedelta(minutes=1))
    text = arrival.enterprise_qr_text(connection, owner, keyring, now)
    arrival.check_in(connection, visit_id, text, [certificate(0, 1), certificate(0, 2)], "", now)
    return visit_id


def _called_off(connection: Connection, owner: Enterprise, keyring: Keyring, now: datetime) -> str:
    visit_id = _register(connection, owner, keyring, now, timedelta(days=3))
    registration.cancel(connection, visit_id, "演示：改期", now)
    return visit_id
