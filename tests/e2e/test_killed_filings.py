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

from actions.grid.divisions import divisions
from actions.hotline.tables import contacts, history, outbox, tickets
from actions.storage.engine import create_engine, default_url
from bot.instance import Instance
from tests.e2e.processes import Part, running
from tests.e2e.resident import Answer, Resident
from tests.e2e.system import fail_unless_built

FILINGS = 200
AT_ONCE = 8
#: After so many tickets, this process dies.
KILLS = {15: Part.ACTIONS, 45: Part.RASA, 80: Part.EDGE, 110: Part.ACTIONS, 140: Part.RASA, 170: Part.EDGE}
#: For all of it, on a machine that is busy with something else as well.
PATIENCE = 600.0
#: One that says nearly everything, and one that is asked for each item; the latter every so often.
TOLD = "我要投诉{place}第{number}号绿化带的树死了，昨天晚上看到的，电话13812345678"
ASKED = "我要投诉{place}第{number}号路灯不亮"
ASKED_EVERY = 10
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
        text = _matter(self._number)
        for _ in range(MOST_TURNS):
            replies = self._say(text)
            for reply in replies:
                if "ticket" in reply:
                    return str(reply["ticket"]["number"])
            if replies[0]["outcome"] == "error":
                continue  # Could not be stored just now: the reply asks to say it again.
            asked = [reply["form"]["field"]["id"] for reply in replies if "form" in reply]
            assert asked, f"{text} → {[reply['text'] for reply in replies]}"
            text = SAID.get(asked[-1], "不知道")
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


def _matter(number: int) -> str:
    """Each in a village of its own: matters of one village would be compared with each other."""
    places = divisions().villages
    text = TOLD if number % ASKED_EVERY else ASKED
    return text.format(place=places[number * len(places) // FILINGS].full, number=number)


def test_killing_each_process_loses_and_doubles_nothing(own: Instance) -> None:
    deadline = time.monotonic() + PATIENCE
    filings = [Filing(own.url, number, deadline) for number in range(FILINGS)]
    progress, acknowledged, failed = threading.Condition(), dict[int, str](), list[int]()

    def file(number: int) -> None:
        ticket = ""
        try:
            ticket = filings[number].file()
        finally:
            with progress:
                if ticket:
                    acknowledged[number] = ticket
                else:
                    failed.append(number)
                progress.notify_all()

    with ThreadPoolExecutor(AT_ONCE) as residents:
        sent = [residents.submit(file, number) for number in range(FILINGS)]
        for count, part in KILLS.items():
            with progress:
                assert progress.wait_for(partial(_enough, acknowledged, failed, count), PATIENCE)
            if failed:
                break
            running(own, part).kill()
        for future in sent:
            future.result()
    assert set().union(*(filing.refusals for filing in filings)) <= {409, 503}
    _check(own.data, acknowledged)


def _enough(acknowledged: dict[int, str], failed: list[int], count: int) -> bool:
    return bool(failed) or len(acknowledged) >= count


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
