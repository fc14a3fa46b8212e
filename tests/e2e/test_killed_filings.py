"""Each process killed with kill -9 amid filings through the chat: none is lost, none is there twice."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from actions.hotline.tables import contacts, history, outbox, tickets
from actions.storage.engine import create_engine, default_url
from bot.instance import Instance
from tests.e2e.processes import Part, running
from tests.e2e.resident import Answer, Resident
from tests.e2e.system import fail_unless_built

FILINGS = 30
AT_ONCE = 4
#: After so many tickets, this process dies.
KILLS = {4: Part.ACTIONS, 12: Part.RASA, 20: Part.EDGE}
PATIENCE = 200.0
#: What is said to each field of the form.
SAID = {
    "same": "不是，另外提交",
    "happened": "昨天晚上",
    "photos": "跳过",
    "contact": "13812345678",
    "disclose": "可以",
    "confirm": "提交",
}
MOST_TURNS = 15


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A system of this test alone."""
    instance = Instance(tmp_path_factory.mktemp("filings"))
    fail_unless_built(instance)
    with instance:
        yield instance


class Filing:
    """A resident who sends each message again, under its id, until it is answered."""

    def __init__(self, url: str, number: int, deadline: float) -> None:
        self._resident = Resident(url)
        self._number = number
        self._deadline = deadline
        self._messages = 0
        self.refusals: set[int] = set()

    def file(self) -> str:
        """The ticket's number."""
        self._until_answered("POST", "/api/chat/sessions", None, 201)
        text = f"我要投诉克井镇佃头村第{self._number}号路灯不亮"
        for _ in range(MOST_TURNS):
            replies = self._say(text)
            for reply in replies:
                if "ticket" in reply:
                    return str(reply["ticket"]["number"])
            field = next(reply["form"]["field"]["id"] for reply in replies if "form" in reply)
            text = SAID.get(field, "不知道")
        raise AssertionError("没有走到提交")

    def _say(self, text: str) -> list[dict[str, Any]]:
        self._messages += 1
        body = {"text": text, "message_id": f"{self._number}-{self._messages}"}
        return self._until_answered("POST", "/api/chat/messages", body, 200).replies

    def _until_answered(self, method: str, path: str, body: object, status: int) -> Answer:
        while True:
            answer = self._try(method, path, body)
            if answer is not None and answer.status == status:
                self._resident.token = answer.body.get("token", self._resident.token)
                return answer
            if answer is not None:
                self.refusals.add(answer.status)
            assert time.monotonic() < self._deadline, "没有在时限内恢复"
            # Nobody listens until the process is back: looking again is all there is to wait for.
            time.sleep(0.2)

    def _try(self, method: str, path: str, body: object) -> Answer | None:
        try:
            return self._resident.call(method, path, body)
        except (OSError, http.client.HTTPException):
            return None


def test_killing_each_process_loses_and_doubles_nothing(own: Instance) -> None:
    deadline = time.monotonic() + PATIENCE
    filings = [Filing(own.url, number, deadline) for number in range(FILINGS)]
    progress, acknowledged = threading.Condition(), dict[int, str]()

    def file(number: int) -> None:
        ticket = filings[number].file()
        with progress:
            acknowledged[number] = ticket
            progress.notify_all()

    with ThreadPoolExecutor(AT_ONCE) as residents:
        sent = [residents.submit(file, number) for number in range(FILINGS)]
        for count, part in KILLS.items():
            with progress:
                assert progress.wait_for(partial(_enough, acknowledged, count), PATIENCE)
            running(own, part).kill()
        for future in sent:
            future.result()
    assert set().union(*(filing.refusals for filing in filings)) <= {409, 503}
    _check(own.data, acknowledged)


def _enough(acknowledged: dict[int, str], count: int) -> bool:
    return len(acknowledged) >= count


def _check(data: Path, acknowledged: dict[int, str]) -> None:
    engine = create_engine(default_url(data))
    with engine.begin() as connection:
        kept = {
            row.number: row.text for row in connection.execute(sa.select(tickets.c.text, tickets.c.number))
        }
        assert len(kept) == FILINGS
        assert {number: f"第{at}号" in kept[number] for at, number in acknowledged.items()} == dict.fromkeys(
            acknowledged.values(), True
        )
        for table in (contacts, history, outbox):
            entries = Counter(connection.scalars(sa.select(table.c.ticket_id)))
            assert len(entries) == FILINGS
            assert set(entries.values()) == {1}
    engine.dispose()
