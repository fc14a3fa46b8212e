"""An edge killed with kill -9 in the midst of submissions: none is lost, none is there twice."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from actions.hotline.tables import contacts, history, outbox, tickets
from actions.storage.engine import create_engine
from tests.bot.web.open311.conftest import new_key

ROOT = Path(__file__).parents[4]
SUBMISSIONS = 200
AT_ONCE = 8
#: Killed each time so many submissions have been acknowledged.
KILLS = (40, 110)
PATIENCE = 90.0


class Edge:
    """A real edge process on a free port, without the dialogue servers that filing does not need."""

    def __init__(self, url: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._log = (folder / "edge.log").open("ab")
        self._environ = {
            **os.environ,
            "DATABASE_URL": url,
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "RATE_LIMIT_CLIENT_MESSAGES": "1000000/second",
        }
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "bot.web"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self._environ, stdout=self._log, stderr=self._log
        )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    def close(self) -> None:
        self.kill()
        self._log.close()


@pytest.fixture
def edge(database_url: str, tmp_path: Path) -> Iterator[Edge]:
    edge = Edge(database_url, tmp_path)
    yield edge
    edge.close()


class Submissions:
    """Clients that send each submission again, under its key, until it is acknowledged."""

    def __init__(self, edge: Edge, api_key: str) -> None:
        self._edge = edge
        self._api_key = api_key
        self._deadline = time.monotonic() + PATIENCE
        self._progress = threading.Condition()
        self.acknowledged: dict[int, str] = {}
        self.tries = 0
        self.refusals: set[int] = set()

    def submit(self, submission: int) -> None:
        while (number := self._try(submission)) is None:
            assert time.monotonic() < self._deadline, "没有在时限内恢复"
            # Nobody listens until the edge is back: looking again is all there is to wait for.
            time.sleep(0.05)
        with self._progress:
            self.acknowledged[submission] = number
            self._progress.notify_all()

    def wait_for(self, count: int) -> None:
        with self._progress:
            assert self._progress.wait_for(lambda: len(self.acknowledged) >= count, PATIENCE)

    def _try(self, submission: int) -> str | None:
        self.tries += 1
        form = {
            "api_key": self._api_key,
            "service_code": "street-light",
            "description": f"第 {submission} 盏路灯不亮",
            "address_string": "某路口",
            "phone": "13800001234",
        }
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._edge.port}/open311/v2/requests.json",
            urlencode(form).encode(),
            {"Idempotency-Key": f"submission-{submission}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                [filed] = json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                self.refusals.add(error.code)
            return None
        except OSError:
            return None
        return str(filed["service_request_id"])


def test_killing_the_edge_loses_and_doubles_nothing(edge: Edge, database_url: str) -> None:
    submissions = Submissions(edge, new_key(database_url))
    with ThreadPoolExecutor(AT_ONCE) as clients:
        sent = [clients.submit(submissions.submit, number) for number in range(SUBMISSIONS)]
        for count in KILLS:
            submissions.wait_for(count)
            edge.kill()
            edge.start()
        for future in sent:
            future.result()
    assert submissions.tries > SUBMISSIONS
    assert submissions.refusals <= {503}
    _check(database_url, submissions.acknowledged)


def _check(url: str, acknowledged: dict[int, str]) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        kept = {
            row.text: row.number for row in connection.execute(sa.select(tickets.c.text, tickets.c.number))
        }
        assert kept == {f"第 {submission} 盏路灯不亮": number for submission, number in acknowledged.items()}
        for table in (tickets, contacts, history, outbox):
            column = table.c.id if table is tickets else table.c.ticket_id
            entries = Counter(connection.scalars(sa.select(column)))
            assert len(entries) == SUBMISSIONS
            assert set(entries.values()) == {1}
    engine.dispose()
