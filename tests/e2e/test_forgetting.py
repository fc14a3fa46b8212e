"""清空对话: what was said, and what the bot made of it, is nowhere any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from bot.instance import Instance
from tests.e2e.resident import Resident

SAID = "我想问居民身份证丢了要带什么材料去补办"


def test_a_deleted_conversation_is_in_neither_database(
    system: Instance, new_resident: Callable[[], Resident]
) -> None:
    kept, someone = new_resident(), new_resident()
    for each in (kept, someone):
        assert each.say(SAID).replies
    assert _traces(system) == (2, 2)
    assert someone.call("DELETE", "/api/chat/sessions/current").status == 204
    assert _traces(system) == (1, 1)
    assert someone.call("GET", "/api/chat/messages").status == 401
    assert len(kept.transcript()) >= 2


def _traces(system: Instance) -> tuple[int, int]:
    """In how many conversations this was said, by the edge and by the dialogue server."""
    with closing(sqlite3.connect(system.data / "jishitong.db")) as connection:
        (edge,) = connection.execute(
            "SELECT count(DISTINCT session_id) FROM chat_messages WHERE text = ?", (SAID,)
        ).fetchone()
    with closing(sqlite3.connect(system.data / "conversations.sqlite")) as connection:
        senders = {
            sender
            for sender, data in connection.execute("SELECT sender_id, data FROM events")
            if '"event": "user"' in data and SAID.encode("unicode_escape").decode() in data
        }
    return edge, len(senders)
