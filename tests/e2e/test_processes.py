"""What becomes of residents when a process dies, and of processes when the system is stopped."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.instance import Instance
from tests.e2e.processes import (
    SOON,
    Part,
    family,
    killed,
    readiness,
    running,
    wait_until,
    wait_until_ready,
)
from tests.e2e.resident import Answer, Resident
from tests.e2e.system import fail_unless_built


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A system that may be broken without disturbing other tests."""
    instance = Instance(tmp_path_factory.mktemp("processes"))
    fail_unless_built(instance)
    yield instance
    instance.stop()


@pytest.fixture
def instance(own: Instance) -> Instance:
    """That system, ready, whatever the test before did to it."""
    if not own.is_ready():
        own.stop()
        own.start()
    return own


@pytest.fixture
def resident(instance: Instance) -> Resident:
    """Somebody who has asked how to replace an identity card."""
    someone = Resident(instance.url)
    someone.open()
    assert someone.say("身份证丢了咋补").replies[0]["service"]["id"] == "id-card"
    return someone


def problem(answer: Answer) -> dict[str, Any]:
    """The problem document of a message that cannot be answered now, complete."""
    assert answer.status == 503, answer.body
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.body["status"] == 503
    assert answer.body["request_id"] == answer.headers["X-Request-ID"] != ""
    assert int(answer.headers["Retry-After"]) >= 1
    assert "12345" in answer.body["detail"]
    assert "重试" in answer.body["detail"]
    document: dict[str, Any] = answer.body
    return document


@pytest.mark.parametrize(
    ("part", "code", "missing"),
    [(Part.RASA, "bot_unavailable", "rasa"), (Part.ACTIONS, "turn_failed", "actions")],
)
def test_a_killed_process_is_told_and_comes_back(
    instance: Instance, resident: Resident, part: Part, code: str, missing: str
) -> None:
    before = running(instance, part).pid
    with killed(instance, part):
        wait_until(lambda: readiness(instance)[0] == 503, "/readyz 说还没有准备好")
        assert missing in readiness(instance)[1]["detail"]
        assert problem(resident.say("那要带什么"))["code"] == code
        urgent = resident.say("厨房着火了").replies[0]
        assert (urgent["outcome"], urgent["contacts"][0]["number"]) == ("emergency", "119")
    wait_until_ready(instance)
    assert running(instance, part).pid != before
    after = resident.say("那要带什么").replies[0]
    assert (after["outcome"], after["service"]["id"], after["service"]["aspect"]) == (
        "answered",
        "id-card",
        "materials",
    )


def test_a_killed_edge_comes_back_with_its_conversations(instance: Instance, resident: Resident) -> None:
    with killed(instance, Part.EDGE):
        assert readiness(instance) == (0, None)
    wait_until_ready(instance)
    assert [entry["from"] for entry in resident.transcript()] == ["user", "bot"]
    assert resident.say("那要带什么").replies[0]["service"]["aspect"] == "materials"


def test_only_loopback_listens(instance: Instance) -> None:
    listening = {
        (place.laddr.ip, place.laddr.port)
        for member in family(instance)
        for place in member.net_connections(kind="inet")
        if place.status == psutil.CONN_LISTEN
    }
    ports = {int(instance.environment[name]) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
    assert listening == {("127.0.0.1", port) for port in ports}


def test_state_lies_in_its_folder(instance: Instance, resident: Resident) -> None:
    written = {
        Path(file.path) for member in family(instance) for file in member.open_files() if file.mode != "r"
    }
    assert written
    assert [path for path in written if not path.is_relative_to(instance.data)] == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=lambda sent: sent.name)
def test_one_signal_stops_everything(instance: Instance, sent: signal.Signals) -> None:
    members = family(instance)
    assert len(members) >= 4
    os.kill(instance.pid, sent)
    _, alive = psutil.wait_procs(members, timeout=SOON)
    assert alive == []
    assert readiness(instance) == (0, None)
    instance.stop()
    ports = {int(instance.environment[name]) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
    still = {
        place.laddr.port for place in psutil.net_connections("inet") if place.status == psutil.CONN_LISTEN
    }
    assert not still & ports
